package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;

/**
 * How two processes of one host hand payload over.
 *
 * @param bytesPerSecond each way
 * @param callNanos of each call on the sending side
 * @param wakeNanos until the other process runs for it
 */
record Ipc(
    @Parameter(unit = "B/s", low = 1, high = 1_000_000_000_000L, source = Source.KNOWLEDGE)
        long bytesPerSecond,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE) int callNanos,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
        int wakeNanos) {
  /** A local socket: a system call and a copy at either end, some 3 GB/s in all. */
  static final Ipc STREAM = new Ipc(3_000_000_000L, 2_000, 5_000);

  /** Shared memory: one copy at 10 GB/s, and a word that the other side polls. */
  static final Ipc SHARED = new Ipc(10_000_000_000L, 200, 200);
}
