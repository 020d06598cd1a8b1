package io.kelpie.probes.model;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/** Factors that are log-normal about one: the noise of a cost. */
final class Jitter {
  private static final int FACTORS = 4096;
  private static final long TABLE_SEED = 0x6b656c706965L;

  private final double[] factors;

  /**
   * @param deviation of the factors' logarithm; 0 leaves every cost as it is
   */
  Jitter(double deviation) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(TABLE_SEED);
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    factors = deviation == 0 ? new double[0] : new double[FACTORS];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = StrictMath.exp(deviation * gaussian.sample());
    }
  }

  /** A cost as it turns out this time, in nanoseconds. */
  long of(long nanoseconds, UniformRandomProvider random) {
    return factors.length == 0
        ? nanoseconds
        : (long) (nanoseconds * factors[random.nextInt() >>> 20] + 0.5);
  }
}
