package io.kelpie.search.strategy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Measurement;
import java.util.OptionalDouble;

/** A counter as an energy. */
record Drive(Counter counter) {

  /**
   * ΔE of the step from a measurement with value {@code before} to one with value {@code after}:
   * (after − before) / before of a performance counter, which is driven down, (before − after) /
   * after of a diagnostic one, which is driven up; negative where the step is good. A denominator
   * below the counter's quantum is the quantum.
   */
  double difference(double before, double after) {
    return counter.counterClass() == CounterClass.PERFORMANCE
        ? (after - before) / denominator(before)
        : (before - after) / denominator(after);
  }

  /** The counter's value in a measurement; empty where it is unknown. */
  OptionalDouble value(Measurement measurement) {
    return measurement
        .counter(counter.id())
        .filter(CounterReading::isKnown)
        .map(reading -> OptionalDouble.of(reading.value()))
        .orElse(OptionalDouble.empty());
  }

  /** What the drive lowers: the value of a performance counter, less that of a diagnostic one. */
  double energy(double value) {
    return counter.counterClass() == CounterClass.PERFORMANCE ? value : -value;
  }

  private double denominator(double value) {
    return Math.max(Math.abs(value), counter.quantum());
  }

  @Override
  public String toString() {
    return counter.id() + (counter.counterClass() == CounterClass.PERFORMANCE ? " down" : " up");
  }
}
