package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.SIGNAL;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** A goodput that is low by chance, at a line of 1 GB/s. */
final class ConfirmationTest {
  private static final Limits LIMITS = new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10));
  private static final Workload WORKLOAD =
      Workload.initial().with(ORDERING, Ordering.NONE).with(SIGNAL, Signal.NOTHING);
  private static final Evidence LOW =
      new Evidence(Symptom.LOW_GOODPUT, 2.4, null, null, "low_goodput");
  private static final double GOOD_TILE = 17e-6;
  private static final double LOW_TILE = 40e-6;
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
    Oracle oracle = new Oracle(Thresholds.DEFAULTS, BOUNDS, List.of(), IdleBaseline.of(List.of()));
    Tribunal tribunal =
        new Tribunal(
            oracle,
            Space.within(LIMITS),
            (purpose, workload, _) ->
                purpose.endsWith("pace")
                    ? calibrated(workload)
                    : measured(workload, random.nextDouble() < share ? LOW_TILE : GOOD_TILE));
    return new Confirmation(tribunal).claim(LOW, WORKLOAD, null, rate);
  }

  private static final Bounds BOUNDS = new Bounds(1e9, calibration());

  /** Of software that adds 0.3 us to the line's time a tile. */
  private static Calibration calibration() {
    Map<Workload, Measurement> runs = new LinkedHashMap<>();
    Calibration.plan(LIMITS).forEach(workload -> runs.put(workload, calibrated(workload)));
    return new Calibration(runs);
  }

  private static Measurement calibrated(Workload workload) {
    return measured(workload, bytes(workload) * 1e-9 + 0.3e-6);
  }

  private static long bytes(Workload workload) {
    return workload.get(TILE_BYTES).getFirst();
  }

  private static Measurement measured(Workload workload, double tileTime) {
    long tiles = workload.get(TILES);
    return new Measurement(
        new Outcome.Completed(),
        List.of(new Flow("forward", tiles, bytes(workload) * tiles, List.of(tileTime * tiles))),
        List.of(),
        List.of(),
        Integrity.UNCHECKED,
        List.of(),
        List.of(),
        1e-6,
        0,
        1);
  }
}
