package io.kelpie.probes;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A line of 1 GB/s and 50 us that carries one tile after another: worked out, not run. */
public final class SerialLine implements Probe {
  public static final String NAME = "serial-line";

  private static final long ROUND_TRIP_NANOS = 50_000;

  @Override
  public Description description() {
    return new Description(
        NAME, // the word for --probe, stored in every hunt
        true, // everything that it says bears SIMULATED
        new Limits(realised(), 1L << 30, Duration.ofSeconds(10)),
        1e9, // line rate in bytes a second; null without a physical one
        OwnCounter.counters(), // what its measurements may hold
        new TreeMap<>()); // what a replay compares
  }

  /** What is not named here stays at its initial value; beyond it a workload is refused. */
  private static Map<String, Values> realised() {
    Map<String, Values> realised = new TreeMap<>();
    for (Facet facet : Catalogue.facets()) {
      realised.put(facet.name(), facet.parse(facet.text(Workload.initial())));
    }
    for (Facet facet :
        List.of(
            Catalogue.TILES,
            Catalogue.TILE_BYTES.smallest(),
            Catalogue.TILE_BYTES.largest(),
            Catalogue.SIGNALS_PER_FENCE)) {
      realised.put(facet.name(), facet.full());
    }
    realised.put(Catalogue.ORDERING.name(), Values.Members.of("drain", "none", "same_qp"));
    return realised;
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    List<String> objections = objections(workload);
    if (!objections.isEmpty()) {
      throw new UsageException(String.join("; ", objections));
    }
    List<Long> sizes = workload.get(Catalogue.TILE_BYTES);
    long[] bytes = new long[workload.integer(Catalogue.TILES)];
    Arrays.setAll(bytes, tile -> sizes.get(tile % sizes.size()));
    StageClock clock = new StageClock(bytes, ROUND_TRIP_NANOS);
    if (budget.detailed()) {
      clock.keepPass();
    }
    List<Double> windows = new ArrayList<>();
    while (windows.size() < budget.windows()) {
      clock.startPass();
      stamp(clock, bytes, workload.get(Catalogue.ORDERING) == Ordering.DRAIN);
      windows.add(clock.finishPass() * 1e-9);
    }
    double seconds = windows.stream().mapToDouble(Double::doubleValue).sum();
    if (seconds > budget.deadline().toNanos() * 1e-9) {
      return Measurement.without(
          new Outcome.Invalid("slower than the deadline"), budget.deadline().toNanos() * 1e-9);
    }
    return new Measurement(
        new Outcome.Completed(),
        List.of(new Flow("forward", bytes.length, Arrays.stream(bytes).sum(), windows)),
        clock.stages(),
        clock.sojourns(),
        new Integrity(bytes.length, 0, 0, 0, ""),
        List.of(),
        OwnCounters.of(clock, new OwnCounters.Sender(null, null, 1), 1e9, 0),
        ROUND_TRIP_NANOS * 1e-9,
        0,
        seconds,
        clock.detail("forward"));
  }

  private static void stamp(StageClock clock, long[] bytes, boolean drains) {
    long free = 0;
    for (int tile = 0; tile < bytes.length; tile++) {
      long sent = free + bytes[tile];
      long completed = sent + ROUND_TRIP_NANOS;
      long signalled = drains ? completed : free;
      long seen = Math.max(sent, signalled) + ROUND_TRIP_NANOS / 2;
      clock.stamp(Stamp.READY, tile, 0);
      clock.stamp(Stamp.REQUESTED, tile, 0);
      clock.stamp(Stamp.TAKEN, tile, free);
      clock.stamp(Stamp.POSTED, tile, free);
      clock.stamp(Stamp.COMPLETED, tile, completed);
      clock.stamp(Stamp.SIGNAL_POSTED, tile, signalled);
      clock.stamp(Stamp.SIGNAL_SEEN, tile, seen);
      clock.stamp(Stamp.VERIFIED, tile, seen);
      free = drains ? completed : sent;
    }
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return List.of(); // it reads no device's counters
  }

  @Override
  public void close() {} // nothing is kept between two runs
}
