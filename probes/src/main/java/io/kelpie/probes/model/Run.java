package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.POST_LIST;
import static io.kelpie.workload.Catalogue.PREAMBLE;
import static io.kelpie.workload.Catalogue.PREAMBLE_KERNELS;
import static io.kelpie.workload.Catalogue.PREAMBLE_TIME;
import static io.kelpie.workload.Catalogue.SGES;
import static io.kelpie.workload.Catalogue.SIGNAL;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.OwnCounters;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run: a warm-up pass, the measured windows, and what they add up to. */
final class Run {
  /**
   * Tiles after which a window is long enough, whatever the time: a probe should take a
   * millisecond.
   */
  private static final int TILES_PER_WINDOW = 128;

  private final Simulation simulation;
  private final Workload workload;
  private final Budget budget;
  private final long setup;
  private final long preamble;
  private final List<List<Double>> windows = new ArrayList<>();
  private long elapsed;
  private long measured;
  private long disordered;
  private long missing;
  private long verified;

  Run(Simulation simulation, Workload workload, Budget budget, long setup) {
    this.simulation = simulation;
    this.workload = workload;
    this.budget = budget;
    this.setup = setup;
    preamble =
        workload.get(PREAMBLE).path(workload.get(PREAMBLE_KERNELS)) * workload.get(PREAMBLE_TIME);
    elapsed = setup;
    simulation.groups().forEach(_ -> windows.add(new ArrayList<>()));
  }

  Measurement measure() {
    if (budget.detailed()) {
      simulation.groups().forEach(group -> group.clock().keepPass());
    }
    Outcome outcome = pass(false);
    long[] before = simulation.counts();
    for (int window = 0; window < budget.windows() && outcome == null; window++) {
      outcome = window();
    }
    boolean some = !windows.getFirst().isEmpty();
    if (outcome == null || (some && outcome instanceof Outcome.Invalid)) {
      outcome = new Outcome.Completed();
    }
    return some ? measurement(outcome, before) : Measurement.without(outcome, elapsed * 1e-9);
  }

  private @Nullable Outcome window() {
    int tiles = simulation.plan().tiles;
    List<SenderGroup> groups = simulation.groups();
    long[] sums = new long[groups.size()];
    long start = elapsed;
    int passes = 0;
    do {
      Outcome ended = pass(true);
      if (ended != null) {
        return ended;
      }
      passes++;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += groups.get(i).clock().finishPass();
      }
    } while (elapsed - start < budget.window().toNanos()
        && (passes + 1) * (long) tiles <= TILES_PER_WINDOW);
    for (int i = 0; i < sums.length; i++) {
      windows.get(i).add(sums[i] * 1e-9 / passes);
    }
    return null;
  }

  /** Runs a pass; null where it ended well. */
  private @Nullable Outcome pass(boolean isMeasured) {
    elapsed += preamble;
    long left = budget.deadline().toNanos() - elapsed;
    long took = simulation.pass(left, isMeasured);
    elapsed += Math.min(took, Math.max(0, left));
    if (simulation.failure() != null) {
      return simulation.failure();
    }
    if (took > left) {
      return new Outcome.Invalid(
          "no window ended within the deadline of " + budget.deadline().toMillis() + " ms");
    }
    for (SenderGroup group : simulation.groups()) {
      int lost = group.unverified();
      if (lost > 0 && workload.get(Catalogue.QP_TYPE) == QpType.RC) {
        return new Outcome.Hang(
            Outcome.Scope.QUEUE_PAIR,
            group.waiting(),
            lost + " tiles were never verified; " + group.proxies().state());
      }
      if (isMeasured) {
        missing += lost;
        disordered += group.disordered();
        verified += simulation.plan().tiles - lost;
      }
    }
    measured += isMeasured ? took : 0;
    return null;
  }

  private Measurement measurement(Outcome outcome, long[] before) {
    List<Flow> flows = new ArrayList<>();
    int slowest = 0;
    for (int i = 0; i < windows.size(); i++) {
      String name = simulation.groups().get(i).name();
      TilePlan plan = simulation.groups().get(i).plan();
      flows.add(new Flow(name, plan.tiles, Arrays.stream(plan.bytes).sum(), windows.get(i)));
      slowest = flows.get(i).medianPass() > flows.get(slowest).medianPass() ? i : slowest;
    }
    SenderGroup group = simulation.groups().get(slowest);
    return new Measurement(
        outcome,
        flows,
        group.clock().stages(),
        group.clock().sojourns(),
        integrity(),
        simulation.silences().of(measured),
        counters(group, before),
        simulation.idleRoundTrip(false) * 1e-9,
        setup * 1e-9,
        elapsed * 1e-9,
        group.clock().detail(group.name()));
  }

  private Integrity integrity() {
    int first = simulation.firstDisordered();
    return workload.get(SIGNAL) == Signal.NOTHING
        ? new Integrity(0, 0, missing, 0, "")
        : new Integrity(
            verified,
            disordered,
            missing,
            0,
            first < 0 ? "" : "the signal of tile " + first + " was seen before its data");
  }

  private List<CounterReading> counters(SenderGroup group, long[] before) {
    List<CounterReading> readings = new ArrayList<>();
    long[] after = simulation.counts();
    for (ModelCounter counter : ModelCounter.values()) {
      double delta = after[counter.ordinal()] - before[counter.ordinal()];
      readings.add(
          new CounterReading(
              counter.counter().id(),
              (double) before[counter.ordinal()],
              (double) after[counter.ordinal()],
              delta,
              delta / (measured * 1e-9),
              null));
    }
    Proxies proxies = group.proxies();
    readings.addAll(
        OwnCounters.of(
            group.clock(),
            new OwnCounters.Sender(
                proxies.loopGap(),
                proxies.completionAge(),
                OwnCounters.imbalance(proxies.requests(), TilePlan.queuePairsOf(workload))),
            bound(group),
            missing));
    return readings;
  }

  /** Payload bytes a second that line and busiest proxy thread allow, whichever is less. */
  private double bound(SenderGroup group) {
    FabricParameters parameters = simulation.parameters();
    FabricParameters.Link link = parameters.link();
    FabricParameters.Proxy costs = parameters.proxy();
    TilePlan plan = group.plan();
    long line = group.loopback() ? link.loopbackBytesPerSecond() : link.bytesPerSecond();
    double wire = (double) plan.wireBytes(workload, link.headerBytes()) / line;
    double tiles = plan.mostTilesOfThread();
    double requests = plan.signalled ? 2 * tiles : tiles;
    double nanos =
        requests * costs.requestNanos()
            + tiles * (workload.get(SGES) - 1) * costs.segmentNanos()
            + tiles / workload.get(POST_LIST) * costs.postNanos();
    return Arrays.stream(plan.bytes).sum() / Math.max(wire, nanos * 1e-9);
  }
}
