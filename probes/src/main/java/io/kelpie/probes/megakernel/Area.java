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

    @Override
    default long bytes() {
      return segment().byteSize();
    }

    @Override
    default void write(MemorySegment from) {
      MemorySegment.copy(from, 0, segment(), 0, from.byteSize());
    }

    @Override
    default void read(MemorySegment to) {
      MemorySegment.copy(segment(), 0, to, 0, to.byteSize());
    }
  }

  /** A part of memory that another holds. */
  record Part(MemorySegment segment, long address) implements Shared {
    @Override
    public void close() {}
  }
}
