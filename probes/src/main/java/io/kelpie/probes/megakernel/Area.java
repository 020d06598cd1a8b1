package io.kelpie.probes.megakernel;

import java.lang.foreign.MemorySegment;

/** Memory of a {@link Machine}. */
interface Area extends AutoCloseable {

  /** The address by which the kernel knows it. */
  long address();

  long bytes();

  /** Copies {@code from} to its start; while no kernel runs. */
  void write(MemorySegment from);

  /** Copies its start to native memory; while no kernel runs. */
  void read(MemorySegment to);

  @Override
  void close();

  /** Memory that host and kernel use in place, at once. */
  interface Shared extends Area {
    MemorySegment segment();
  }
}
