package io.kelpie.results;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Silence;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.StageTime;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What {@code probe --json} prints; others rely on its keys.
 *
 * @param verdict {@code INVALID}, {@code CLEAN} or {@code ANOMALOUS}
 * @param symptoms the gravest first; empty unless anomalous
 * @param simulated whether a model said it
 * @param twin what the workload was judged against; null where nothing else ran
 * @param reason why nothing can be said; null where something can
 */
public record ProbeResult(
    String verdict,
    List<Seen> symptoms,
    boolean simulated,
    Workload workload,
    Figures measurement,
    @Nullable Twin twin,
    @Nullable String reason) {

  /**
   * A symptom.
   *
   * @param symptom as the oracle's table names it
   * @param effect a ratio, or 1 of an event
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Seen(String symptom, double effect, @Nullable String blockedStage, String detail) {
    static Seen of(Evidence evidence) {
      return new Seen(
          evidence.symptom().name(),
          evidence.effect(),
          evidence.blockedStage() == null ? null : evidence.blockedStage().toString(),
          evidence.detail());
    }
  }

  /**
   * What was measured.
   *
   * @param goodput payload bytes a second in the slowest direction; null where no window completed
   * @param tilesPerSecond likewise
   * @param exposed seconds of a pass in the slowest direction beyond the compute of its tiles; null
   *     where all tiles are ready at once, or no window completed
   * @param latency seconds from requested to verified, by size class
   * @param idleRoundTrip in seconds; 0 where it was not measured
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Figures(
      Outcome outcome,
      @Nullable Double goodput,
      @Nullable Double tilesPerSecond,
      @Nullable Double exposed,
      List<Sojourn> latency,
      List<StageTime> stages,
      Integrity integrity,
      List<Silence> silences,
      List<CounterReading> counters,
      List<Flow> flows,
      double idleRoundTrip,
      double deviceSeconds) {

    static Figures of(Workload workload, Measurement measured) {
      boolean moved = measured.completed() && !measured.flows().isEmpty();
      return new Figures(
          measured.outcome(),
          moved ? measured.flows().stream().mapToDouble(Flow::goodput).min().orElseThrow() : null,
          moved ? 1 / measured.tileTime() : null,
          moved ? exposed(workload, measured) : null,
          measured.sojourns(),
          measured.stages(),
          measured.integrity(),
          measured.silences(),
          measured.counters(),
          measured.flows(),
          measured.idleRoundTrip(),
          measured.deviceSeconds());
    }

    /** What a layer takes longer than its compute alone. */
    private static @Nullable Double exposed(Workload workload, Measurement measured) {
      long interval = workload.get(Catalogue.READY_INTERVAL);
      long tiles = workload.get(Catalogue.TILES);
      return interval == 0
          ? null
          : Double.valueOf(measured.tileTime() * tiles - (tiles - 1) * interval * 1e-9);
    }
  }

  /**
   * The reference run.
   *
   * @param faster how many times faster a tile was; null where one of the two did not complete
   */
  public record Twin(Workload workload, Figures measurement, @Nullable Double faster) {
    public static Twin of(Workload workload, Measurement twin, Measurement suspect) {
      boolean both = twin.completed() && suspect.completed();
      return new Twin(
          workload, Figures.of(workload, twin), both ? suspect.tileTime() / twin.tileTime() : null);
    }
  }

  public static ProbeResult of(
      Verdict verdict,
      boolean simulated,
      Workload workload,
      Measurement measurement,
      @Nullable Twin twin) {
    return new ProbeResult(
        verdict.word().toUpperCase(Locale.ROOT),
        verdict instanceof Verdict.Anomalous anomalous
            ? anomalous.symptoms().stream().map(Seen::of).toList()
            : List.of(),
        simulated,
        workload,
        Figures.of(workload, measurement),
        twin,
        verdict instanceof Verdict.Invalid invalid ? invalid.reason() : null);
  }
}
