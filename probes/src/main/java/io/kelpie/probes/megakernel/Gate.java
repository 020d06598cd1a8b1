package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.HELD;
import static io.kelpie.ffi.cuda.Protocol.PARTS;

/**
 * What tiles wait for before they are asked for, a word each: in its low bits the tasks that have a
 * part in the tile; above them, where its place is shared, that it is computed and the credit for
 * the place. Whoever brings the last of these asks for it, so that nobody waits for a credit and
 * exactly one asks. What each side brings must be visible before it says so: that fence is its own.
 */
final class Gate {
  private final Words memory;
  private final long first;

  /**
   * @param first the first tile's word
   */
  Gate(Words memory, long first) {
    this.memory = memory;
    this.first = first;
  }

  /** A task had its part in the tile; what it still waits for. */
  int part(int tile) {
    return (int) memory.add(first + tile, -1) - 1;
  }

  /** Whether {@code left} waits for no task any more. */
  static boolean isComputed(int left) {
    return (left & PARTS) == 0;
  }

  /** One of the two came, of which each is told once; whether the tile has waited for no more. */
  boolean let(int tile) {
    return (int) memory.add(first + tile, -HELD) == HELD;
  }
}
