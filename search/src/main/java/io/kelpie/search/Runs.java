package io.kelpie.search;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Every run of a hunt: answered by the journal as long as it has lines, then by the probe. Keeps
 * the ledgers and the hunt's time, which stands still between a kill and a resume. A defect of the
 * probe costs its run, not the hunt: an unchecked exception is an invalid measurement.
 */
final class Runs {
  private final Probe probe;
  private final Journal journal;
  private final HuntListener listener;
  private final long seed;
  private final LongSupplier nanoClock;
  private final Map<Ledger, LedgerTotals> ledgers = new EnumMap<>(Ledger.class);
  private boolean stopped;
  private boolean live;
  private @Nullable ProbeRequest previous;
  private long number;
  private long invalid;
  private double elapsed;
  private long lastNanos;

  /** Somebody asked the hunt to end. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  Runs(Probe probe, Journal journal, HuntListener listener, long seed, LongSupplier nanoClock) {
    this.probe = probe;
    this.journal = journal;
    this.listener = listener;
    this.seed = seed;
    this.nanoClock = nanoClock;
    for (Ledger ledger : Ledger.values()) {
      ledgers.put(ledger, LedgerTotals.NONE);
    }
    lastNanos = nanoClock.getAsLong();
  }

  /** From now on every run refuses. May be called from any thread. */
  synchronized void stop() {
    stopped = true;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Number of the last run. */
  long number() {
    return number;
  }

  /** Seconds of the hunt at the end of the last run. */
  double elapsed() {
    return elapsed;
  }

  long invalid() {
    return invalid;
  }

  Map<Ledger, LedgerTotals> ledgers() {
    return ledgers;
  }

  LedgerTotals ledger(Ledger ledger) {
    return ledgers.getOrDefault(ledger, LedgerTotals.NONE);
  }

  /**
   * Runs a workload, in detail where it confirms or explains an anomaly.
   *
   * @param verdict the verdict's word where this run decides one, else null
   * @throws Stopped after {@link #stop}
   */
  Measurement run(
      Ledger ledger,
      String purpose,
      Workload workload,
      Budget.QueuePairs queuePairs,
      Function<Measurement, @Nullable String> verdict) {
    Budget budget = Budget.search(mix(seed, number + 1));
    Budget paired = queuePairs == Budget.QueuePairs.FRESH ? budget.fresh() : budget;
    Budget asked = ledger == Ledger.CONFIRMATION ? paired.inDetail() : paired;
    ProbeRequest request = new ProbeRequest(number + 1, ledger, purpose, workload, asked);
    Measurement measurement = execute(request, () -> probe.run(workload, asked), verdict);
    previous = measurement.completed() ? request : null;
    return measurement;
  }

  /** Watches the counters without traffic. */
  Measurement idle(Duration time) {
    Budget budget =
        new Budget(time.multipliedBy(20), 1, time, Budget.QueuePairs.REUSED, mix(seed, number + 1));
    ProbeRequest request =
        new ProbeRequest(
            number + 1, Ledger.CALIBRATION, "idle baseline", Workload.initial(), budget);
    return execute(
        request,
        () ->
            new Measurement(
                new Outcome.Completed(),
                List.of(),
                List.of(),
                List.of(),
                Integrity.UNCHECKED,
                List.of(),
                probe.idle(time),
                0,
                0,
                time.toNanos() * 1e-9),
        measurement -> null);
  }

  private Measurement execute(
      ProbeRequest request,
      Supplier<Measurement> source,
      Function<Measurement, @Nullable String> verdict) {
    if (isStopped()) {
      throw new Stopped();
    }
    listener.starting(request);
    Optional<ProbeRecord> recorded = live ? Optional.empty() : journal.recorded();
    ProbeRecord record;
    if (recorded.isPresent()) {
      record = recorded.get();
      if (!record.answers(request)) {
        throw new UsageException(
            "the journal's run "
                + record.number()
                + " ("
                + record.purpose()
                + ") is not the one that this hunt asks for ("
                + request.purpose()
                + "): it was written by another version or with other settings; start a new hunt");
      }
      elapsed = record.elapsed();
    } else {
      if (!live) {
        live = true;
        restoreQueuePairs(request);
        lastNanos = nanoClock.getAsLong();
      }
      journal.attempt(request);
      Measurement measurement = measure(source);
      long now = nanoClock.getAsLong();
      elapsed += (now - lastNanos) * 1e-9;
      lastNanos = now;
      record =
          new ProbeRecord(
              request.number(),
              request.ledger(),
              request.purpose(),
              request.workload(),
              request.budget(),
              measurement,
              verdict.apply(measurement),
              elapsed);
      journal.append(record);
    }
    number = record.number();
    Measurement measurement = record.measurement();
    ledgers.merge(
        request.ledger(),
        LedgerTotals.NONE.plus(measurement.deviceSeconds()),
        (old, one) -> old.plus(one.deviceSeconds()));
    if (measurement.outcome() instanceof Outcome.Invalid) {
      invalid++;
    }
    listener.probed(record, recorded.isEmpty());
    return measurement;
  }

  /**
   * Repeats the last recorded run for nothing but the queue pairs that it left behind, where {@code
   * next} may use them again. A run that did not complete left none.
   */
  private void restoreQueuePairs(ProbeRequest next) {
    ProbeRequest recorded = previous;
    if (recorded != null && next.budget().queuePairs() == Budget.QueuePairs.REUSED) {
      measure(() -> probe.run(recorded.workload(), recorded.budget()));
    }
  }

  private static Measurement measure(Supplier<Measurement> source) {
    try {
      return source.get();
    } catch (UsageException refusal) {
      throw refusal;
    } catch (RuntimeException defect) {
      String what = defect.getClass().getName() + ": " + defect.getMessage();
      return Measurement.without(new Outcome.Invalid("the probe threw " + what), 0);
    }
  }

  private static long mix(long seed, long number) {
    return RandomSource.SPLIT_MIX_64.create(seed * 0x9E3779B97F4A7C15L + number).nextLong();
  }
}
