package io.kelpie.counters;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the counters did between two snapshots.
 *
 * @param seconds the time between them
 * @param counters the counters of either snapshot, by id
 * @param readings what each did, by id
 */
public record CounterDelta(
    double seconds,
    SortedMap<String, Counter> counters,
    SortedMap<String, CounterReading> readings) {

  public CounterDelta {
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    readings = Collections.unmodifiableSortedMap(new TreeMap<>(readings));
  }

  /**
   * Compares two snapshots of the same source.
   *
   * @throws IllegalArgumentException if {@code after} was not taken later than {@code before}
   */
  public static CounterDelta between(Snapshot before, Snapshot after) {
    long nanos = after.nanoTime() - before.nanoTime();
    if (nanos <= 0) {
      throw new IllegalArgumentException("the second snapshot is not later than the first");
    }
    double seconds = nanos * 1e-9;
    TreeMap<String, Counter> counters = new TreeMap<>();
    TreeMap<String, CounterReading> readings = new TreeMap<>();
    TreeSet<String> ids = new TreeSet<>(before.samples().keySet());
    ids.addAll(after.samples().keySet());
    for (String id : ids) {
      Sample first = before.samples().get(id);
      Sample last = after.samples().get(id);
      Counter counter = Objects.requireNonNull(last != null ? last : first).counter();
      counters.put(id, counter);
      readings.put(id, compare(counter, readingOf(first), readingOf(last), seconds));
    }
    return new CounterDelta(seconds, counters, readings);
  }

  private static @Nullable Reading readingOf(@Nullable Sample sample) {
    return sample == null ? null : sample.reading();
  }

  private static CounterReading compare(
      Counter counter, @Nullable Reading before, @Nullable Reading after, double seconds) {
    Double first = before instanceof Reading.Value value ? toDouble(counter, value) : null;
    Double last = after instanceof Reading.Value value ? toDouble(counter, value) : null;
    if (counter.kind().isDifferenced()
        && before instanceof Reading.Value from
        && after instanceof Reading.Value to) {
      return switch (Difference.of(counter, from.value(), to.value())) {
        case Difference.Counted counted ->
            new CounterReading(
                counter.id(), first, last, counted.events(), counted.events() / seconds, null);
        case Difference.Unclear unclear ->
            new CounterReading(counter.id(), first, last, null, null, unclear.reason());
      };
    }
    return new CounterReading(
        counter.id(), first, last, null, null, absence(counter, before, after));
  }

  /** Why there is no value; null where a level was read. */
  private static @Nullable String absence(
      Counter counter, @Nullable Reading before, @Nullable Reading after) {
    return switch (after) {
      case null -> "vanished between reads";
      case Reading.Unknown(String reason) -> reason;
      case Reading.Value _ when !counter.kind().isDifferenced() -> null;
      case Reading.Value _ ->
          switch (before) {
            case null -> "appeared between reads";
            case Reading.Unknown(String reason) -> "before: " + reason;
            case Reading.Value _ -> throw new IllegalStateException(counter.id());
          };
    };
  }

  private static double toDouble(Counter counter, Reading.Value reading) {
    long bits = reading.value();
    boolean signed = !counter.kind().isDifferenced();
    return bits >= 0 || signed ? bits : (bits >>> 1) * 2.0 + (bits & 1);
  }

  /** The readings in the order of their ids. */
  public List<CounterReading> list() {
    return new ArrayList<>(readings.values());
  }

  /**
   * What one counter did.
   *
   * @throws NoSuchElementException if neither snapshot holds it
   */
  public CounterReading reading(String id) {
    CounterReading reading = readings.get(id);
    if (reading == null) {
      throw new NoSuchElementException("no counter " + id);
    }
    return reading;
  }

  /** The counters that have no value in this window. */
  public List<CounterReading> unknown() {
    return readings.values().stream().filter(reading -> !reading.isKnown()).toList();
  }

  /** A counter's rate per second; empty of levels and of what is unknown. */
  public OptionalDouble perSecond(String id) {
    CounterReading reading = readings.get(id);
    return reading == null || reading.rate() == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(reading.rate());
  }

  /**
   * What a counter counted per packet that its owner sent or received, by its own source if that
   * counts packets; empty where the owner counts none, saw none, or a number is unknown.
   */
  public OptionalDouble perPacket(String id) {
    Counter counter = counters.get(id);
    CounterReading reading = readings.get(id);
    if (counter == null || reading == null || reading.delta() == null) {
      return OptionalDouble.empty();
    }
    SortedMap<String, List<String>> totals = new TreeMap<>();
    for (Counter other : counters.values()) {
      if (other.owner().equals(counter.owner()) && other.countsAllPackets()) {
        totals.computeIfAbsent(other.source(), _ -> new ArrayList<>()).add(other.id());
      }
    }
    if (totals.isEmpty()) {
      return OptionalDouble.empty();
    }
    double packets = 0;
    for (String total : totals.getOrDefault(counter.source(), totals.firstEntry().getValue())) {
      CounterReading traffic = readings.get(total);
      if (traffic == null || traffic.delta() == null) {
        return OptionalDouble.empty();
      }
      packets += traffic.delta();
    }
    return packets > 0 ? OptionalDouble.of(reading.delta() / packets) : OptionalDouble.empty();
  }
}
