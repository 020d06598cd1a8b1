package io.kelpie.search.strategy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Measurement;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A counter as an energy.
 *
 * @param packets counters of its owner's packets by whose busiest it is normed; none where it is
 *     driven as it stands
 */
record Drive(Counter counter, List<Counter> packets) {
  /** One event in ten thousand packets: what is rarer says nothing. */
  private static final double RARE = 1e-4;

  Drive {
    packets = List.copyOf(packets);
  }

  /** The counter as it stands: by the second, or its level. */
  static Drive of(Counter counter) {
    return new Drive(counter, List.of());
  }

  /**
   * Events a packet: by the second they would lead to whatever traffic has the most packets. What
   * counts no events, or whose owner counts no packets, is driven as it stands.
   *
   * @param offered among which the packets are looked for
   */
  static Drive perPacket(Counter counter, List<Counter> offered) {
    return counter.unit().equals("events")
        ? new Drive(
            counter,
            offered.stream()
                .filter(other -> other.countsAllPackets() && other.owner().equals(counter.owner()))
                .toList())
        : of(counter);
  }

  /**
   * ΔE of the step from a measurement with value {@code before} to one with value {@code after}:
   * (after − before) / before of a performance counter, which is driven down, (before − after) /
   * after of a diagnostic one, which is driven up; negative where the step is good. A denominator
   * below the quantum is the quantum.
   */
  double difference(double before, double after) {
    return counter.counterClass() == CounterClass.PERFORMANCE
        ? (after - before) / denominator(before)
        : (before - after) / denominator(after);
  }

  /** The value in a measurement; empty where it is unknown, or no packet was counted. */
  OptionalDouble value(Measurement measurement) {
    OptionalDouble value = known(measurement, counter);
    if (packets.isEmpty() || value.isEmpty()) {
      return value;
    }
    double most =
        packets.stream()
            .mapToDouble(other -> known(measurement, other).orElse(0))
            .max()
            .orElseThrow();
    return most > 0 ? OptionalDouble.of(value.getAsDouble() / most) : OptionalDouble.empty();
  }

  /** What the drive lowers: the value of a performance counter, less that of a diagnostic one. */
  double energy(double value) {
    return counter.counterClass() == CounterClass.PERFORMANCE ? value : -value;
  }

  /** The smallest difference that means anything. */
  double quantum() {
    return packets.isEmpty() ? counter.quantum() : RARE;
  }

  private static OptionalDouble known(Measurement measurement, Counter counter) {
    return measurement
        .counter(counter.id())
        .filter(CounterReading::isKnown)
        .map(reading -> OptionalDouble.of(reading.value()))
        .orElse(OptionalDouble.empty());
  }

  private double denominator(double value) {
    return Math.max(Math.abs(value), quantum());
  }

  @Override
  public String toString() {
    return counter.id()
        + (packets.isEmpty() ? "" : " a packet")
        + (counter.counterClass() == CounterClass.PERFORMANCE ? " down" : " up");
  }
}
