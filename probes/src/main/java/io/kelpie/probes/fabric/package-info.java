/**
 * Workloads on libfabric endpoints, driven from a child process; no GPU and no RDMA device needed.
 */
@NullMarked
package io.kelpie.probes.fabric;

import org.jspecify.annotations.NullMarked;
