package io.kelpie.probes.traffic;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs workloads in one warm child process, so that a stuck call, a crash or a provider's fault
 * takes nothing else along. A child that does not answer is killed; one that was killed is
 * replaced.
 */
public final class TrafficProcess implements AutoCloseable {
  /** For a Java process and its devices: seconds, but minutes in a guest on a busy machine. */
  private static final Duration START = Duration.ofMinutes(3);

  /** What set-up, counters and tear-down may take beside the run's own deadline. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final Map<Integer, String> CRASHES =
      Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 11, "SIGSEGV");

  private final Class<?> program;
  private final List<String> arguments;
  private final LongConsumer tidying;
  private final String facts;
  private @Nullable ChildProcess child;

  /**
   * Starts a child and waits until its devices are open.
   *
   * @param program the class whose main calls {@link TrafficServer#serve}
   * @param arguments of that main
   * @param tidying takes away what a child left behind, by its process id, when it has ended
   * @throws UsageException in the child's words, where it cannot work
   */
  public TrafficProcess(Class<?> program, List<String> arguments, LongConsumer tidying) {
    this.program = program;
    this.arguments = List.copyOf(arguments);
    this.tidying = tidying;
    try {
      this.facts = start();
    } catch (InterruptedException e) {
      abandon();
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted while the traffic process started", e);
    }
  }

  /** What {@link Transport#facts} said, as JSON. */
  public String facts() {
    return facts;
  }

  private String start() throws InterruptedException {
    ChildProcess fresh = new ChildProcess(program, arguments);
    child = fresh;
    fresh.ask(Message.Request.describe());
    ChildProcess.Event event = fresh.await(START);
    if (event instanceof ChildProcess.Event.Said(Message.Reply reply) && reply.facts() != null) {
      return reply.facts();
    }
    abandon();
    throw new UsageException(
        event instanceof ChildProcess.Event.Said(Message.Reply reply) && reply.refusal() != null
            ? reply.refusal()
            : "the traffic process did not start within "
                + START.toMinutes()
                + " minutes; its last words: "
                + fresh.lastWords());
  }

  /**
   * Runs a workload, which must lie within the limits; tells by the outcome whatever goes wrong.
   */
  public Measurement run(Workload workload, Budget budget) {
    long start = System.nanoTime();
    try {
      Optional<Measurement> measured = attempt(workload, budget);
      return measured.isPresent()
          ? measured.get()
          : attempt(workload, budget)
              .orElseGet(() ->
                  Measurement.without(
                      new Outcome.Invalid("the traffic process was killed from outside, twice"),
                      seconds(start)));
    } catch (UsageException e) {
      return Measurement.without(
          new Outcome.Invalid("the traffic process cannot be started again: " + e.getMessage()),
          seconds(start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon();
      return Measurement.without(new Outcome.Invalid("interrupted"), seconds(start));
    }
  }

  /** Runs the workload once; empty where somebody killed the child. */
  private Optional<Measurement> attempt(Workload workload, Budget budget)
      throws InterruptedException {
    ChildProcess runner = ready();
    long start = System.nanoTime();
    runner.ask(Message.Request.run(workload, budget));
    Stage waiting = null;
    long end = start + budget.deadline().plus(GRACE).toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      switch (runner.await(left)) {
        case ChildProcess.Event.Said(Message.Reply reply) -> {
          if (reply.measurement() != null) {
            return Optional.of(reply.measurement());
          }
          if (reply.refusal() != null) {
            abandon();
            return Optional.of(
                Measurement.without(new Outcome.Invalid(reply.refusal()), seconds(start)));
          }
          waiting = reply.progress();
        }
        case ChildProcess.Event.Ended ended -> {
          child = null;
          tidying.accept(runner.id());
          Outcome outcome = outcome(ended);
          return outcome == null
              ? Optional.empty()
              : Optional.of(Measurement.without(outcome, seconds(start)));
        }
        case ChildProcess.Event.Silent() -> {
          child = null;
          Outcome.Scope scope = runner.kill() ? Outcome.Scope.CHILD : Outcome.Scope.KERNEL;
          tidying.accept(runner.id());
          return Optional.of(
              Measurement.without(
                  new Outcome.Hang(
                      scope,
                      waiting == null ? Stage.POST : waiting,
                      waiting == null ? "before traffic moved" : "while traffic ran"),
                  seconds(start)));
        }
      }
    }
  }

  /** Null where somebody else ended it: the run says nothing. */
  private static @Nullable Outcome outcome(ChildProcess.Event.Ended ended) {
    String crash = CRASHES.get(ended.signal());
    if (crash != null) {
      return new Outcome.Failed("the traffic process crashed with " + crash, ended.lastWords());
    }
    return ended.signal() == SIGKILL || ended.signal() == SIGTERM
        ? null
        : new Outcome.Invalid(
            "the traffic process ended with status " + ended.status() + ": " + ended.lastWords());
  }

  /** What the counters do while no traffic runs. */
  public List<CounterReading> idle(Duration time) {
    try {
      ChildProcess watcher = ready();
      watcher.ask(Message.Request.watch(time));
      if (watcher.await(time.plus(GRACE)) instanceof ChildProcess.Event.Said(Message.Reply reply)
          && reply.idle() != null) {
        return reply.idle();
      }
      abandon();
      throw new IllegalStateException("the traffic process watched no counters");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon();
      return List.of();
    }
  }

  private ChildProcess ready() throws InterruptedException {
    ChildProcess present = child;
    if (present == null || !present.isAlive()) {
      abandon();
      start();
      present = child;
    }
    return Objects.requireNonNull(present);
  }

  private void abandon() {
    ChildProcess old = child;
    child = null;
    if (old != null) {
      old.close();
      tidying.accept(old.id());
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }

  @Override
  public void close() {
    abandon();
  }
}
