package io.kelpie.search.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class SampleTest {
  @Test
  void sixValuesAreBoundedByTheirExtremes() {
    Sample sample = new Sample(List.of(4.0, 1.0, 6.0, 2.0, 5.0, 3.0));
    assertThat(sample.median()).isEqualTo(3.5);
    assertThat(sample.interval()).isEqualTo(new Interval(1, 6));
  }

  /** Of 12 values the third from either end: 1 − 2·(1 + 12 + 66)/4096 = 96.1 %, the fourth 85 %. */
  @Test
  void twelveValuesAreBoundedByTheThirdFromEachEnd() {
    List<Double> values = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      values.add((double) i);
    }
    assertThat(new Sample(values).interval()).isEqualTo(new Interval(3, 10));
  }

  /** Skewed values: the square of an exponential draw, whose median is (ln 2)². */
  @Test
  void coversTheMedianOfSkewedValuesAsPromised() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);
    double median = Math.pow(Math.log(2), 2);
    int covered = 0;
    for (int trial = 0; trial < 10_000; trial++) {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        values.add(Math.pow(Math.log(random.nextDouble()), 2));
      }
      Interval interval = new Sample(values).interval();
      covered += interval.low() <= median && median <= interval.high() ? 1 : 0;
    }
    assertThat(covered / 10_000.0).isCloseTo(0.961, within(0.008));
  }

  /** Clopper and Pearson 1934 by their closed forms at the edges: 1 − 0.025^(1/n) of 0 of n. */
  @Test
  void sharesHaveExactIntervals() {
    assertThat(Sample.share(0, 6).low()).isZero();
    assertThat(Sample.share(0, 6).high()).isCloseTo(1 - Math.pow(0.025, 1 / 6.0), within(1e-9));
    assertThat(Sample.share(6, 6).high()).isEqualTo(1);
    assertThat(Sample.share(6, 6).low()).isCloseTo(Math.pow(0.025, 1 / 6.0), within(1e-9));
  }

  /** Six of six above: 1/64. */
  @Test
  void signTestCountsSides() {
    assertThat(new Sample(List.of(2.0, 3.0, 4.0, 5.0, 6.0, 7.0)).exceeds(1.5))
        .isCloseTo(1 / 64.0, within(1e-12));
    assertThat(new Sample(List.of(1.5, 1.5)).exceeds(1.5)).isEqualTo(1);
  }
}
