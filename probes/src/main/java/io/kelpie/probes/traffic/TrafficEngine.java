package io.kelpie.probes.traffic;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.Snapshot;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Detail;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.OwnCounters;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Runs workloads, both ends of each in this one thread: set-up, a warm-up that is thrown away,
 * measured windows. Queue pairs stay for the next workload until one needs others or fails.
 */
final class TrafficEngine implements AutoCloseable {
  /** Tiles of the warm-up; the first ones after set-up read several times too slow. */
  private static final int WARM_UP_TILES = 64;

  /** Silence after which what is missing is taken for lost, in idle round trips and at least. */
  private static final int PATIENCE_ROUND_TRIPS = 8;

  private static final long PATIENCE = 60_000_000L;
  private static final long REPORT_EVERY = 250_000_000L;

  /** Nanoseconds without progress within which traffic counts as moving. */
  private static final long MOVING = 500_000_000L;

  /** Nanoseconds without progress, and beyond every pending timer, that no run recovers from. */
  private static final long STANDSTILL = 3_000_000_000L;

  /** Nanoseconds beyond the deadline in which a pending timer may still end a silence. */
  private static final long OVERTIME = 6_000_000_000L;

  private static final long LONGEST_TURN = 3_600_000_000_000L;

  private final Transport transport;
  private final Predicate<RuntimeException> refusals;
  private final TrafficCounters counters;
  private final Consumer<Stage> progress;
  private @Nullable Circuit circuit;
  private long sequence;

  /**
   * @param refusals the exceptions with which the transport says that a call failed
   * @param progress told now and then in which stage tiles wait
   */
  TrafficEngine(
      Transport transport,
      Predicate<RuntimeException> refusals,
      TrafficCounters counters,
      Consumer<Stage> progress) {
    this.transport = transport;
    this.refusals = refusals;
    this.counters = counters;
    this.progress = progress;
  }

  /** Runs one workload, which must lie within the limits. */
  Measurement run(Workload workload, Budget budget) {
    long start = System.nanoTime();
    Run run = new Run(workload, start + budget.deadline().toNanos());
    Outcome outcome;
    try {
      outcome = run.measure(budget);
    } catch (TrafficFailure failure) {
      outcome = new Outcome.Failed(failure.what(), failure.detail() + transport.events());
    } catch (Standstill standstill) {
      outcome = standstill.outcome;
    } catch (RuntimeException failure) {
      if (!refusals.test(failure)) {
        throw failure;
      }
      outcome =
          run.isReady
              ? new Outcome.Failed(
                  String.valueOf(failure.getMessage()), "while traffic ran" + transport.events())
              : new Outcome.Invalid("set-up failed: " + failure.getMessage());
    }
    if (!(outcome instanceof Outcome.Completed)) {
      drop();
    }
    return run.measurement(outcome, start);
  }

  /** What the counters do while no traffic runs. */
  List<CounterReading> idle(Duration time) throws InterruptedException {
    return counters.idle(time);
  }

  private void drop() {
    Circuit old = circuit;
    circuit = null;
    if (old != null) {
      old.close();
    }
    transport.events();
  }

  @Override
  public void close() {
    drop();
  }

  /** A pass that did not end. */
  private static final class Standstill extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    Standstill(Outcome outcome) {
      super(outcome.toString());
      this.outcome = outcome;
    }
  }

  private final class Run {
    private final Workload workload;
    private final long deadline;
    private final Timers timers;
    private final Histogram turns = new Histogram(LONGEST_TURN, 2);
    private List<Lane> lanes = List.of();
    private List<CounterReading> readings = List.of();
    private Integrity integrity = Integrity.UNCHECKED;
    private double setupSeconds;
    private long idleRoundTrip;
    private long patience;
    private boolean isReady;
    private boolean isMeasured;
    private long nextReport;

    Run(Workload workload, long deadline) {
      this.workload = workload;
      this.deadline = deadline;
      this.timers = new Timers(workload, transport.hasTimers());
    }

    Outcome measure(Budget budget) {
      Circuit ready = ready(budget);
      idleRoundTrip = ready.idleRoundTrip();
      patience = Math.max(PATIENCE, PATIENCE_ROUND_TRIPS * idleRoundTrip);
      timers.idleRoundTrip(idleRoundTrip);
      isReady = true;
      int tiles = workload.integer(Catalogue.TILES);
      open(ready, Math.min(tiles, Math.max(WARM_UP_TILES, workload.integer(Catalogue.PEERS))));
      pass(false);
      open(ready, tiles);
      if (budget.detailed()) {
        lanes.forEach(lane -> lane.clock().keepPass());
      }
      turns.reset();
      Snapshot before = counters.read();
      long last = 0;
      for (int i = 0;
          i < budget.windows() && (i == 0 || System.nanoTime() + last < deadline);
          i++) {
        long started = System.nanoTime();
        do {
          last = System.nanoTime();
          pass(true);
          lanes.forEach(Lane::count);
          last = System.nanoTime() - last;
        } while (System.nanoTime() - started < budget.window().toNanos());
        lanes.forEach(Lane::closeWindow);
        isMeasured = true;
      }
      List<CounterReading> taken = new ArrayList<>(counters.since(before));
      Optional<String> objection = TrafficCounters.objection(taken, workload);
      taken.addAll(own());
      readings = taken;
      String events = transport.events();
      if (!events.isEmpty()) {
        return new Outcome.Failed("asynchronous event", events.substring(2));
      }
      return objection.<Outcome>map(Outcome.Invalid::new).orElseGet(Outcome.Completed::new);
    }

    private List<CounterReading> own() {
      Lane lane = slowest();
      return OwnCounters.of(
          lane.clock(),
          new OwnCounters.Sender(turns.getValueAtPercentile(99) * 1e-9, null, lane.imbalance()),
          null,
          integrity.missing());
    }

    private Lane slowest() {
      return lanes.stream()
          .max(Comparator.comparingDouble(lane -> lane.flow().tileTime()))
          .orElseThrow();
    }

    private Circuit ready(Budget budget) {
      Circuit present = circuit;
      if (present != null
          && budget.queuePairs() == Budget.QueuePairs.REUSED
          && present.serves(workload)) {
        return present;
      }
      drop();
      long started = System.nanoTime();
      Circuit made = new Circuit(transport, workload);
      circuit = made;
      setupSeconds = (System.nanoTime() - started) * 1e-9;
      return made;
    }

    private void open(Circuit ready, int tiles) {
      close();
      lanes = ready.lanes(workload, tiles);
    }

    private void pass(boolean measured) {
      sequence++;
      for (Lane lane : lanes) {
        lane.prepare(sequence);
      }
      long now = System.nanoTime();
      for (Lane lane : lanes) {
        lane.start(now);
      }
      long moved = now;
      timers.start(now, measured);
      while (!isDone()) {
        boolean any = false;
        for (Lane lane : lanes) {
          any |= lane.turn();
        }
        long turned = System.nanoTime();
        turns.recordValue(Math.min(turned - now, LONGEST_TURN));
        now = turned;
        timers.turn(now, any);
        if (any) {
          moved = now;
        } else {
          Thread.onSpinWait();
          if (now - moved > patience) {
            giveUp();
          }
        }
        if (now > nextReport) {
          report(now, moved);
        }
      }
      audit();
      for (Lane lane : lanes) {
        Integrity part = lane.receiver().integrity();
        integrity = sum(integrity, part);
        lane.receiver().forget();
      }
    }

    private boolean isDone() {
      for (Lane lane : lanes) {
        if (!lane.isDone()) {
          return false;
        }
      }
      return true;
    }

    private void giveUp() {
      for (Lane lane : lanes) {
        if (lane.mayGiveUp() && !lane.receiver().isDone()) {
          lane.receiver().giveUp();
        }
      }
    }

    private void audit() {
      long until = System.nanoTime() + patience;
      for (Lane lane : lanes) {
        while (!lane.receiver().isWhole() && System.nanoTime() < until) {
          lane.turn();
          Thread.onSpinWait();
        }
        lane.receiver().audit();
      }
    }

    private void report(long now, long moved) {
      nextReport = now + REPORT_EVERY;
      Lane lane =
          lanes.stream().filter(each -> !each.isDone()).findFirst().orElse(lanes.getFirst());
      progress.accept(lane.waiting());
      long silent = now - moved;
      boolean stands = silent > Math.max(STANDSTILL, timers.pending());
      boolean isOver = now > deadline + OVERTIME;
      if (stands || (silent > MOVING && now > deadline && (isOver || silent > timers.pending()))) {
        throw new Standstill(
            new Outcome.Hang(
                Outcome.Scope.QUEUE_PAIR,
                lane.waiting(),
                "nothing moved for %.1f s%s%s"
                    .formatted(
                        silent * 1e-9,
                        isOver ? "; a timer of this workload runs longer" : "",
                        transport.events())));
      }
      if (silent <= MOVING && now > deadline) {
        throw new Standstill(
            new Outcome.Invalid("slower than the deadline: traffic still moved when it passed"));
      }
    }

    private void close() {
      lanes.forEach(Lane::close);
      lanes = List.of();
    }

    Measurement measurement(Outcome outcome, long start) {
      List<Flow> flows = new ArrayList<>();
      List<StageTime> stages = List.of();
      List<Sojourn> sojourns = List.of();
      Detail detail = null;
      if (isMeasured) {
        lanes.forEach(lane -> flows.add(lane.flow()));
        stages = slowest().clock().stages();
        sojourns = slowest().clock().sojourns();
        detail = slowest().detail();
      }
      close();
      return new Measurement(
          outcome,
          flows,
          stages,
          sojourns,
          integrity,
          timers.silences(),
          readings,
          idleRoundTrip * 1e-9,
          setupSeconds,
          (System.nanoTime() - start) * 1e-9,
          detail);
    }
  }

  private static Integrity sum(Integrity one, Integrity other) {
    return new Integrity(
        one.checked() + other.checked(),
        one.disordered() + other.disordered(),
        one.missing() + other.missing(),
        one.corrupt() + other.corrupt(),
        one.example().isEmpty() ? other.example() : one.example());
  }
}
