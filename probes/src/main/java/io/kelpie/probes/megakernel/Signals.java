package io.kelpie.probes.megakernel;

/**
 * The words by which the kernel learns of arrivals, and those by which it learns that a tile's
 * place is free again: one a tile, holding the pass in which that came about. What a signal speaks
 * of must be visible before it, and what a credit gives away must have been read: that fence is the
 * teller's.
 */
final class Signals {
  private final Words memory;
  private final long first;

  /**
   * @param first the first tile's word
   */
  Signals(Words memory, long first) {
    this.memory = memory;
    this.first = first;
  }

  /** Tells of a tile of this pass; the transport's. */
  void tell(int tile, int sequence) {
    memory.set(first + tile, Integer.toUnsignedLong(sequence));
  }

  /** Whether that was told; the kernel's. */
  boolean isTold(int tile, int sequence) {
    return memory.get(first + tile) == Integer.toUnsignedLong(sequence);
  }
}
