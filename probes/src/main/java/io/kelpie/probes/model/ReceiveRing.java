package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * A ring of slots for what each peer receives: a tile may be asked for once the tile whose slot it
 * takes was received, and the sender was told so.
 */
final class ReceiveRing {
  /** The slot is not free, and nobody knows yet when it will be. */
  static final long UNKNOWN = Long.MAX_VALUE;

  private final int stride;
  private final long[] returned;

  /**
   * @param slots of each peer's ring
   * @param peers that tiles are dealt over in turn
   */
  ReceiveRing(int slots, int peers, int tiles) {
    stride = (int) Math.min(Integer.MAX_VALUE, (long) slots * peers);
    returned = new long[tiles];
    clear();
  }

  void clear() {
    Arrays.fill(returned, UNKNOWN);
  }

  /** The sender knows at {@code at} that a tile's slot is free again. */
  void free(int tile, long at) {
    returned[tile] = at;
  }

  /** When there is a slot for a tile, or {@link #UNKNOWN}. */
  long freeFor(int tile) {
    return tile < stride ? Long.MIN_VALUE : returned[tile - stride];
  }

  /** Whether a tile frees the slot that another waits for. */
  boolean frees(int tile, int waiting) {
    return tile + stride == waiting;
  }
}
