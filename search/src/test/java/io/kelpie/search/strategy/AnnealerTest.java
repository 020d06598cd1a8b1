package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnnealerTest {
  private static final int DRAWS = 100_000;

  /** The expectations are exp(−ΔE/T), worked out by hand to six places. */
  @ParameterizedTest
  @CsvSource({
    "1.0, 0.5, 0.606531",
    "1.0, 1.0, 0.367879",
    "1.0, 2.0, 0.135335",
    "0.5, 1.0, 0.135335",
    "0.1, 0.05, 0.606531",
    "0.1, 0.3, 0.049787"
  })
  void acceptsAsTheBoltzmannFactorSays(double temperature, double difference, double expected) {
    Annealer annealer =
        new Annealer(
            new AnnealingSettings(temperature, temperature / 100, 1, 0.5, 2),
            RandomSource.XO_RO_SHI_RO_128_PP.create(42));
    long accepted = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      accepted += annealer.accepts(difference) ? 1 : 0;
    }
    double p =
        ChiSquareTest.withDefaults()
            .test(new double[] {expected, 1 - expected}, new long[] {accepted, DRAWS - accepted})
            .getPValue();
    assertThat(p).isGreaterThan(0.001);
  }

  @Test
  void alwaysAcceptsWhatIsBetter() {
    Annealer annealer =
        new Annealer(AnnealingSettings.DEFAULTS, RandomSource.XO_RO_SHI_RO_128_PP.create(1));
    for (int draw = 0; draw < 1000; draw++) {
      assertThat(annealer.accepts(-1e-9)).isTrue();
    }
  }

  @Test
  void coolsByItsFactorAfterItsMutations() {
    Annealer annealer =
        new Annealer(
            new AnnealingSettings(1, 0.2, 3, 0.5, 2), RandomSource.XO_RO_SHI_RO_128_PP.create(1));
    double[] expected = {1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125};
    for (double temperature : expected) {
      assertThat(annealer.isCold()).isFalse();
      annealer.step();
      assertThat(annealer.temperature()).isEqualTo(temperature);
    }
    assertThat(annealer.isCold()).isTrue();
  }
}
