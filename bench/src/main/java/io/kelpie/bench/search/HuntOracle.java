package io.kelpie.bench.search;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The oracle that a hunt would calibrate on a device, for benches that judge without hunting. */
final class HuntOracle {
  /** As in a hunt. */
  private static final int IDLE_WINDOWS = 3;

  private static final Duration IDLE_WINDOW = Duration.ofMillis(500);

  private HuntOracle() {}

  static Oracle of(Probe probe) {
    Description description = probe.description();
    List<List<CounterReading>> windows = new ArrayList<>();
    for (int window = 0; window < IDLE_WINDOWS; window++) {
      windows.add(probe.idle(IDLE_WINDOW));
    }
    Map<Workload, Measurement> completed = new LinkedHashMap<>();
    for (Workload workload : Calibration.plan(description.limits())) {
      Measurement measurement = probe.run(workload, Budget.search(1));
      if (measurement.completed()) {
        completed.put(workload, measurement);
      }
    }
    return new Oracle(
        Thresholds.DEFAULTS,
        new Bounds(description.lineRate(), new Calibration(completed)),
        description.counters(),
        IdleBaseline.of(windows));
  }
}
