package io.kelpie.bench;

import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.Probe;
import io.kelpie.results.Anomaly;
import io.kelpie.results.Place;
import io.kelpie.results.ReplayResult;
import io.kelpie.results.Replayer;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntBudget;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntSettings;
import io.kelpie.search.Journal;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Persistence.Verdict;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How often a replay tells the truth on a shared cluster: what hunts find is replayed as it is, and
 * mended. Mended means that the reference runs instead of a workload, or for an event, which has
 * none, the neighbour that its hunt found healthy; so the truth is known without looking into the
 * probe. An event without a healthy neighbour is left out.
 */
public final class ReplayRates {
  private static final int SEARCH = 60;
  private static final String VERSION = "bench";

  private final Probe probe;

  /**
   * What {@code --json} prints: shares of the replays.
   *
   * @param replays of anomalies that are there, and as many of mended ones
   * @param anomalies that were replayed, by turns
   * @param stillThere of what is there, how often it was said
   * @param gone of what is mended, how often it was said
   * @param cannotTell of all
   * @param meanRuns pairs, or runs of an event, that a verdict took
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Result(
      String bench,
      boolean simulated,
      int replays,
      List<String> anomalies,
      double stillThere,
      double gone,
      double cannotTell,
      double meanRuns) {}

  public ReplayRates(Probe probe) {
    this.probe = probe;
  }

  /** Replays {@code replays} times what is there and as often what is mended. */
  public Result run(int replays) {
    List<Anomaly> anomalies = new ArrayList<>();
    for (long seed = 1; anomalies.size() < 2 && seed <= 10; seed++) {
      anomalies.addAll(hunt(seed));
    }
    int there = 0;
    int gone = 0;
    int untold = 0;
    long runs = 0;
    for (int i = 0; i < replays; i++) {
      Anomaly anomaly = anomalies.get(i % anomalies.size());
      ReplayResult present = replay(anomaly, workload -> workload, i);
      ReplayResult mended = replay(anomaly, mending(anomaly), i);
      there += present.verdict() == Verdict.STILL_THERE ? 1 : 0;
      gone += mended.verdict() == Verdict.GONE ? 1 : 0;
      untold += present.verdict() == Verdict.CANNOT_TELL ? 1 : 0;
      untold += mended.verdict() == Verdict.CANNOT_TELL ? 1 : 0;
      runs += present.runs() + mended.runs();
    }
    return new Result(
        "replay",
        probe.description().simulated(),
        replays,
        anomalies.stream().map(each -> each.finding().id() + " " + each.finding().title()).toList(),
        (double) there / replays,
        (double) gone / replays,
        untold / (2.0 * replays),
        runs / (2.0 * replays));
  }

  private List<Anomaly> hunt(long seed) {
    List<Finding> found = new ArrayList<>();
    HuntListener listener =
        new HuntListener() {
          @Override
          public void found(Finding finding) {
            found.add(finding);
          }
        };
    Space space = Space.within(probe.description().limits());
    HuntSettings settings = new HuntSettings(seed, new HuntBudget.Probes(SEARCH), space);
    new Hunt(settings, probe, Journal.none(), listener).run();
    return found.stream()
        .filter(finding -> finding.symptom().isRatio() || !finding.neighbours().isEmpty())
        .map(finding ->
            new Anomaly(Anomaly.VERSION, "bench", Place.of(probe.description(), VERSION), finding))
        .toList();
  }

  private ReplayResult replay(Anomaly anomaly, UnaryOperator<Workload> mending, int number) {
    Probe place = Noise.SHARED.around(new Mended(probe, mending), 1000 + number);
    return new Replayer(place, VERSION, 1_000_000L * number, purpose -> {}).replay(anomaly);
  }

  private UnaryOperator<Workload> mending(Anomaly anomaly) {
    Finding finding = anomaly.finding();
    Space space = Space.within(anomaly.place().limits());
    Workload mended =
        finding.symptom().isRatio()
            ? Oracle.reference(finding.symptom(), finding.workload(), space)
            : finding.neighbours().getFirst().workload();
    return workload -> workload.equals(finding.workload()) ? mended : workload;
  }
}
