package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.Judge;
import io.kelpie.search.confirm.Confirmation;
import io.kelpie.search.confirm.Confirmed;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Counterfactuals;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.Trial;
import io.kelpie.search.confirm.Tribunal;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.descriptive.Median;
import org.jspecify.annotations.Nullable;

/**
 * Random workloads, all orderings among them, on the device without defect: whom their anomalies
 * are laid to, and whether a remedy gains what {@link BottleneckLaw} says.
 *
 * @param draws probes, of the one seed that the bench has
 */
public record CleanProbes(int draws) {
  /** How far a gain may lie from the closed form's, over the closed form's. */
  public static final double TOLERANCE = 0.15;

  private static final long SEED = 1;

  public CleanProbes {
    if (draws < 1 || draws > 1_000_000) {
      throw new UsageException("no " + draws + " probes are drawn; choose 1 to 1,000,000");
    }
  }

  /**
   * The anomalies of one symptom with one remedy.
   *
   * @param doing as it was told
   * @param remedy null where none restores enough
   * @param anomalies how many
   * @param predicted of these, with a closed form before and after
   * @param within of those, whose gain lies within {@link #TOLERANCE}
   * @param error median of the gain's error; null where none is predicted
   */
  public record Row(
      Symptom symptom,
      Doing doing,
      @Nullable String remedy,
      int anomalies,
      int predicted,
      int within,
      @Nullable Double error) {}

  /**
   * What {@code --json} prints.
   *
   * @param anomalies symptoms that probes showed and a repetition did not take back
   * @param accusing of these, that name the device or a path
   * @param unknown of these, that no change of software mends
   * @param predicted of these, whose remedy's gain has a closed form
   * @param within of those, within {@link #TOLERANCE} of it
   * @param examples workloads of the accusations, at most ten, then of those without a remedy
   */
  public record Result(
      String bench,
      boolean simulated,
      int probes,
      int anomalies,
      int accusing,
      int unknown,
      int predicted,
      int within,
      @JsonProperty("median_error") @Nullable Double medianError,
      List<Row> rows,
      List<String> examples) {}

  private record Judged(
      Symptom symptom,
      Doing doing,
      @Nullable String remedy,
      OptionalDouble error,
      Workload workload) {
    private boolean accuses() {
      return doing == Doing.DEVICE || doing == Doing.BOTH || doing == Doing.PATH;
    }
  }

  /**
   * Draws.
   *
   * @param progress told every thousand probes, in a sentence
   */
  public Result run(Consumer<String> progress) {
    List<Judged> judged = new ArrayList<>();
    Profile profile = Profile.named(Profile.CLEAN);
    try (Probe probe = new ModelProbe(profile)) {
      Bench bench = new Bench(probe, new BottleneckLaw(profile.parameters()));
      UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
      for (int drawn = 1; drawn <= draws; drawn++) {
        judged.addAll(bench.judge(bench.space().draw(random)));
        if (drawn % 1000 == 0) {
          progress.accept(
              "%d probes, %d anomalies, %d accuse"
                  .formatted(
                      drawn, judged.size(), judged.stream().filter(Judged::accuses).count()));
        }
      }
    }
    return result(judged);
  }

  /** Whom the anomalies of some workloads are laid to, in their order. */
  static List<Doing> doings(List<Workload> workloads) {
    Profile profile = Profile.named(Profile.CLEAN);
    try (Probe probe = new ModelProbe(profile)) {
      Bench bench = new Bench(probe, new BottleneckLaw(profile.parameters()));
      return workloads.stream()
          .flatMap(workload -> bench.judge(workload).stream())
          .map(Judged::doing)
          .toList();
    }
  }

  private Result result(List<Judged> judged) {
    Map<String, List<Judged>> kinds = new TreeMap<>();
    judged.forEach(each ->
        kinds
            .computeIfAbsent(
                each.symptom() + "/" + each.doing() + "/" + each.remedy(), _ -> new ArrayList<>())
            .add(each));
    List<Row> rows =
        kinds.values().stream()
            .map(CleanProbes::row)
            .sorted(Comparator.comparingInt(Row::anomalies).reversed())
            .toList();
    List<String> examples =
        judged.stream()
            .filter(each -> each.doing() != Doing.WORKLOAD)
            .sorted(Comparator.comparing(each -> !each.accuses()))
            .limit(10)
            .map(each -> each.symptom() + ": " + each.workload())
            .toList();
    return new Result(
        "clean-probes",
        true,
        draws,
        judged.size(),
        (int) judged.stream().filter(Judged::accuses).count(),
        (int) judged.stream().filter(each -> each.doing() == Doing.UNKNOWN).count(),
        rows.stream().mapToInt(Row::predicted).sum(),
        rows.stream().mapToInt(Row::within).sum(),
        median(judged),
        rows,
        examples);
  }

  private static Row row(List<Judged> kind) {
    Judged first = kind.getFirst();
    return new Row(
        first.symptom(),
        first.doing(),
        first.remedy(),
        kind.size(),
        errors(kind).length,
        (int) Arrays.stream(errors(kind)).filter(error -> error <= TOLERANCE).count(),
        median(kind));
  }

  private static double[] errors(List<Judged> kind) {
    return kind.stream()
        .map(Judged::error)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .sorted()
        .toArray();
  }

  private static @Nullable Double median(List<Judged> kind) {
    double[] errors = errors(kind);
    return errors.length == 0 ? null : Median.withDefaults().evaluate(errors);
  }

  /** The clean device with a hunt's oracle, and what asks it. */
  private static final class Bench {
    private final Probe probe;
    private final BottleneckLaw law;
    private final Oracle oracle;
    private final Judge judge;
    private final Space space;
    private final Tribunal tribunal;
    private long runs;

    private Bench(Probe probe, BottleneckLaw law) {
      this.probe = probe;
      this.law = law;
      space = Space.within(probe.description().limits());
      oracle = HuntOracle.of(probe);
      judge = new Judge(oracle, space);
      tribunal =
          new Tribunal(oracle, space, (_, workload, queuePairs) -> run(workload, queuePairs));
    }

    private Space space() {
      return space;
    }

    private Measurement run(Workload workload, Budget.QueuePairs queuePairs) {
      Budget budget = Budget.search(SEED + ++runs);
      return probe.run(workload, queuePairs == Budget.QueuePairs.FRESH ? budget.fresh() : budget);
    }

    private List<Judged> judge(Workload workload) {
      Measurement measurement = run(workload, Budget.QueuePairs.REUSED);
      return judge.judge(
                  workload, measurement, (reference, _) -> run(reference, Budget.QueuePairs.REUSED))
              instanceof Verdict.Anomalous(List<Evidence> shown)
          ? shown.stream().flatMap(anomaly -> judge(anomaly, workload).stream()).toList()
          : List.of();
    }

    /**
     * Whose doing it is by one pair; where that is not the workload's own, by a hunt's
     * confirmation, which may take it back.
     */
    private Optional<Judged> judge(Evidence anomaly, Workload workload) {
      Trial trial = tribunal.hold("repeat", anomaly, workload, Budget.QueuePairs.REUSED, false);
      if (!trial.shows()) {
        return Optional.empty();
      }
      double threshold = oracle.thresholds().effect(anomaly.symptom());
      Judged quick =
          judged(
              anomaly,
              workload,
              new Confirmed(anomaly.symptom().isRatio(), threshold, List.of(trial), List.of()));
      if (quick.doing() == Doing.WORKLOAD) {
        return Optional.of(quick);
      }
      Confirmed confirmed = new Confirmation(tribunal).confirm(anomaly, workload, null);
      return confirmed.holds()
          ? Optional.of(judged(anomaly, workload, confirmed))
          : Optional.empty();
    }

    private Judged judged(Evidence anomaly, Workload workload, Confirmed confirmed) {
      Counterfactuals counterfactuals = new Counterfactuals(tribunal);
      List<Counterfactual> ran = counterfactuals.run(anomaly, workload, confirmed);
      Optional<Counterfactual> remedy = counterfactuals.remedy(ran);
      Doing doing =
          Doing.of(
              anomaly,
              workload,
              confirmed,
              remedy.isPresent(),
              counterfactuals.explain(workload, ran),
              oracle.bounds());
      return new Judged(
          anomaly.symptom(),
          doing,
          remedy.map(Counterfactual::name).orElse(null),
          remedy
              .map(change -> error(anomaly, workload, change.workload()))
              .orElse(OptionalDouble.empty()),
          workload);
    }

    /** How far a remedy's gain in time lies from the closed form's, over the latter. */
    private OptionalDouble error(Evidence anomaly, Workload workload, Workload remedied) {
      boolean judged =
          anomaly.symptom() == Symptom.SERIALISED || anomaly.symptom() == Symptom.LOW_GOODPUT;
      OptionalDouble before = law.tileNanos(workload);
      OptionalDouble after = law.tileNanos(remedied);
      if (!judged || before.isEmpty() || after.isEmpty()) {
        return OptionalDouble.empty();
      }
      double predicted = before.getAsDouble() / after.getAsDouble();
      Measurement slow = run(workload, Budget.QueuePairs.REUSED);
      Measurement fast = run(remedied, Budget.QueuePairs.REUSED);
      if (!slow.completed() || !fast.completed()) {
        return OptionalDouble.empty();
      }
      double gained = slow.tileTime() / fast.tileTime();
      return OptionalDouble.of(Math.abs(gained / predicted - 1));
    }
  }
}
