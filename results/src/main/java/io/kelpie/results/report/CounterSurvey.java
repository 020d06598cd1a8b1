package io.kelpie.results.report;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the counters did over a hunt, and which could not be read. */
final class CounterSurvey {
  private final SortedMap<String, Line> lines = new TreeMap<>();

  /** One counter over all runs. */
  static final class Line {
    private final @Nullable Counter counter;
    private long known;
    private long unknown;
    private String reason = "";
    private double idle = Double.NaN;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    private Line(@Nullable Counter counter) {
      this.counter = counter;
    }

    /** Its description; null of one that the place did not announce. */
    @Nullable Counter counter() {
      return counter;
    }

    long known() {
      return known;
    }

    long unknown() {
      return unknown;
    }

    /** Why it was first unknown; empty where it never was. */
    String reason() {
      return reason;
    }

    /** Its largest idle value; NaN where none was read. */
    double idle() {
      return idle;
    }

    double low() {
      return low;
    }

    double high() {
      return high;
    }

    private void add(CounterReading reading, boolean isIdle) {
      if (!reading.isKnown()) {
        unknown++;
        if (reason.isEmpty() && reading.unknown() != null) {
          reason = reading.unknown();
        }
        return;
      }
      double value = reading.value();
      if (isIdle) {
        idle = Double.isNaN(idle) ? value : Math.max(idle, value);
        return;
      }
      known++;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }

  CounterSurvey(List<Counter> counters) {
    counters.forEach(counter -> lines.put(counter.id(), new Line(counter)));
  }

  /** Whether a run watched the counters without traffic. */
  static boolean isIdle(ProbeRecord run) {
    return run.ledger() == Ledger.CALIBRATION && run.purpose().equals("idle baseline");
  }

  void add(ProbeRecord run) {
    boolean isIdle = isIdle(run);
    for (CounterReading reading : run.measurement().counters()) {
      lines.computeIfAbsent(reading.counter(), _ -> new Line(null)).add(reading, isIdle);
    }
  }

  /** By counter id. */
  SortedMap<String, Line> lines() {
    return lines;
  }
}
