package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.TILE_STAMPS_LAYOUT;
import static io.kelpie.ffi.cuda.Protocol.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.counters.CounterReading;
import io.kelpie.ffi.cuda.GpuException;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.OwnCounters;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run: a warm-up pass, the measured windows, and what they add up to. */
final class Run {
  /** Passes of one tile, at least, of which the shortest is the idle round trip. */
  private static final int IDLE_PASSES = 3;

  private static final Duration IDLE_TIME = Duration.ofMillis(20);

  private static final Duration LEAST_WATCHDOG = Duration.ofMillis(1);

  /** What moved within the last of so many parts of the deadline moves still. */
  private static final int QUIET_SHARE = 10;

  private static final String TOO_SLOW =
      "slower than the deadline: traffic still moved when it passed";

  private final Machine machine;
  private final Carrier carrier;
  private final MegakernelSettings settings;
  private final Workload workload;
  private final Budget budget;
  private final long started = System.nanoTime();
  private final List<Double> windows = new ArrayList<>();
  private ClockJoin join = new ClockJoin(ClockJoin.Reading.SAME, ClockJoin.Reading.SAME);
  private Integrity integrity = Integrity.UNCHECKED;
  private long lives;
  private long lived;

  Run(
      Machine machine,
      Carrier carrier,
      MegakernelSettings settings,
      Workload workload,
      Budget budget) {
    this.machine = machine;
    this.carrier = carrier;
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
            new TrafficPlan(machine, workload, settings.compute(), settings.rings());
        Course course = new Course(plan)) {
      double setup = seconds();
      StageClock clock = new StageClock(plan.bytes(), idle);
      if (budget.detailed()) {
        clock.keepPass();
      }
      Outcome ended = course.pass();
      course.proxy.restartCounts();
      for (int window = 0; window < budget.windows() && ended == null; window++) {
        rejoin();
        ended = window(course, clock);
      }
      Outcome outcome = ended == null ? new Outcome.Completed() : ended;
      if (windows.isEmpty()) {
        return Measurement.without(outcome, seconds());
      }
      if (outcome instanceof Outcome.Invalid) {
        outcome = new Outcome.Completed();
      }
      Proxy proxy = course.proxy;
      long busy = Arrays.stream(proxy.posted()).filter(count -> count > 0).count();
      List<CounterReading> counters =
          OwnCounters.of(
              clock,
              new OwnCounters.Sender(
                  proxy.loopGap(),
                  proxy.completionAge(),
                  OwnCounters.imbalance(proxy.posted(), busy)),
              null,
              integrity.missing());
      long bytes = Arrays.stream(plan.bytes()).sum();
      return new Measurement(
          outcome,
          List.of(new Flow("forward", plan.bytes().length, bytes, windows)),
          clock.stages(),
          clock.sojourns(),
          integrity,
          List.of(),
          counters,
          idle * 1e-9,
          setup,
          seconds(),
          clock.detail("forward"));
    }
  }

  /**
   * Mean seconds from ready to verified over the measured passes, by the kernel's clock alone; only
   * after a completed window.
   */
  double meanLife() {
    return lives * 1e-9 / lived;
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
  private @Nullable Outcome window(Course course, StageClock clock) {
    long begin = System.nanoTime();
    long sum = 0;
    int passes = 0;
    do {
      if (seconds() > budget.deadline().toNanos() * 1e-9) {
        return new Outcome.Invalid(TOO_SLOW);
      }
      Outcome ended = course.pass();
      if (ended != null) {
        return ended;
      }
      course.fill(clock);
      sum += clock.finishPass();
      passes++;
    } while (System.nanoTime() - begin < budget.window().toNanos());
    windows.add(sum * 1e-9 / passes);
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
            .with(Catalogue.DELAY, workload.get(Catalogue.DELAY));
    long shortest = Long.MAX_VALUE;
    long end = System.nanoTime() + IDLE_TIME.toNanos();
    try (TrafficPlan plan = new TrafficPlan(machine, single, 0, 1);
        Course course = new Course(plan)) {
      for (int pass = 0; pass < IDLE_PASSES || System.nanoTime() - end < 0; pass++) {
        if (course.pass() != null) {
          return 1;
        }
        shortest = Math.min(shortest, course.stamp("seen", 0) - course.stamp("requested", 0));
      }
    } finally {
      integrity = Integrity.UNCHECKED;
    }
    return Math.max(1, shortest);
  }

  /** A plan under way. */
  private final class Course implements AutoCloseable {
    private final TrafficPlan plan;
    private final Session session;
    private final Transport wire;
    private final Proxy proxy;
    private final Passes passes;
    private final MemorySegment stamps;

    Course(TrafficPlan plan) {
      this.plan = plan;
      session =
          new Session(
              machine,
              plan.tables(),
              new Session.RingSettings(
                  settings.rings(),
                  settings.ringDepth(),
                  settings.publishInterval(),
                  plan.routes().rules().isLed()));
      try {
        wire =
            carrier.open(
                workload,
                plan.routes().rules(),
                new Carrier.Ends(
                    plan.source().segment(),
                    plan.target().segment(),
                    session.signals(),
                    plan.bytes().length),
                session::signal);
      } catch (RuntimeException | Error failure) {
        session.close();
        throw failure;
      }
      proxy = new Proxy(session, plan.routes(), wire, settings.batch());
      passes = new Passes(session, proxy, settings.gpu() == null);
      stamps = session.tileStamps();
    }

    /** Runs a pass and holds it against its content; null where it ended well. */
    @Nullable Outcome pass() {
      int verdict = passes.run(left());
      if (verdict != Protocol.DONE) {
        return hang();
      }
      session.readTileStamps(stamps);
      if (workload.get(Catalogue.SIGNAL) != Signal.NOTHING) {
        for (int tile = 0; tile < plan.bytes().length; tile++) {
          judge(tile);
        }
      }
      return null;
    }

    private void judge(int tile) {
      int bad =
          stamps.get(
              JAVA_INT, tile * TILE_STAMPS_LAYOUT.byteSize() + offset(TILE_STAMPS_LAYOUT, "bad"));
      boolean isCorrupt = bad > 0 && plan.bad(session.sequence(), tile) > 0;
      String example =
          bad == 0
              ? ""
              : "tile %d of pass %d: %d words were not there when its signal was seen%s"
                  .formatted(
                      tile, session.sequence(), bad, isCorrupt ? ", nor when all had ended" : "");
      integrity =
          new Integrity(
              integrity.checked() + 1,
              integrity.disordered() + (bad > 0 && !isCorrupt ? 1 : 0),
              integrity.missing(),
              integrity.corrupt() + (isCorrupt ? 1 : 0),
              integrity.example().isEmpty() ? example : integrity.example());
    }

    /** What the watchdog found waiting, in the words of the stages. */
    private Outcome hang() {
      if (System.nanoTime() - proxy.moved() < budget.deadline().toNanos() / QUIET_SHARE) {
        return new Outcome.Invalid(TOO_SLOW);
      }
      int tile = session.status("tile");
      int waiting = session.status("waiting");
      Stage stage =
          waiting == Protocol.WAIT_RING
              ? Stage.REQUEST
              : waiting == Protocol.WAIT_TASK ? Stage.VERIFY : Stage.SIGNAL;
      return new Outcome.Hang(
          Outcome.Scope.CHILD,
          stage,
          "the kernel's watchdog ended the launch while %s"
              .formatted(
                  tile == Protocol.NONE
                      ? "a block waited for a task"
                      : waiting == Protocol.WAIT_RING
                          ? "tile %d waited for a place in its ring".formatted(tile)
                          : "tile %d waited for its signal".formatted(tile)));
    }

    /** A stamp of the pass that ended, by the kernel's clock. */
    long stamp(String field, int tile) {
      return stamps.get(
          JAVA_LONG, tile * TILE_STAMPS_LAYOUT.byteSize() + offset(TILE_STAMPS_LAYOUT, field));
    }

    void fill(StageClock clock) {
      clock.startPass();
      for (int tile = 0; tile < plan.bytes().length; tile++) {
        clock.stamp(Stamp.READY, tile, join.host(stamp("ready", tile)));
        clock.stamp(Stamp.REQUESTED, tile, join.host(stamp("requested", tile)));
        long latest = join.host(stamp("requested", tile));
        for (Stamp stamp : List.of(Stamp.TAKEN, Stamp.POSTED, Stamp.SIGNAL_POSTED)) {
          latest = Math.max(latest, proxy.at(stamp, tile));
          clock.stamp(stamp, tile, latest);
        }
        clock.stamp(
            Stamp.COMPLETED,
            tile,
            Math.max(clock.at(Stamp.POSTED, tile), proxy.at(Stamp.COMPLETED, tile)));
        long seen = Math.max(latest, join.host(stamp("seen", tile)));
        clock.stamp(Stamp.SIGNAL_SEEN, tile, seen);
        clock.stamp(Stamp.VERIFIED, tile, Math.max(seen, join.host(stamp("verified", tile))));
        lives += stamp("verified", tile) - stamp("ready", tile);
      }
      lived += plan.bytes().length;
    }

    @Override
    public void close() {
      wire.close();
      session.close();
    }
  }
}
