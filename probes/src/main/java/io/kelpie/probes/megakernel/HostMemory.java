package io.kelpie.probes.megakernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Cleared memory of this process. */
final class HostMemory implements Area.Shared {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  HostMemory(long bytes) {
    segment = arena.allocate(Math.max(1, bytes), 1024);
  }

  @Override
  public long address() {
    return segment.address();
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    arena.close();
  }
}
