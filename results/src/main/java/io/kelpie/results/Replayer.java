package io.kelpie.results;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Trial;
import io.kelpie.search.confirm.Tribunal;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Persistence;
import io.kelpie.search.oracle.SequentialPersistence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Group;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs an anomaly again and says whether its effect persists. It runs beside its reference in
 * counterbalanced pairs, by turns on the same and on fresh queue pairs, with a healthy neighbour
 * between, for as long as {@link SequentialPersistence} needs.
 */
public final class Replayer {
  private static final int IDLE_WINDOWS = 3;
  private static final Duration IDLE_WINDOW = Duration.ofMillis(500);

  /** What no 60 pairs tell lies too near the lines for a few hundred more to tell. */
  private static final int MOST_PAIRS = 60;

  private static final int MOST_INVALID = 10;

  private final Probe probe;
  private final Place place;
  private final Consumer<String> progress;
  private long seed;

  /**
   * @param kelpie this Kelpie's version
   * @param seed of whatever is random in the runs
   * @param progress told what each run is for
   */
  public Replayer(Probe probe, String kelpie, long seed, Consumer<String> progress) {
    this.probe = probe;
    this.place = Place.of(probe.description(), kelpie);
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Replays an anomaly under this place's own conditions.
   *
   * @throws UsageException if this place cannot run its workload
   */
  public ReplayResult replay(Anomaly anomaly) {
    Finding finding = anomaly.finding();
    List<Place.Change> differs = new ArrayList<>(anomaly.place().changes(place));
    Workload workload = here(finding.workload(), differs);
    List<String> objections = Space.objections(workload, place.limits());
    if (!objections.isEmpty()) {
      throw new UsageException(
          "anomaly "
              + finding.id()
              + " cannot be replayed here: "
              + objections.getFirst()
              + "; replay it where it was found, or on a device that can do this");
    }
    Persistence persistence = ask(finding, workload);
    return new ReplayResult(
        finding.id(),
        finding.title(),
        finding.symptom().name(),
        place.simulated(),
        persistence.verdict(),
        persistence.effect(),
        List.of(persistence.interval().low(), persistence.interval().high()),
        persistence.runs(),
        persistence.reproduced(),
        persistence.pValue(),
        persistence.reason(),
        question(finding).isIntermittent(),
        finding.effect(),
        differs,
        workload);
  }

  private static SequentialPersistence question(Finding finding) {
    return new SequentialPersistence(
        finding.symptom().isRatio(),
        finding.effect(),
        finding.interval(),
        finding.reproduced(),
        finding.runs(),
        finding.thresholds().effect(finding.symptom()));
  }

  /** Two pairs on the same queue pairs, two on fresh ones, and so on until the answer is known. */
  private Persistence ask(Finding finding, Workload workload) {
    Tribunal tribunal = tribunal(finding);
    Workload healthy = healthy(finding);
    SequentialPersistence question = question(finding);
    int invalid = 0;
    for (int pair = 0; question.verdict().isEmpty(); pair++) {
      if (invalid == MOST_INVALID) {
        return question.result(invalid + " runs could not be judged; see kelpie doctor");
      }
      if (question.runs() == MOST_PAIRS) {
        return question.result(
            "after "
                + MOST_PAIRS
                + (finding.symptom().isRatio() ? " pairs" : " runs")
                + " it still lies too near the lines");
      }
      QueuePairs queuePairs = pair % 4 < 2 ? QueuePairs.REUSED : QueuePairs.FRESH;
      boolean turned = pair % 2 == 1;
      Trial trial = tribunal.hold("replay", evidence(finding), workload, queuePairs, turned);
      if (trial.valid()) {
        question.add(trial.effect());
      } else {
        invalid++;
      }
      if (turned && healthy != null) {
        run("replay, neighbour", healthy, queuePairs);
      }
    }
    return question.result("");
  }

  private Tribunal tribunal(Finding finding) {
    Calibration calibration =
        finding.symptom() == Symptom.LOW_GOODPUT ? calibrate() : Calibration.NONE;
    Oracle oracle =
        new Oracle(
            finding.thresholds(),
            new Bounds(place.lineRate(), calibration),
            probe.description().counters(),
            idleBaseline());
    return new Tribunal(oracle, Space.within(place.limits()), this::run);
  }

  private Measurement run(String purpose, Workload workload, QueuePairs queuePairs) {
    progress.accept(purpose);
    Budget budget = Budget.search(seed++);
    return probe.run(workload, queuePairs == QueuePairs.FRESH ? budget.fresh() : budget);
  }

  private IdleBaseline idleBaseline() {
    progress.accept("idle baseline");
    List<List<CounterReading>> windows = new ArrayList<>();
    for (int window = 0; window < IDLE_WINDOWS; window++) {
      windows.add(probe.idle(IDLE_WINDOW));
    }
    return IdleBaseline.of(windows);
  }

  private Calibration calibrate() {
    Map<Workload, Measurement> completed = new LinkedHashMap<>();
    for (Workload workload : Calibration.plan(place.limits())) {
      Measurement measurement = run("calibration", workload, QueuePairs.REUSED);
      if (measurement.completed()) {
        completed.put(workload, measurement);
      }
    }
    return new Calibration(completed);
  }

  private static Evidence evidence(Finding finding) {
    return new Evidence(
        finding.symptom(),
        finding.effect(),
        finding.blockedStage(),
        finding.cause(),
        finding.title());
  }

  /** A neighbour that can run here; null where none can. */
  private @Nullable Workload healthy(Finding finding) {
    return finding.neighbours().stream()
        .map(Neighbour::workload)
        .map(workload -> here(workload, new ArrayList<>()))
        .filter(workload -> Space.objections(workload, place.limits()).isEmpty())
        .findFirst()
        .orElse(null);
  }

  /** A workload under the conditions of this place; what that changes is added to a list. */
  private Workload here(Workload recorded, List<Place.Change> differs) {
    Limits limits = place.limits();
    Workload workload = recorded;
    for (Facet facet : Catalogue.facets()) {
      if (facet.dimension().group() == Group.CONDITIONS
          && facet instanceof Facet.Numeric condition
          && limits.of(facet) instanceof Values.Range range
          && !range.contains(condition.value(recorded))) {
        long now = Math.clamp(condition.value(recorded), range.low(), range.high());
        workload = condition.with(workload, now);
        String unit = " " + condition.unit();
        differs.add(new Place.Change(facet.name(), condition.value(recorded) + unit, now + unit));
      }
    }
    return workload;
  }
}
