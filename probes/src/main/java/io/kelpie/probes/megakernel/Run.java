package io.kelpie.probes.megakernel;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.KernelCounter;
import io.kelpie.ffi.cuda.GpuException;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.OwnCounters;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run: a warm-up pass, the measured windows, and what they add up to. */
final class Run {
  /** Passes of one tile, at least, of which the shortest is the idle round trip. */
  private static final int IDLE_PASSES = 3;

  /** Passes of compute alone, of which the median counts. */
  private static final int ALONE_PASSES = 3;

  /** For which passes of one tile go on, and those with nothing in front. */
  private static final Duration REFERENCE_TIME = Duration.ofMillis(20);

  private static final Duration LEAST_WATCHDOG = Duration.ofMillis(1);

  private final Machine machine;
  private final Carrier carrier;
  private final GpuWatch gpuCounters;
  private final MegakernelSettings settings;
  private final Workload workload;
  private final Budget budget;
  private final long started = System.nanoTime();
  private final List<Double> windows = new ArrayList<>();
  private final List<Double> waits = new ArrayList<>();
  private final List<Double> creditWaits = new ArrayList<>();
  private final List<Double> leads = new ArrayList<>();
  private ClockJoin join = new ClockJoin(ClockJoin.Reading.SAME, ClockJoin.Reading.SAME);

  Run(
      Machine machine,
      Carrier carrier,
      GpuWatch gpuCounters,
      MegakernelSettings settings,
      Workload workload,
      Budget budget) {
    this.machine = machine;
    this.carrier = carrier;
    this.gpuCounters = gpuCounters;
    this.settings = settings;
    this.workload = workload;
    this.budget = budget;
  }

  Measurement measure() {
    try {
      return measured();
    } catch (TrafficFailure failure) {
      return Measurement.without(new Outcome.Failed(failure.what(), failure.detail()), seconds());
    } catch (GpuException failure) {
      return Measurement.without(new Outcome.Failed(failure.toString(), "the GPU"), seconds());
    }
  }

  private Measurement measured() {
    rejoin();
    long idle = idleRoundTrip();
    try (TrafficPlan plan =
            new TrafficPlan(machine, carrier, workload, settings.compute(), settings.rings());
        TrafficCourse course =
            new TrafficCourse(machine, plan, carrier, workload, settings.ringSettings())) {
      double setup = seconds();
      StageClock clock = new StageClock(plan.bytes(), idle);
      if (budget.detailed()) {
        clock.keepPass();
      }
      Outcome ended = course.pass(left(), budget.deadline());
      course.proxy().restartCounts();
      GpuWatch.Look look = gpuCounters.look();
      List<CounterReading> device;
      try {
        for (int window = 0; window < budget.windows() && ended == null; window++) {
          rejoin();
          ended = window(course, clock);
        }
      } finally {
        device = look.end();
      }
      Outcome outcome = ended == null ? new Outcome.Completed() : ended;
      if (windows.isEmpty()) {
        return Measurement.without(outcome, seconds());
      }
      if (outcome instanceof Outcome.Invalid) {
        outcome = new Outcome.Completed();
      }
      long bytes = Arrays.stream(plan.bytes()).sum();
      Flow flow = new Flow("forward", plan.bytes().length, bytes, windows);
      return new Measurement(
          outcome,
          List.of(flow),
          clock.stages(),
          clock.sojourns(),
          course.integrity(),
          List.of(),
          counters(course, clock, flow, device, new StageClock(plan.bytes(), idle)),
          idle * 1e-9,
          setup,
          seconds(),
          clock.detail("forward"));
    }
  }

  private List<CounterReading> counters(
      TrafficCourse course,
      StageClock clock,
      Flow flow,
      List<CounterReading> device,
      StageClock spare) {
    Proxy proxy = course.proxy();
    long busy = Arrays.stream(proxy.posted()).filter(count -> count > 0).count();
    List<CounterReading> counters =
        new ArrayList<>(
            OwnCounters.of(
                clock,
                new OwnCounters.Sender(
                    proxy.loopGap(),
                    proxy.completionAge(),
                    OwnCounters.imbalance(proxy.posted(), busy)),
                null,
                course.integrity().missing()));
    counters.add(
        KernelCounter.SM_WAIT_SHARE.of(
            waits.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
    counters.add(
        KernelCounter.CREDIT_WAIT.of(
            creditWaits.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
    Double alone = alone();
    counters.add(
        alone == null
            ? KernelCounter.EXPOSED.unknown("compute alone did not end within the deadline")
            : KernelCounter.EXPOSED.of(Math.max(0, flow.medianPass() - alone)));
    counters.add(preamble(course, spare));
    counters.addAll(device);
    return counters;
  }

  private CounterReading preamble(TrafficCourse course, StageClock spare) {
    if (workload.get(Catalogue.PREAMBLE_KERNELS) == 0) {
      return KernelCounter.PREAMBLE.of(0);
    }
    Double bare = windows.size() < budget.windows() ? null : bareLead(course, spare);
    return bare == null
        ? KernelCounter.PREAMBLE.unknown("no pass with nothing in front ended well")
        : KernelCounter.PREAMBLE.of(Math.max(0, median(leads) - bare));
  }

  private static double median(List<Double> seconds) {
    return seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElseThrow();
  }

  private void rejoin() {
    ClockJoin.Reading reading = machine.clock();
    join = new ClockJoin(reading, reading);
  }

  private double seconds() {
    return (System.nanoTime() - started) * 1e-9;
  }

  private Duration left() {
    Duration left = budget.deadline().minusNanos(System.nanoTime() - started);
    return left.compareTo(LEAST_WATCHDOG) < 0 ? LEAST_WATCHDOG : left;
  }

  /** Whole passes until the window is long enough; null where it ended well. */
  private @Nullable Outcome window(TrafficCourse course, StageClock clock) {
    long begin = System.nanoTime();
    long sum = 0;
    int passes = 0;
    do {
      if (seconds() > budget.deadline().toNanos() * 1e-9) {
        return TrafficCourse.tooSlow();
      }
      Outcome ended = course.pass(left(), budget.deadline());
      if (ended != null) {
        return ended;
      }
      course.fill(clock, join);
      sum += clock.finishPass();
      leads.add(course.lead(join) * 1e-9);
      creditWaits.add(course.creditWait() * 1e-9);
      passes++;
    } while (System.nanoTime() - begin < budget.window().toNanos());
    windows.add(sum * 1e-9 / passes);
    waits.add(course.waitingShare());
    return null;
  }

  /**
   * Shortest time of one small tile from requested to seen, in nanoseconds: what is longer waited
   * for code that was not compiled yet or for a processor.
   */
  private long idleRoundTrip() {
    Workload single =
        Workload.initial()
            .with(Catalogue.TILES, 1L)
            .with(Catalogue.TILE_BYTES, List.of(64L))
            .withFrom(workload, Catalogue.DELAY)
            .withFrom(workload, Catalogue.PATH_MTU);
    long shortest = Long.MAX_VALUE;
    long end = System.nanoTime() + REFERENCE_TIME.toNanos();
    try (TrafficPlan plan = new TrafficPlan(machine, carrier, single, 0, 1);
        TrafficCourse course =
            new TrafficCourse(machine, plan, carrier, single, settings.ringSettings())) {
      for (int pass = 0; pass < IDLE_PASSES || System.nanoTime() - end < 0; pass++) {
        if (course.pass(left(), budget.deadline()) != null) {
          return 1;
        }
        shortest = Math.min(shortest, course.stamp("seen", 0) - course.stamp("requested", 0));
      }
    }
    return Math.max(1, shortest);
  }

  /**
   * Seconds from the start of a pass to its first tile with nothing in front, all else done as in
   * the windows before; null where a pass did not end well.
   */
  private @Nullable Double bareLead(TrafficCourse course, StageClock spare) {
    course.precede(Preamble.NONE);
    List<Double> bareLeads = new ArrayList<>();
    long end = System.nanoTime() + REFERENCE_TIME.toNanos();
    do {
      if (course.pass(left(), budget.deadline()) != null) {
        return null;
      }
      course.fill(spare, join);
      spare.finishPass();
      bareLeads.add(course.lead(join) * 1e-9);
    } while (System.nanoTime() - end < 0);
    return median(bareLeads);
  }

  /** Seconds of a pass whose tiles travel nowhere; null where the deadline came first. */
  private @Nullable Double alone() {
    double[] passes = new double[ALONE_PASSES];
    Alone nothing = new Alone(carrier);
    Workload bare =
        workload
            .with(Catalogue.PREAMBLE_KERNELS, 0L)
            .with(Catalogue.RECEIVE_HOOK, Catalogue.Switch.OFF);
    try (TrafficPlan plan = TrafficPlan.alone(machine, nothing, bare, settings.compute());
        TrafficCourse course =
            new TrafficCourse(machine, plan, nothing, bare, settings.ringSettings())) {
      for (int pass = 0; pass < passes.length; pass++) {
        if (course.pass(left(), budget.deadline()) != null) {
          return null;
        }
        passes[pass] = course.length() * 1e-9;
      }
    }
    Arrays.sort(passes);
    return passes[passes.length / 2];
  }
}
