package io.kelpie.bench.noise;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Workload;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * One of a device's diagnostic counters cannot be read in one run of ten, and in one of twenty has
 * counted up to 10,000 events that never were.
 */
final class FlakyCounter extends At {
  private static final double UNREADABLE = 0.1;
  private static final double WRONG = 0.05;
  private static final double DECADES = 4;

  private final UniformRandomProvider random;
  private final Counter counter;
  private final double times;

  /**
   * A device with such a counter.
   *
   * @throws IllegalArgumentException if it has no diagnostic counter that counts
   */
  FlakyCounter(Probe device, long seed, double times) {
    super(device);
    this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    this.times = times;
    List<Counter> diagnostic =
        device.description().counters().stream()
            .filter(counter -> counter.counterClass() == CounterClass.DIAGNOSTIC)
            .filter(counter -> counter.role() != CounterRole.HOST)
            .filter(counter -> counter.unit().equals("events"))
            .toList();
    if (diagnostic.isEmpty()) {
      throw new IllegalArgumentException("no diagnostic counter of events");
    }
    this.counter = diagnostic.get(random.nextInt(diagnostic.size()));
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    Measurement quiet = device.run(workload, budget);
    double chance = random.nextDouble();
    double spurious = Math.rint(Math.pow(10, DECADES * random.nextDouble()));
    if (chance >= times * (UNREADABLE + WRONG)) {
      return quiet;
    }
    boolean isUnreadable = chance < times * UNREADABLE;
    return counting(
        quiet,
        quiet.counters().stream()
            .map(reading ->
                !reading.counter().equals(counter.id())
                    ? reading
                    : isUnreadable
                        ? CounterReading.unknown(counter, "it could not be read")
                        : more(reading, spurious))
            .toList());
  }

  private static CounterReading more(CounterReading reading, double events) {
    Double after = reading.after();
    Double delta = reading.delta();
    Double rate = reading.rate();
    if (after == null || delta == null || rate == null) {
      return reading;
    }
    double window = delta > 0 && rate > 0 ? delta / rate : 1;
    return new CounterReading(
        reading.counter(),
        reading.before(),
        after + events,
        delta + events,
        (delta + events) / window,
        null);
  }
}
