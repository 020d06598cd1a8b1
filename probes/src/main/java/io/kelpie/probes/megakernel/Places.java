package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import java.util.Arrays;
import java.util.List;

/**
 * Where tiles arrive in the receiver's buffer: each in a place of its own, or each peer's in the
 * slots of a ring, one behind the other.
 */
final class Places {
  private final long[] offsets;
  private final int[] after;
  private final boolean[] lent;
  private final long bytes;

  private Places(long[] offsets, int[] after, boolean[] lent, long bytes) {
    this.offsets = offsets;
    this.after = after;
    this.lent = lent;
    this.bytes = bytes;
  }

  /**
   * @param offsets where each tile arrives
   * @param bytes of all of them
   */
  static Places own(long[] offsets, long bytes) {
    int[] after = new int[offsets.length];
    Arrays.fill(after, Protocol.NONE);
    return new Places(offsets.clone(), after, new boolean[offsets.length], bytes);
  }

  /**
   * @param slots of each ring
   * @param slotBytes of each slot
   * @param streams the tiles of each ring, in the order in which they take its slots
   * @param tiles of all of them
   */
  static Places rings(int slots, long slotBytes, List<List<Integer>> streams, int tiles) {
    long[] offsets = new long[tiles];
    int[] after = new int[tiles];
    boolean[] lent = new boolean[tiles];
    long bytes = 0;
    for (List<Integer> stream : streams) {
      int size = Math.min(slots, stream.size());
      for (int i = 0; i < stream.size(); i++) {
        int tile = stream.get(i);
        offsets[tile] = bytes + (i % size) * slotBytes;
        after[tile] = i < size ? Protocol.NONE : stream.get(i - size);
        lent[tile] = i + size < stream.size();
      }
      bytes += size * slotBytes;
    }
    return new Places(offsets, after, lent, bytes);
  }

  /** Bytes from the start of the receiver's buffer. */
  long offset(int tile) {
    return offsets[tile];
  }

  /** The tile that has the place before this one; {@link Protocol#NONE} where none has. */
  int after(int tile) {
    return after[tile];
  }

  /** Whether another tile has the place after this one. */
  boolean isLent(int tile) {
    return lent[tile];
  }

  /** Bytes of the receiver's buffer. */
  long bytes() {
    return bytes;
  }
}
