package io.kelpie.bench.search;

import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.Judge;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.search.strategy.Strategy;
import io.kelpie.search.strategy.StrategyContext;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Runs one strategy by itself: it probes, each probe is judged as a hunt's is, references included,
 * and what a hunt would have to confirm, reduce and blame is told by the truth at once. An anomaly
 * counts as met, and its region is closed, when a probe shows it the first time; of what is the
 * workload's own, what an ordering serialises is closed ({@link Closing}), and all else stays open.
 */
final class WalkTrial {
  private final Cell.Key key;
  private final Truth truth;
  private final Probe probe;
  private final Judge judge;
  private final Strategy strategy;
  private final Map<String, Long> met = new LinkedHashMap<>();

  /** Nanoseconds of each choice, and of what the strategy does with its probe. */
  private final Histogram choices = new Histogram(3_600_000_000_000L, 3);

  private long spent;
  private long anomalous;

  private WalkTrial(Cell.Key key, Truth truth, Probe probe, Space searched) {
    this.key = key;
    this.truth = truth;
    this.probe = probe;
    Oracle oracle = HuntOracle.of(probe);
    judge = new Judge(oracle, Space.within(probe.description().limits()));
    strategy =
        Strategies.create(
            key.strategy(),
            new StrategyContext(
                searched,
                oracle.counters(),
                oracle.idle(),
                RandomSource.XO_RO_SHI_RO_128_PP.create(key.seed())));
  }

  /** Walks. */
  static Walk run(Cell.Key key) {
    long start = System.nanoTime();
    Profile profile = Profile.of(key.profile());
    try (Truth truth = new Truth(profile);
        Probe probe = Trial.place(profile, key.seed(), Noise.parse(key.noise(), Noise.SHARED))) {
      Space searched =
          Space.within(probe.description().limits()).narrowed(profile.focus(), List.of());
      WalkTrial trial = new WalkTrial(key, truth, probe, searched);
      trial.walk();
      return trial.walked((System.nanoTime() - start) * 1e-9);
    }
  }

  private void walk() {
    while (spent < key.budget()) {
      long start = System.nanoTime();
      Optional<Workload> next = strategy.next();
      long choice = System.nanoTime() - start;
      if (next.isEmpty()) {
        return;
      }
      Workload workload = next.get();
      Measurement measurement = measure(workload);
      Verdict verdict = judge.judge(workload, measurement, (reference, _) -> measure(reference));
      List<Symptom> symptoms =
          verdict instanceof Verdict.Anomalous(List<Evidence> evidence)
              ? evidence.stream().map(Evidence::symptom).toList()
              : List.of();
      anomalous += symptoms.isEmpty() ? 0 : 1;
      List<Truth.Anomaly> shown =
          truth.shown(workload, symptoms).stream()
              .filter(anomaly -> !met.containsKey(anomaly.id()))
              .toList();
      boolean serialised =
          symptoms.contains(Symptom.SERIALISED) && truth.isOwn(Symptom.SERIALISED, workload);
      long learning = System.nanoTime();
      strategy.observe(workload, measurement, verdict);
      shown.forEach(anomaly -> meet(anomaly, workload));
      if (serialised) {
        strategy.close(Closing.ofOrdering(workload), workload);
      }
      choices.recordValue(choice + System.nanoTime() - learning);
    }
  }

  private Measurement measure(Workload workload) {
    spent++;
    return probe.run(workload, Budget.search(spent));
  }

  private void meet(Truth.Anomaly anomaly, Workload workload) {
    met.put(anomaly.id(), spent);
    Optional<Region> region = Closing.of(anomaly.trigger(), workload);
    region.ifPresent(closed -> strategy.close(closed, workload));
  }

  private Walk walked(double seconds) {
    return new Walk(
        key.strategy(),
        key.profile(),
        key.seed(),
        key.noise(),
        key.budget(),
        truth.anomalies().stream()
            .map(anomaly -> new Walk.Met(anomaly.id(), anomaly.precursor(), met.get(anomaly.id())))
            .toList(),
        spent,
        anomalous,
        choices.getValueAtPercentile(50) * 1e-6,
        seconds);
  }
}
