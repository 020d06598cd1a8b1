package io.kelpie.search;

import static io.kelpie.workload.Catalogue.PATH_MTU;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.probes.Silence;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * A device whose truth is known: a tile costs a microsecond and a nanosecond a byte, times a
 * slowdown, with log-normal noise. A slowdown shows as time blocked in one stage. What set-up costs
 * depends on the run before.
 */
final class FakeProbe implements Probe {
  /** Bytes a second that the cost above comes to for large tiles, headers included. */
  private static final double LINE_RATE = 1e9;

  private final ToDoubleFunction<Workload> slowdown;
  private final double noise;
  private Predicate<Workload> invalid = workload -> false;
  private Predicate<Workload> disordered = workload -> false;
  private Predicate<Workload> hanging = workload -> false;
  private Predicate<Workload> failing = workload -> false;
  private Predicate<Workload> throwing = workload -> false;
  private RuntimeException thrown = new IllegalStateException();
  private @Nullable Workload before;
  private boolean simulated = true;
  private int runs;

  /**
   * A device.
   *
   * @param slowdown how many times longer a workload takes; 1 of a healthy one
   * @param noise standard deviation of the logarithm of each run's time
   */
  FakeProbe(ToDoubleFunction<Workload> slowdown, double noise) {
    this.slowdown = slowdown;
    this.noise = noise;
  }

  FakeProbe invalidWhere(Predicate<Workload> where) {
    invalid = where;
    return this;
  }

  FakeProbe disorderedWhere(Predicate<Workload> where) {
    disordered = where;
    return this;
  }

  FakeProbe hangingWhere(Predicate<Workload> where) {
    hanging = where;
    return this;
  }

  FakeProbe failingWhere(Predicate<Workload> where) {
    failing = where;
    return this;
  }

  FakeProbe throwingWhere(Predicate<Workload> where, RuntimeException exception) {
    throwing = where;
    thrown = exception;
    return this;
  }

  /** A device that cannot be asked for the truth. */
  FakeProbe real() {
    simulated = false;
    return this;
  }

  int runs() {
    return runs;
  }

  @Override
  public Description description() {
    return new Description(
        "fake",
        simulated,
        new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10)),
        LINE_RATE,
        OwnCounter.counters(),
        Map.of());
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    runs++;
    double setup = setup(workload, budget);
    before = null;
    if (throwing.test(workload)) {
      throw thrown;
    }
    if (invalid.test(workload)) {
      return Measurement.without(new Outcome.Invalid("a counter could not be read"), 1);
    }
    if (hanging.test(workload)) {
      return Measurement.without(
          new Outcome.Hang(Outcome.Scope.QUEUE_PAIR, Stage.TRANSFER, "no completion"), 10);
    }
    if (failing.test(workload)) {
      return Measurement.without(new Outcome.Failed("RNR retry counter exceeded", "tile 3"), 1);
    }
    UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(budget.seed());
    double slow = slowdown.applyAsDouble(workload);
    double healthyPass = tile(workload) * workload.get(TILES);
    List<Double> windows = new ArrayList<>();
    for (int window = 0; window < budget.windows(); window++) {
      double factor = Math.exp(noise * ZigguratSampler.NormalizedGaussian.of(random).sample());
      windows.add(healthyPass * slow * factor);
    }
    Flow flow =
        new Flow("forward", workload.get(TILES), bytes(workload) * workload.get(TILES), windows);
    double blocked = Math.max(0, flow.medianPass() - healthyPass);
    List<StageTime> stages = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      double here = stage == Stage.FENCE && slow > 1 ? blocked : 0;
      stages.add(new StageTime(stage, here, here, here / flow.medianPass()));
    }
    boolean disorder = disordered.test(workload);
    before = workload;
    return new Measurement(
        new Outcome.Completed(),
        List.of(flow),
        stages,
        List.of(),
        new Integrity(workload.get(TILES), disorder ? 1 : 0, 0, 0, disorder ? "tile 3" : ""),
        List.<Silence>of(),
        counters(flow, stages),
        1e-6,
        setup,
        1 + setup);
  }

  /** A microsecond for each tile by which the run before differs; a second where none serves. */
  private double setup(Workload workload, Budget budget) {
    Workload last = before;
    return last == null || budget.queuePairs() == Budget.QueuePairs.FRESH
        ? 1
        : 1e-6 * Math.abs(workload.get(TILES) - last.get(TILES));
  }

  private static List<CounterReading> counters(Flow flow, List<StageTime> stages) {
    return List.of(
        OwnCounter.GOODPUT.of(flow.goodput()),
        OwnCounter.BLOCKED_SHARE_FENCE.of(stages.get(Stage.FENCE.ordinal()).blockedShare()));
  }

  private static double tile(Workload workload) {
    double packets = Math.ceil(bytes(workload) / (double) workload.get(PATH_MTU));
    return 1e-6 + (bytes(workload) + packets * 82) / LINE_RATE;
  }

  private static long bytes(Workload workload) {
    List<Long> sizes = workload.get(TILE_BYTES);
    return Math.max(1, sizes.stream().mapToLong(Long::longValue).sum() / sizes.size());
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return List.of(OwnCounter.GOODPUT.of(0), OwnCounter.BLOCKED_SHARE_FENCE.of(0));
  }

  @Override
  public void close() {}
}
