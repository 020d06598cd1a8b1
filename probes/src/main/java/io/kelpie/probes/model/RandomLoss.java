package io.kelpie.probes.model;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Each packet is lost by chance, for itself. */
final class RandomLoss implements PacketLoss {
  private static final double MILLION = 1e6;

  private final UniformRandomProvider random;
  private final double logarithm;
  private long spared;

  /**
   * @param perMillion packets lost of a million, above 0
   */
  RandomLoss(long perMillion, long seed) {
    random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    logarithm = Math.log1p(-perMillion / MILLION);
    spared = draw();
  }

  @Override
  public boolean takes() {
    if (spared > 0) {
      spared--;
      return false;
    }
    spared = draw();
    return true;
  }

  /** Packets between two that are lost: geometric. */
  private long draw() {
    return (long) (Math.log1p(-random.nextDouble()) / logarithm);
  }
}
