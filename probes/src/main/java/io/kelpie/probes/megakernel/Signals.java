package io.kelpie.probes.megakernel;

/**
 * The words by which the kernel learns of arrivals: one a tile, holding the pass whose tile is
 * there. What a signal speaks of must be visible before it: that fence is the teller's.
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

  /** Tells that a tile of this pass is there; the transport's. */
  void tell(int tile, int sequence) {
    memory.set(first + tile, Integer.toUnsignedLong(sequence));
  }

  /** Whether a tile of this pass is there; the kernel's. */
  boolean isTold(int tile, int sequence) {
    return memory.get(first + tile) == Integer.toUnsignedLong(sequence);
  }
}
