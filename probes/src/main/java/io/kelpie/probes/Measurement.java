package io.kelpie.probes;

import io.kelpie.counters.CounterReading;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one run of one workload showed.
 *
 * @param outcome how it ended; but for {@link Outcome.Completed} the rest holds what could be had
 * @param flows each direction
 * @param stages each stage, in declared order; empty without a completed window
 * @param sojourns by size class, smallest first
 * @param integrity by content
 * @param silences times that a timer ended
 * @param counters device's and own, deltas over the measured windows
 * @param idleRoundTrip seconds of an idle round trip of these queue pairs
 * @param setupSeconds device time for queue pairs and regions; zero when they were reused
 * @param deviceSeconds device time in all, set-up and tear-down included
 * @param detail one pass tile by tile; null where the budget does not ask or no window completed
 */
public record Measurement(
    Outcome outcome,
    List<Flow> flows,
    List<StageTime> stages,
    List<Sojourn> sojourns,
    Integrity integrity,
    List<Silence> silences,
    List<CounterReading> counters,
    double idleRoundTrip,
    double setupSeconds,
    double deviceSeconds,
    @Nullable Detail detail) {

  public Measurement {
    flows = List.copyOf(flows);
    stages = List.copyOf(stages);
    sojourns = List.copyOf(sojourns);
    silences = List.copyOf(silences);
    counters = List.copyOf(counters);
  }

  /** A measurement without detail. */
  public Measurement(
      Outcome outcome,
      List<Flow> flows,
      List<StageTime> stages,
      List<Sojourn> sojourns,
      Integrity integrity,
      List<Silence> silences,
      List<CounterReading> counters,
      double idleRoundTrip,
      double setupSeconds,
      double deviceSeconds) {
    this(
        outcome,
        flows,
        stages,
        sojourns,
        integrity,
        silences,
        counters,
        idleRoundTrip,
        setupSeconds,
        deviceSeconds,
        null);
  }

  /** A measurement that holds nothing but how it ended. */
  public static Measurement without(Outcome outcome, double deviceSeconds) {
    return new Measurement(
        outcome,
        List.of(),
        List.of(),
        List.of(),
        Integrity.UNCHECKED,
        List.of(),
        List.of(),
        0,
        0,
        deviceSeconds);
  }

  /** The same with other counters. */
  public Measurement withCounters(List<CounterReading> others) {
    return new Measurement(
        outcome,
        flows,
        stages,
        sojourns,
        integrity,
        silences,
        others,
        idleRoundTrip,
        setupSeconds,
        deviceSeconds,
        detail);
  }

  public boolean completed() {
    return outcome instanceof Outcome.Completed;
  }

  /** Seconds a tile in the slowest direction; only of a completed run. */
  public double tileTime() {
    return flows.stream().mapToDouble(Flow::tileTime).max().orElseThrow();
  }

  /**
   * The same without a share of the measured windows' time, in which nothing moved: the mean pass
   * less that share, or the median pass where that is shorter, since the share may lie in few
   * passes.
   *
   * @param silent from 0 to 1
   */
  public double tileTimeWithout(double silent) {
    Flow slowest = flows.stream().max(Comparator.comparingDouble(Flow::tileTime)).orElseThrow();
    if (silent == 0) {
      return slowest.tileTime();
    }
    double mean =
        slowest.passSeconds().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return Math.min(slowest.medianPass(), mean * (1 - silent)) / slowest.tiles();
  }

  public StageTime stage(Stage stage) {
    return stages.get(stage.ordinal());
  }

  public Optional<CounterReading> counter(String id) {
    return counters.stream().filter(reading -> reading.counter().equals(id)).findFirst();
  }

  /** The largest share of a pass for which one stage was blocked. */
  public double blockedShare() {
    return stages.stream().mapToDouble(StageTime::blockedShare).max().orElse(0);
  }

  /**
   * The stage that waits for something of its own rather than for a stage behind it: of the stages
   * whose blocked time over that of {@code twin} comes within a tenth of the largest such excess,
   * the one farthest downstream; the transfer only where no other comes near. Empty where no stage
   * was blocked for longer than in the twin.
   */
  public Optional<Stage> blockedStage(Measurement twin) {
    double largest = stages.stream().mapToDouble(time -> excess(time, twin)).max().orElse(0);
    if (largest <= 0) {
      return Optional.empty();
    }
    return stages.stream()
        .filter(time -> excess(time, twin) >= 0.9 * largest)
        .map(StageTime::stage)
        .max(
            Comparator.comparing((Stage stage) -> stage != Stage.TRANSFER)
                .thenComparing(Comparator.naturalOrder()));
  }

  private static double excess(StageTime time, Measurement twin) {
    return time.blocked() - twin.stage(time.stage()).blocked();
  }
}
