package io.kelpie.bench.search;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.Quirk;
import io.kelpie.probes.model.Trigger;
import java.util.Locale;

/**
 * What moves on the way to an anomaly, before its symptom shows: what a search by counters can go
 * by.
 */
enum Precursor {
  /**
   * Counters of the device: those that a quirk names, or those of the hardware from which the
   * anomaly emerges (a cache's misses, PCIe's back pressure).
   */
  DEVICE,

  /**
   * Kelpie's own counters alone: a quirk without counters whose effect grows with the workload, or
   * hardware that counts nothing, since what comes from rates and sizes comes by degrees.
   */
  OWN,

  /** None: a quirk without counters that is there in full or not at all. */
  NONE;

  /** As its quirk declares. */
  static Precursor of(Quirk quirk) {
    if (!quirk.precursors().isEmpty()) {
      return DEVICE;
    }
    return grows(quirk.trigger()) ? OWN : NONE;
  }

  /**
   * By what the device counts more of at the anomaly's base than the same hardware without its
   * cause; a pause is the symptom itself.
   */
  static Precursor of(Profile.Emergent emergent, Probe ill, Probe healed) {
    Budget budget = Budget.search(1).fresh();
    Measurement with = ill.run(emergent.base(), budget);
    Measurement without = healed.run(emergent.base(), budget);
    return ill.description().counters().stream()
            .filter(counter -> counter.isDriven() && !counter.name().contains("pause"))
            .anyMatch(
                counter -> value(with, counter) - value(without, counter) >= counter.quantum())
        ? DEVICE
        : OWN;
  }

  private static double value(Measurement measurement, Counter counter) {
    return measurement
        .counter(counter.id())
        .filter(CounterReading::isKnown)
        .map(CounterReading::value)
        .orElse(0.0);
  }

  private static boolean grows(Trigger trigger) {
    return switch (trigger) {
      case Trigger.Product(var _, long from, long full) -> full > from;
      case Trigger.All(var terms) -> terms.stream().anyMatch(Precursor::grows);
      case Trigger.Any(var terms) -> terms.stream().anyMatch(Precursor::grows);
      case Trigger.Where _, Trigger.NearMultiple _ -> false;
    };
  }

  /** The word in JSON and in tables. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
