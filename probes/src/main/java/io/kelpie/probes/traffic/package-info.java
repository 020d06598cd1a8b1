/**
 * Workloads as traffic on real queues, driven from a child process: programs, content, stage
 * stamps, sender and receiver, whatever the {@link io.kelpie.probes.traffic.Transport}.
 */
@NullMarked
package io.kelpie.probes.traffic;

import org.jspecify.annotations.NullMarked;
