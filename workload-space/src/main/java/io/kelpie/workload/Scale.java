package io.kelpie.workload;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * How the values of a number are spaced: where a draw falls, how far a neighbour is, where the
 * middle lies.
 */
public enum Scale {
  /** Equal steps; draws are uniform. */
  LINEAR {
    @Override
    double position(long value) {
      return value;
    }

    @Override
    long value(double position) {
      return Math.round(position);
    }
  },
  /** Equal ratios; draws are log-uniform. Zero sits one step under one. */
  LOG {
    @Override
    double position(long value) {
      return value == 0 ? -1 : Math.log(value) / Math.log(2);
    }

    @Override
    long value(double position) {
      return position <= -0.5 ? 0 : Math.round(Math.pow(2, position));
    }
  },
  /** Powers of two alone. */
  POWER_OF_TWO {
    @Override
    double position(long value) {
      return Math.log(value) / Math.log(2);
    }

    @Override
    long value(double position) {
      return 1L << Math.round(Math.max(0, position));
    }

    @Override
    double extent(Values.Range range) {
      return Math.floor(position(range.high())) - Math.ceil(position(range.low())) + 1;
    }
  };

  /** The place of a value on the axis along which this scale is even. */
  abstract double position(long value);

  /** The value nearest to a place on that axis. */
  abstract long value(double position);

  /** How much of the axis a range takes, each of its values counted. */
  double extent(Values.Range range) {
    return position(range.high() + 1) - position(range.low());
  }

  /** A draw over the range, even along this scale. */
  public long draw(Values.Range range, UniformRandomProvider random) {
    double low = position(range.low());
    double high = position(range.high());
    double edge = this == LOG ? 0 : 0.5;
    double place = low - edge + random.nextDouble() * (high - low + 2 * edge);
    return clamp(value(place), range);
  }

  /**
   * A neighbour of {@code value}: a Gaussian step along this scale whose deviation is a sixth of
   * the range (at least one unit), never the value itself unless the range holds nothing else.
   */
  public long neighbour(long value, Values.Range range, UniformRandomProvider random) {
    if (range.low() == range.high()) {
      return range.low();
    }
    double spread = Math.max(1, (position(range.high()) - position(range.low())) / 6);
    for (int attempt = 0; attempt < 16; attempt++) {
      double gaussian =
          org.apache.commons.rng.sampling.distribution.ZigguratSampler.NormalizedGaussian.of(random)
              .sample();
      long candidate = clamp(value(position(value) + spread * gaussian), range);
      if (candidate != value) {
        return candidate;
      }
    }
    return value == range.high() ? range.low() : range.high();
  }

  /** The middle of two values along this scale; one of the two when nothing lies between. */
  public long middle(long one, long other) {
    return value((position(one) + position(other)) / 2);
  }

  private static long clamp(long value, Values.Range range) {
    return Math.clamp(value, range.low(), range.high());
  }
}
