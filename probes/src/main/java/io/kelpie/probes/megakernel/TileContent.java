package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.content;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** Reads off a tile whether all of it has arrived: every word belongs to one pass and one place. */
final class TileContent {
  private TileContent() {}

  /** Words that are not what pass and tile make them; a last word that is cut short counts too. */
  static int bad(MemorySegment memory, long at, int bytes, int sequence, int tile) {
    int bad = 0;
    for (int word = 0; word < bytes / 8; word++) {
      if (memory.get(JAVA_LONG, at + 8L * word) != content(sequence, tile, word)) {
        bad++;
      }
    }
    long tail = content(sequence, tile, bytes / 8);
    boolean isTailBad = false;
    for (int i = bytes & ~7; i < bytes; i++) {
      isTailBad |= memory.get(JAVA_BYTE, at + i) != (byte) (tail >>> (8 * (i & 7)));
    }
    return isTailBad ? bad + 1 : bad;
  }
}
