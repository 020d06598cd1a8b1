package io.kelpie.search.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** Of a goodput that is low by chance. */
final class ConfirmationTest {
  private static final double COIN = 0.5;
  private static final double CLEAR = 0.97;

  private final UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);

  @Test
  void theFirstClearAnomalyIsClaimedByBothArmsAlone() {
    assertThat(claim(1, new DiscoveryRate())).map(Confirmed::runs).contains(12);
  }

  @Test
  void afterManyTestsInVainAClaimTakesMorePairs() {
    DiscoveryRate rate = new DiscoveryRate();
    for (int test = 0; test < 300; test++) {
      rate.tested(false);
    }
    assertThat(claim(1, rate))
        .map(Confirmed::runs)
        .hasValueSatisfying(runs -> assertThat(runs).isBetween(20, 30));
  }

  @Test
  void aNightWithNothingToFindClaimsSomethingInAtMostOneOfTwenty() {
    int nights = 400;
    int claiming = 0;
    for (int night = 0; night < nights; night++) {
      DiscoveryRate rate = new DiscoveryRate();
      int claims = 0;
      for (int test = 0; test < 60; test++) {
        claims += claim(COIN, rate).isPresent() ? 1 : 0;
      }
      claiming += claims > 0 ? 1 : 0;
    }
    assertThat((double) claiming / nights).isLessThanOrEqualTo(DiscoveryRate.RATE);
  }

  @Test
  void ofTheClaimsOfANightFewAreFalseAndWhatIsClearIsFound() {
    int nights = 200;
    double falseShares = 0;
    int there = 0;
    int found = 0;
    for (int night = 0; night < nights; night++) {
      DiscoveryRate rate = new DiscoveryRate();
      int right = 0;
      int wrong = 0;
      for (int test = 0; test < 100; test++) {
        boolean real = test % 10 == 9;
        boolean claimed = claim(real ? CLEAR : COIN, rate).isPresent();
        there += real ? 1 : 0;
        right += real && claimed ? 1 : 0;
        wrong += !real && claimed ? 1 : 0;
      }
      found += right;
      falseShares += right + wrong == 0 ? 0 : (double) wrong / (right + wrong);
    }
    assertThat(falseShares / nights).isLessThanOrEqualTo(DiscoveryRate.RATE);
    assertThat((double) found / there).isGreaterThan(0.95);
  }

  /** A claim of a workload that is slow in this share of its runs. */
  private Optional<Confirmed> claim(double share, DiscoveryRate rate) {
    Tribunal tribunal =
        Goodputs.tribunal((purpose, workload, _) ->
            purpose.endsWith("pace")
                ? Goodputs.calibrated(workload)
                : Goodputs.measured(
                    workload, random.nextDouble() < share ? Goodputs.LOW : Goodputs.GOOD));
    return new Confirmation(tribunal).claim(Goodputs.LOW_GOODPUT, Goodputs.WORKLOAD, null, rate);
  }

  /** The calibration fell into a slow spell: its run is faster at times, and so is the workload. */
  @Test
  void aPlaceThatWasSlowWhenItWasCalibratedIsNoAnomaly() {
    double[] spells = {2, 2, 1, 2};
    int[] runs = {0};
    Tribunal tribunal =
        Goodputs.tribunal((purpose, workload, _) -> {
          double slower = spells[runs[0]++ / 2 % 4];
          return purpose.endsWith("pace")
              ? Goodputs.measured(workload, slower / 2 * Goodputs.calibrated(workload).tileTime())
              : Goodputs.measured(workload, slower * Goodputs.GOOD);
        });
    assertThat(
            new Confirmation(tribunal)
                .claim(Goodputs.LOW_GOODPUT, Goodputs.WORKLOAD, null, new DiscoveryRate()))
        .isEmpty();
  }
}
