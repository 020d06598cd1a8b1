package io.kelpie.search;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.search.confirm.Change;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.search.strategy.StartingFrom;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.search.strategy.Strategy;
import io.kelpie.search.strategy.StrategyContext;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.commons.rng.simple.RandomSource;

/**
 * One search with its budget, seed, journal and findings. A hunt is a function of its settings and
 * of the measurements in its journal: run again with them, it does the same, then goes on live.
 */
public final class Hunt {
  /** Idle windows of the baseline; a counter must beat the busiest of them. */
  private static final int IDLE_WINDOWS = 3;

  private static final Duration IDLE_WINDOW = Duration.ofMillis(500);

  /**
   * Device seconds after which no further calibration run starts. Not the clock's: a hunt for a
   * number of probes would depend on what else its machine does.
   */
  private static final double CALIBRATION_SECONDS = 50;

  private final HuntSettings settings;
  private final HuntListener listener;
  private final Description description;
  private final Runs runs;
  private final KnownAnomalies known = new KnownAnomalies();
  private final Suspects suspects = new Suspects();
  private final List<Workload> healthy = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public Hunt(HuntSettings settings, Probe probe, Journal journal, HuntListener listener) {
    this(settings, probe, journal, listener, System::nanoTime);
  }

  /**
   * A hunt with a clock of its own.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public Hunt(
      HuntSettings settings,
      Probe probe,
      Journal journal,
      HuntListener listener,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.listener = listener;
    this.description = probe.description();
    this.runs = new Runs(probe, journal, listener, settings.seed(), nanoClock);
  }

  /** Ends the hunt after the run that goes on now. May be called from any thread. */
  public void stop() {
    runs.stop();
  }

  /**
   * Hunts until the budget is used up, the space is exhausted or {@link #stop} was called; once.
   *
   * @throws io.kelpie.workload.UsageException where the journal is another hunt's
   */
  public HuntResult run() {
    Map<String, String> unranked = Map.of();
    String ended = "stopped";
    try {
      listener.phase(HuntListener.Phase.IDLE_BASELINE);
      IdleBaseline idle = idleBaseline();
      listener.phase(HuntListener.Phase.CALIBRATING);
      Oracle oracle =
          new Oracle(
              settings.thresholds(),
              new Bounds(description.lineRate(), calibrate()),
              description.counters(),
              idle);
      Strategy strategy = strategy(idle);
      try {
        ended = search(strategy, oracle);
      } finally {
        unranked = strategy.unranked();
      }
    } catch (Runs.Stopped stopped) {
      note("stopped: the hunt can be resumed");
    }
    listener.phase(HuntListener.Phase.ENDED);
    return new HuntResult(
        known.findings(), runs.ledgers(), runs.invalid(), runs.elapsed(), ended, unranked, notes);
  }

  private Strategy strategy(IdleBaseline idle) {
    StrategyContext context =
        new StrategyContext(
            settings.space(),
            settings.steering().driven(description.counters()),
            idle,
            RandomSource.XO_RO_SHI_RO_128_PP.create(settings.seed()));
    Strategy chosen = Strategies.create(settings.strategy(), context);
    Workload start = settings.start();
    return start == null ? chosen : new StartingFrom(start, context, chosen);
  }

  private IdleBaseline idleBaseline() {
    List<List<CounterReading>> windows = new ArrayList<>();
    for (int window = 0; window < IDLE_WINDOWS; window++) {
      windows.add(runs.idle(IDLE_WINDOW).counters());
    }
    return IdleBaseline.of(windows);
  }

  private Calibration calibrate() {
    Map<Workload, Measurement> completed = new LinkedHashMap<>();
    for (Workload workload : Calibration.plan(description.limits())) {
      if (runs.ledger(Ledger.CALIBRATION).deviceSeconds() >= CALIBRATION_SECONDS) {
        note("calibration ended early: what it did not reach is not judged for LOW_GOODPUT");
        break;
      }
      Measurement measurement =
          runs.run(Ledger.CALIBRATION, "calibration", workload, QueuePairs.REUSED, _ -> null);
      if (measurement.completed()) {
        completed.put(workload, measurement);
      }
    }
    return new Calibration(completed);
  }

  private String search(Strategy strategy, Oracle oracle) {
    Judge judge = new Judge(oracle, Space.within(description.limits()));
    Pursuit pursuit = new Pursuit(settings, oracle, runs, listener, description.simulated());
    String ended = "budget";
    while (!isSpent()) {
      listener.phase(HuntListener.Phase.SEARCHING);
      Optional<Workload> next = strategy.next();
      if (next.isEmpty()) {
        note("nothing is left to search outside the known anomalies");
        ended = "exhausted";
        break;
      }
      listener.chosen(strategy.why());
      probe(next.get(), strategy, judge);
      pursue(suspects::due, strategy, pursuit);
    }
    pursue(() -> isTimeUp() ? Optional.empty() : suspects.any(), strategy, pursuit);
    known
        .elsewhere()
        .forEach((finding, times) ->
            note(
                "anomaly %s was met in %d more %s beyond its conditions, where %s ended it as well"
                    .formatted(
                        finding.id(),
                        times,
                        times == 1 ? "workload" : "workloads",
                        finding.cure().map(Change::toString).orElseThrow())));
    if (suspects.waiting() > 0) {
      note(
          suspects.waiting()
              + " anomalies that probes showed were not pursued: the time was used up");
    }
    return ended;
  }

  private void probe(Workload workload, Strategy strategy, Judge judge) {
    Measurement measurement =
        runs.run(
            Ledger.SEARCH,
            "search",
            workload,
            QueuePairs.REUSED,
            measured -> judge.word(workload, measured));
    long number = runs.number();
    Verdict verdict =
        judge.judge(
            workload,
            measurement,
            (reference, word) ->
                runs.run(
                    Ledger.SEARCH, "reference of " + number, reference, QueuePairs.REUSED, word));
    strategy.observe(workload, measurement, verdict);
    switch (verdict) {
      case Verdict.Invalid _ -> {}
      case Verdict.Clean _ -> {
        healthy.add(workload);
        suspects.add(List.of());
      }
      case Verdict.Anomalous(List<Evidence> symptoms) ->
          suspects.add(
              symptoms.stream()
                  .filter(anomaly -> settings.steering().pursues(anomaly.symptom()))
                  .map(anomaly ->
                      new Suspects.Suspect(anomaly, workload, measurement.outcome(), number))
                  .toList());
    }
  }

  private void pursue(
      Supplier<Optional<Suspects.Suspect>> source, Strategy strategy, Pursuit pursuit) {
    suspects.drop(known);
    for (Optional<Suspects.Suspect> next = source.get(); next.isPresent(); next = source.get()) {
      Suspects.Suspect suspect = next.get();
      pursuit
          .pursue(suspect, healthy, known)
          .ifPresent(found -> {
            suspects.found(suspect);
            if (keep(found, strategy)) {
              pursuit.beside(suspect, found).ifPresent(suspects::addBeside);
            }
          });
      suspects.drop(known);
    }
  }

  /**
   * Keeps what was found; whether it is new. What has no conditions would close the whole space.
   */
  private boolean keep(Pursuit.Found found, Strategy strategy) {
    Finding finding = found.finding();
    if (finding.intermittent() || finding.conditions().isEmpty() || hidesOthers(finding)) {
      strategy.leaveOpen(finding.region(), found.plainest());
    } else {
      strategy.close(finding.region(), found.plainest());
    }
    if (!finding.symptom().isRatio() && known.isFirstOfItsCause(finding)) {
      strategy.beside(finding.neighbours().stream().map(Neighbour::workload).toList());
    }
    Optional<Finding> earlier = known.add(finding);
    if (earlier.isPresent()) {
      note(
          "run "
              + finding.firstProbe()
              + " met anomaly "
              + earlier.get().id()
              + " again, where "
              + finding.conditions());
    } else {
      listener.found(finding);
    }
    return earlier.isEmpty();
  }

  /**
   * Whether closing a finding's region would hide what else shows there: a workload has low goodput
   * of its own wherever its window is short, and a device's pauses and stalls show beside that.
   */
  private static boolean hidesOthers(Finding finding) {
    return finding.symptom().isRatio()
        && finding.symptom() != Symptom.SERIALISED
        && finding.doing() != Doing.DEVICE
        && finding.doing() != Doing.BOTH;
  }

  private boolean isSpent() {
    return settings.budget() instanceof HuntBudget.Probes(long count)
        ? runs.ledger(Ledger.SEARCH).probes() >= count
        : isTimeUp();
  }

  private boolean isTimeUp() {
    return settings.budget() instanceof HuntBudget.Time(Duration duration)
        && runs.elapsed() >= duration.toMillis() / 1000.0;
  }

  private void note(String sentence) {
    notes.add(sentence);
    listener.note(sentence);
  }
}
