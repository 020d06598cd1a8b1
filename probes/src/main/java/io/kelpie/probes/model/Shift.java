package io.kelpie.probes.model;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Workload;

/**
 * What one device does to a workload that another does not.
 *
 * @param slowdown tile time over that of the other
 * @param pause share of the time paused, less that of the other
 */
public record Shift(double slowdown, double pause) {
  /** Share of the time from which a pause is one: the oracle's. */
  private static final double PAUSE = 0.001;

  /** How many times slower is slow: the oracle's 0.8 of a bound. */
  private static final double SLOW = 1.25;

  private static final Budget BUDGET = Budget.search(1).fresh();

  /** Runs a workload on both; a model without noise of its place needs one run. */
  public static Shift of(Probe device, Probe reference, Workload workload) {
    Measurement measured = device.run(workload, BUDGET);
    Measurement other = reference.run(workload, BUDGET);
    if (!measured.completed() || !other.completed()) {
      return new Shift(1, 0);
    }
    return new Shift(measured.tileTime() / other.tileTime(), pause(measured) - pause(other));
  }

  /** Whether either symptom shows. */
  public boolean ill() {
    return shows(Profile.Symptom.PAUSE) || shows(Profile.Symptom.LOW_GOODPUT);
  }

  public boolean shows(Profile.Symptom symptom) {
    return switch (symptom) {
      case PAUSE -> pause > PAUSE;
      case LOW_GOODPUT -> slowdown >= SLOW;
    };
  }

  private static double pause(Measurement measurement) {
    return measurement.counter("model/tx_prio3_pause_duration").orElseThrow().value() * 1e-6;
  }
}
