package io.kelpie.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.results.Findings;
import io.kelpie.results.report.CaseFile;
import io.kelpie.search.Finding;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Sample;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/**
 * Confirmations that are drawn: how often chance alone is told as a change, and how often one is.
 */
final class PairSizesTest {
  private static final int PAIRS = 12;
  private static final int REPEATS = 2000;
  private static final double LEVEL = 0.05;
  private static final long PACKETS = 100_000;

  private static final Counter SENT =
      counter("tx_packets", CounterClass.TRAFFIC, CounterRole.REQUESTER, "packets");
  private static final Counter RETRIES =
      counter("packet_seq_err", CounterClass.DIAGNOSTIC, CounterRole.REQUESTER, "events");
  private static final Oracle ORACLE =
      new Oracle(
          Thresholds.DEFAULTS,
          new Bounds(null, Calibration.NONE),
          List.of(SENT, RETRIES),
          IdleBaseline.of(List.of()));

  private final UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);
  private final ZigguratSampler.NormalizedGaussian normal =
      ZigguratSampler.NormalizedGaussian.of(random);

  private static Counter counter(
      String name, CounterClass counterClass, CounterRole role, String unit) {
    return new Counter(
        "dev/" + name,
        name,
        "dev",
        CounterKind.MONOTONIC,
        64,
        unit,
        CounterScope.PORT,
        role,
        counterClass,
        1,
        "");
  }

  private static Finding finding(Symptom symptom) {
    Finding like = Findings.serialised();
    return Findings.reduced(like, symptom, like.workload(), like.conditions());
  }

  private static ProbeRecord run(Workload workload, double tileTime, long retries) {
    return new ProbeRecord(
        1,
        Ledger.CONFIRMATION,
        "same queue pairs",
        workload,
        Budget.search(1),
        new Measurement(
            new Outcome.Completed(),
            List.of(new Flow("forward", 64, 64 << 12, List.of(64 * tileTime))),
            List.of(),
            List.of(),
            Integrity.UNCHECKED,
            List.of(),
            List.of(counted(SENT, PACKETS), counted(RETRIES, retries)),
            0,
            0,
            64 * tileTime),
        null,
        1);
  }

  private static CounterReading counted(Counter counter, double delta) {
    return new CounterReading(counter.id(), 0.0, delta, delta, delta, null);
  }

  private static PairSizes sizes(Symptom symptom, Supplier<CaseFile.Pair> pair) {
    List<CaseFile.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      pairs.add(pair.get());
    }
    return PairSizes.of(finding(symptom), pairs, ORACLE);
  }

  /** Losses come in bursts: a Poisson number whose mean differs from run to run as a gamma does. */
  private CaseFile.Pair retransmitting(double mean) {
    double here = AhrensDieterMarsagliaTsangGammaSampler.of(random, 2, mean / 2).sample();
    Workload workload = Findings.serialised().workload();
    return new CaseFile.Pair(
        false,
        run(workload, 1e-6, PoissonSampler.of(random, Math.max(here, 1e-9)).sample()),
        run(Workload.initial(), 1e-6, PoissonSampler.of(random, 1).sample()),
        null,
        true);
  }

  /**
   * A goodput without a twin, beside the calibration's run.
   *
   * @param slower how slow the anomaly is, over what the place does to all that runs there
   */
  private CaseFile.Pair slow(double slower, double place) {
    double spell = place * (random.nextInt(4) == 0 ? 1.5 : 1);
    return new CaseFile.Pair(
        false,
        run(Findings.serialised().workload(), 2e-6 * slower * spell * noise(), 0),
        null,
        run(Workload.initial().with(Catalogue.TILES, 256L), 1e-6 * spell * noise(), 0),
        true);
  }

  private double noise() {
    return Math.exp(0.08 * normal.sample());
  }

  private double told(Supplier<PairSizes> first, Supplier<PairSizes> second) {
    int told = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      told += first.get().shift(second.get()).orElseThrow().pValue() <= LEVEL ? 1 : 0;
    }
    return (double) told / REPEATS;
  }

  /** At most the level, as far as so many repeats can tell, and not by never telling anything. */
  private static void assertAtTheLevel(double told) {
    Interval interval = Sample.share((int) Math.round(told * REPEATS), REPEATS);
    assertThat(interval.low()).isLessThanOrEqualTo(LEVEL);
    assertThat(told).isGreaterThan(LEVEL / 2);
  }

  @Test
  void retransmissionsOfOneRateAreToldApartAtTheLevelOnly() {
    Supplier<PairSizes> one = () -> sizes(Symptom.RETRANSMIT, () -> retransmitting(60));
    assertAtTheLevel(told(one, one));
  }

  @Test
  void threeTimesTheRetransmissionsAreTold() {
    assertThat(
            told(
                () -> sizes(Symptom.RETRANSMIT, () -> retransmitting(60)),
                () -> sizes(Symptom.RETRANSMIT, () -> retransmitting(180))))
        .isGreaterThan(0.8);
  }

  @Test
  void goodputsThatAreAlikeAreToldApartAtTheLevelOnly() {
    Supplier<PairSizes> one = () -> sizes(Symptom.LOW_GOODPUT, () -> slow(1, 1));
    assertAtTheLevel(told(one, one));
  }

  /** What the place does to all that runs there is nobody's anomaly. */
  @Test
  void aSlowerPlaceIsNoLowerGoodput() {
    assertAtTheLevel(
        told(
            () -> sizes(Symptom.LOW_GOODPUT, () -> slow(1, 1)),
            () -> sizes(Symptom.LOW_GOODPUT, () -> slow(1, 2))));
  }

  @Test
  void aGoodputLowerByAFifthIsTold() {
    assertThat(
            told(
                () -> sizes(Symptom.LOW_GOODPUT, () -> slow(1, 1)),
                () -> sizes(Symptom.LOW_GOODPUT, () -> slow(1.25, 1))))
        .isGreaterThan(0.95);
    assertThat(
            sizes(Symptom.LOW_GOODPUT, () -> slow(1, 1))
                .shift(sizes(Symptom.LOW_GOODPUT, () -> slow(1.25, 1)))
                .orElseThrow()
                .growth())
        .isBetween(1.1, 1.4);
  }

  @Test
  void sizesByOtherYardsticksAreNotCompared() {
    Supplier<PairSizes> plain = () -> sizes(Symptom.LOW_GOODPUT, () -> slow(1, 1));
    PairSizes one = plain.get();
    assertThat(one.shift(new PairSizes(Workload.initial(), one.values()))).isEmpty();
    assertThat(one.shift(new PairSizes(one.yardstick(), List.of()))).isEmpty();
  }

  /** As of a model without noise: there are no ranks to compare. */
  @Test
  void sizesThatAreAllOneAreDrawnAlike() {
    PairSizes same = new PairSizes(null, Collections.nCopies(PAIRS, 25.7));
    assertThat(same.shift(same)).contains(new PairSizes.Shift(1, 1));
  }

  @Test
  void sizesOfWhichNoneReachesTheOthersAreTold() {
    PairSizes small = new PairSizes(null, Collections.nCopies(PAIRS, 2.0));
    PairSizes large = new PairSizes(null, Collections.nCopies(PAIRS, 4.0));
    assertThat(small.shift(large))
        .hasValueSatisfying(shift -> {
          assertThat(shift.pValue()).isLessThan(1e-4);
          assertThat(shift.growth()).isEqualTo(2);
        });
  }
}
