package io.kelpie.probes.megakernel;

/**
 * A Mixture-of-Experts layer and how it is cut into tiles.
 *
 * @param tokens of one pass
 * @param experts dealt over the peers in runs
 * @param topK experts a token goes to
 * @param hidden columns of a token, a multiple of 64
 * @param intermediate columns between the two products, a multiple of 64
 * @param skew exponent of the Zipf law by which experts are chosen; 0 is even
 * @param capacity rows of an expert at most, over the even share; what exceeds it is dropped
 * @param tileRows of a tile, 8 to 128, a power of two; under 128 a tile is one block wide
 * @param tileBlocks blocks of 64 columns in a tile: 1, 2 or 4, or a multiple of 4
 * @param activation as in {@code kelpie_activation}
 * @param wireDispatch whether rows travel to their experts
 * @param wireCombine whether results travel back
 * @param seed of tokens, weights and gate
 */
record MoeShape(
    int tokens,
    int experts,
    int topK,
    int hidden,
    int intermediate,
    double skew,
    double capacity,
    int tileRows,
    int tileBlocks,
    int activation,
    boolean wireDispatch,
    boolean wireCombine,
    long seed) {
  MoeShape {
    if (hidden % 64 != 0 || intermediate % 64 != 0 || hidden < 64 || intermediate < 64) {
      throw new IllegalArgumentException("hidden and intermediate are multiples of 64");
    }
    if (topK < 1 || topK > experts || tokens < 1) {
      throw new IllegalArgumentException("a token goes to 1 to " + experts + " experts");
    }
    if (Integer.bitCount(tileRows) != 1 || tileRows < 8 || tileRows > 128) {
      throw new IllegalArgumentException("a tile has 8 to 128 rows, a power of two");
    }
    if (tileRows < 128 && tileBlocks != 1) {
      throw new IllegalArgumentException("a tile of fewer than 128 rows is one block wide");
    }
    if (tileBlocks != 1 && tileBlocks != 2 && tileBlocks % 4 != 0) {
      throw new IllegalArgumentException("a tile has 1, 2 or a multiple of 4 blocks side by side");
    }
  }
}
