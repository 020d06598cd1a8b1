package io.kelpie.counters;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a counter said about a window of time. A number that does not exist, or could not be had, is
 * null, never zero.
 *
 * @param counter the counter's id
 * @param before its value before the window, in its unit; exact to 2^53
 * @param after its value after the window, or the level that was measured over it
 * @param delta how much it counted within; null of gauges, watermarks and settings
 * @param rate delta over the window, per second; null where delta is
 * @param unknown why the window has no value; null when it has one
 */
public record CounterReading(
    String counter,
    @Nullable Double before,
    @Nullable Double after,
    @Nullable Double delta,
    @Nullable Double rate,
    @Nullable String unknown) {

  /** A level over a window, as Kelpie's own counters are. */
  public static CounterReading level(Counter counter, double value) {
    return new CounterReading(counter.id(), null, value, null, null, null);
  }

  /** A window without a value. */
  public static CounterReading unknown(Counter counter, String reason) {
    return new CounterReading(counter.id(), null, null, null, null, reason);
  }

  /** Whether the window has a value. */
  public boolean isKnown() {
    return unknown == null;
  }

  /**
   * The value that a search drives: the rate per second of what counts, the level of the others.
   *
   * @throws IllegalStateException if it is unknown
   */
  public double value() {
    if (unknown != null) {
      throw new IllegalStateException("counter " + counter + " is unknown: " + unknown);
    }
    return rate != null ? rate : Objects.requireNonNull(after);
  }
}
