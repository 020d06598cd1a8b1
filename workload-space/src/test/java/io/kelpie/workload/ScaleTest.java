package io.kelpie.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Values.Range;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScaleTest {
  private static final int DRAWS = 100_000;
  private final UniformRandomProvider random = Workloads.generator(1);

  @Test
  void linearDrawsAreUniform() {
    long[] seen = new long[32];
    for (int i = 0; i < DRAWS; i++) {
      seen[(int) Scale.LINEAR.draw(new Range(0, 31), random)]++;
    }
    double[] expected = new double[32];
    java.util.Arrays.fill(expected, DRAWS / 32.0);
    assertThat(new ChiSquareTest().chiSquareTest(expected, seen)).isGreaterThan(1e-4);
  }

  @Test
  void powersOfTwoAreUniformOverTheirExponents() {
    long[] seen = new long[13];
    for (int i = 0; i < DRAWS; i++) {
      seen[Long.numberOfTrailingZeros(Scale.POWER_OF_TWO.draw(new Range(1, 4096), random))]++;
    }
    double[] expected = new double[13];
    java.util.Arrays.fill(expected, DRAWS / 13.0);
    assertThat(new ChiSquareTest().chiSquareTest(expected, seen)).isGreaterThan(1e-4);
  }

  /** Between 2^10 and 2^20 each of ten octaves holds a tenth of log-uniform draws. */
  @Test
  void logDrawsAreEvenOverOctaves() {
    long[] seen = new long[10];
    for (int i = 0; i < DRAWS; i++) {
      long drawn = Scale.LOG.draw(new Range(1 << 10, 1 << 20), random);
      seen[(int) Math.min(9, Math.floor(Math.log(drawn) / Math.log(2)) - 10)]++;
    }
    double[] expected = new double[10];
    java.util.Arrays.fill(expected, DRAWS / 10.0);
    assertThat(new ChiSquareTest().chiSquareTest(expected, seen)).isGreaterThan(1e-4);
  }

  @ParameterizedTest
  @EnumSource
  void neighboursStayInsideMoveAndReachBothEnds(Scale scale) {
    Range range = new Range(scale == Scale.LOG ? 0 : 1, 4096);
    long value = 64;
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      long moved = scale.neighbour(value, range, random);
      assertThat(moved).isNotEqualTo(value).isBetween(range.low(), range.high());
      value = moved;
      seen.add(value);
    }
    assertThat(seen).contains(range.low(), range.high());
  }

  @Test
  void theMiddleLiesOnTheScale() {
    assertThat(Scale.LINEAR.middle(10, 30)).isEqualTo(20);
    assertThat(Scale.LOG.middle(16, 1024)).isEqualTo(128);
    assertThat(Scale.POWER_OF_TWO.middle(1, 64)).isEqualTo(8);
    assertThat(Scale.LOG.middle(7, 8)).isBetween(7L, 8L);
  }
}
