package io.kelpie.probes.traffic;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;

/** How a receiver learns that a tile is there. */
public enum Arrival {
  /** The tile's flag in memory shows the pass. */
  FLAG,
  /** A receive completed, with the tile's name in its message or in its immediate data. */
  MESSAGE,
  /** The sender's own completion: of a READ, or of a put without signal. */
  COMPLETION;

  private static final int TILE_BITS = 20;

  static Arrival of(Workload workload) {
    return switch (workload.get(Catalogue.SIGNAL)) {
      case INLINE_WRITE, FETCH_ADD, COMPARE_SWAP -> FLAG;
      case SEND, IMMEDIATE -> MESSAGE;
      case COMPLETION -> COMPLETION;
      case NOTHING ->
          workload.get(Catalogue.OPCODE) == Catalogue.Opcode.SEND ? MESSAGE : COMPLETION;
    };
  }

  /** Immediate data that names a tile (20 bits: the catalogue ends at a million) and its pass. */
  public static int immediate(long sequence, int tile) {
    return (int) (sequence << TILE_BITS) | tile;
  }

  static int tileOf(int immediate) {
    return immediate & ((1 << TILE_BITS) - 1);
  }

  /** Whether immediate data speaks of this pass, as far as its 12 bits of it tell. */
  static boolean isOf(long sequence, int immediate) {
    return immediate >>> TILE_BITS == (int) (sequence << TILE_BITS) >>> TILE_BITS;
  }
}
