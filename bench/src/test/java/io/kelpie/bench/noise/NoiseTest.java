package io.kelpie.bench.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of runs of one small workload on the clean device, beside the same runs in a quiet lab. */
final class NoiseTest {
  private static final int RUNS = 2000;
  private static final Workload WORKLOAD = Workload.initial().with(Catalogue.TILES, 16L);

  @ParameterizedTest
  @CsvSource({
    "drift, drift",
    "two-paths*0.5, two-paths*0.5",
    "10, shared-cluster*10.0",
    "1, shared-cluster",
    "0, shared-cluster*0.0"
  })
  void readsWhatItWrites(String text, String written) {
    Noise noise = Noise.parse(text, Noise.SHARED);

    assertThat(noise).hasToString(written);
    assertThat(Noise.parse(noise.toString(), Noise.BUSY)).isEqualTo(noise);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loud", "drift*", "drift*much", "11", "-1", "NaN", ""})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Noise.parse(text, Noise.SHARED)).isInstanceOf(UsageException.class);
  }

  @ParameterizedTest
  @EnumSource(Noise.Place.class)
  void isTheSameForTheSameSeed(Noise.Place place) {
    Noise noise = new Noise(place, 1);
    assertThat(runs(noise, 3, 50).equals(runs(noise, 3, 50))).isTrue();
  }

  @Test
  void aQuietLabAddsNothing() {
    assertThat(runs(Noise.QUIET, 3, 50).equals(runs(new Noise(Noise.Place.BURSTS, 0), 5, 50)))
        .isTrue();
  }

  @Test
  void aSharedClusterVariesDriftsAndBursts() {
    double[] slower = slower(Noise.SHARED);
    double[] calm = DoubleStream.of(slower).filter(times -> times < 1.5).toArray();

    assertThat(share(slower, 1.5)).isBetween(0.05, 0.13);
    assertThat(new StandardDeviation().evaluate(calm)).isBetween(0.12, 0.22);
    assertThat(alike(slower, 1)).isBetween(0.05, 0.5);
  }

  @Test
  void tenTimesTheNoiseVariesTenTimesAsMuch() {
    double[] slower = slower(new Noise(Noise.Place.SHARED_CLUSTER, 10));
    double[] logs = DoubleStream.of(slower).map(Math::log).toArray();

    assertThat(new StandardDeviation().evaluate(logs)).isBetween(1.1, 1.9);
  }

  @Test
  void jobsOfANeighbourBeginAndEndAndStayForAHundredRuns() {
    double[] slower = slower(new Noise(Noise.Place.DRIFT, 1));

    assertThat(share(slower, 1.25)).isBetween(0.15, 0.6);
    assertThat(alike(slower, 1)).isGreaterThan(0.9);
    assertThat(alike(slower, 600)).isLessThan(0.5);
  }

  @Test
  void burstsComeAloneAndOften() {
    double[] slower = slower(new Noise(Noise.Place.BURSTS, 1));

    assertThat(share(slower, 1.4)).isBetween(0.22, 0.28);
    assertThat(Math.abs(alike(slower, 1))).isLessThan(0.08);
  }

  @Test
  void queuePairsKeepTheirPathAndFreshOnesAreHashedAnew() {
    try (Probe place = new Noise(Noise.Place.TWO_PATHS, 1).around(device(), 4)) {
      double quiet = pass(runs(Noise.QUIET, 4, 1).getFirst());
      Set<Boolean> reused = new HashSet<>();
      int detours = 0;
      for (int run = 0; run < RUNS; run++) {
        reused.add(pass(place.run(WORKLOAD, Budget.search(run))) > 1.25 * quiet);
      }
      for (int run = 0; run < RUNS; run++) {
        detours += pass(place.run(WORKLOAD, Budget.search(run).fresh())) > 1.25 * quiet ? 1 : 0;
      }
      assertThat(reused).hasSize(1);
      assertThat((double) detours / RUNS).isBetween(0.46, 0.54);
    }
  }

  @Test
  void otherQueuePairsAreHashedAnewToo() {
    Set<Boolean> detours = new HashSet<>();
    try (Probe place = new Noise(Noise.Place.TWO_PATHS, 1).around(device(), 4)) {
      double quiet = pass(runs(Noise.QUIET, 4, 1).getFirst());
      for (int run = 0; run < 40; run++) {
        place.run(WORKLOAD.with(Catalogue.QPS_PER_PEER, 2L), Budget.search(run));
        detours.add(pass(place.run(WORKLOAD, Budget.search(run))) > 1.25 * quiet);
      }
    }
    assertThat(detours).hasSize(2);
  }

  @Test
  void oneCounterIsUnreadableNowAndThenAndCountsWhatNeverWas() {
    List<Measurement> quiet = runs(Noise.QUIET, 5, RUNS);
    List<Measurement> flaky = runs(new Noise(Noise.Place.FLAKY_COUNTER, 1), 5, RUNS);
    Set<String> concerned = new HashSet<>();
    int unreadable = 0;
    int wrong = 0;
    for (int run = 0; run < RUNS; run++) {
      for (int i = 0; i < quiet.get(run).counters().size(); i++) {
        CounterReading truth = quiet.get(run).counters().get(i);
        CounterReading told = flaky.get(run).counters().get(i);
        if (told.counter().startsWith("own/") || told.equals(truth)) {
          continue;
        }
        concerned.add(told.counter());
        unreadable += told.isKnown() ? 0 : 1;
        wrong += told.isKnown() ? 1 : 0;
      }
    }
    assertThat(concerned).hasSize(1);
    assertThat((double) unreadable / RUNS).isBetween(0.08, 0.12);
    assertThat((double) wrong / RUNS).isBetween(0.035, 0.065);
  }

  @Test
  void aDeviceFallsOverIsGoneForAWhileAndComesBack() {
    List<Measurement> runs = runs(new Noise(Noise.Place.FALLING_DEVICE, 1), 6, RUNS);
    int fallen = 0;
    int gone = 0;
    for (int run = 1; run < RUNS; run++) {
      Outcome outcome = runs.get(run).outcome();
      fallen += outcome instanceof Outcome.Failed ? 1 : 0;
      if (outcome instanceof Outcome.Invalid) {
        gone++;
        assertThat(runs.get(run - 1).completed()).isFalse();
      }
    }
    assertThat(fallen).isBetween(2, 24);
    assertThat(gone).isPositive().isLessThanOrEqualTo(4 * fallen);
    assertThat(runs.getLast().completed() || runs.get(RUNS - 6).completed()).isTrue();
  }

  /** How many times as long each run took as in a quiet lab. */
  private double[] slower(Noise noise) {
    List<Measurement> quiet = runs(Noise.QUIET, 7, RUNS);
    List<Measurement> noisy = runs(noise, 7, RUNS);
    double[] slower = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      slower[run] = pass(noisy.get(run)) / pass(quiet.get(run));
    }
    return slower;
  }

  private static List<Measurement> runs(Noise noise, long seed, int count) {
    List<Measurement> runs = new ArrayList<>();
    try (Probe place = noise.around(device(), seed)) {
      for (int run = 0; run < count; run++) {
        runs.add(place.run(WORKLOAD, Budget.search(run)));
      }
    }
    return runs;
  }

  private static Probe device() {
    return new ModelProbe(Profile.of(Profile.CLEAN));
  }

  private static double pass(Measurement run) {
    return run.flows().getFirst().passSeconds().getFirst();
  }

  private static double share(double[] values, double atLeast) {
    return (double) DoubleStream.of(values).filter(value -> value >= atLeast).count()
        / values.length;
  }

  /** The correlation of runs that lie so many apart. */
  private static double alike(double[] values, int apart) {
    int pairs = values.length - apart;
    double[] earlier = new double[pairs];
    double[] later = new double[pairs];
    System.arraycopy(values, 0, earlier, 0, pairs);
    System.arraycopy(values, apart, later, 0, pairs);
    return new PearsonsCorrelation().correlation(earlier, later);
  }
}
