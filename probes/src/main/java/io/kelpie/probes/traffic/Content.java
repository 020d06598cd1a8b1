package io.kelpie.probes.traffic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * What a tile holds so that its arrival can be read off it: in its first word who it is, in the
 * last word of every MTU block a value that no other block, tile or pass has. Reading costs a word
 * a packet, whatever the tile's size.
 */
final class Content {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int WORD_BYTES = Long.BYTES;

  private Content() {}

  /** Fills the tile of {@code bytes} bytes at {@code offset}. */
  static void write(
      MemorySegment memory, long offset, int bytes, int mtu, long sequence, int tile) {
    memory.set(WORD, offset, name(sequence, tile));
    int blocks = Math.ceilDiv(bytes, mtu);
    for (int block = 0; block < blocks; block++) {
      long end = Math.min((block + 1L) * mtu, bytes);
      int width = (int) Math.min(WORD_BYTES, end - (long) block * mtu);
      put(memory, offset + end - width, width, tag(sequence, tile, block));
    }
  }

  /** Whether every block of the tile has arrived, asked from the last block backwards. */
  static boolean isWhole(
      MemorySegment memory, long offset, int bytes, int mtu, long sequence, int tile) {
    VarHandle.acquireFence();
    for (int block = Math.ceilDiv(bytes, mtu) - 1; block >= 0; block--) {
      long end = Math.min((block + 1L) * mtu, bytes);
      int width = (int) Math.min(WORD_BYTES, end - (long) block * mtu);
      if (!holds(memory, offset + end - width, width, tag(sequence, tile, block))) {
        return false;
      }
    }
    return true;
  }

  /** A word that names a tile of a pass: the tile in its low half, the pass in its high half. */
  static long name(long sequence, int tile) {
    return sequence << 32 | tile;
  }

  static int tile(long name) {
    return (int) name;
  }

  /** Whether a name is of this pass, as far as its 32 bits of it tell. */
  static boolean isOf(long sequence, long name) {
    return name >>> 32 == (sequence & 0xffff_ffffL);
  }

  /** The mixing function of SplitMix64 over pass, tile and block. */
  static long tag(long sequence, int tile, int block) {
    long z = sequence * 0x9e3779b97f4a7c15L + ((long) tile << 32 | block);
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static void put(MemorySegment memory, long at, int width, long tag) {
    if (width == WORD_BYTES) {
      memory.set(WORD, at, tag);
      return;
    }
    for (int i = 0; i < width; i++) {
      memory.set(ValueLayout.JAVA_BYTE, at + i, (byte) (tag >>> (8 * i)));
    }
  }

  private static boolean holds(MemorySegment memory, long at, int width, long tag) {
    if (width == WORD_BYTES) {
      return memory.get(WORD, at) == tag;
    }
    for (int i = 0; i < width; i++) {
      if (memory.get(ValueLayout.JAVA_BYTE, at + i) != (byte) (tag >>> (8 * i))) {
        return false;
      }
    }
    return true;
  }
}
