/** Workloads on real queue pairs, driven from a child process through libibverbs. */
@NullMarked
package io.kelpie.probes.verbs;

import org.jspecify.annotations.NullMarked;
