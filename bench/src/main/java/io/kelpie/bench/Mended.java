package io.kelpie.bench;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A device on which what was mended runs as mended.
 *
 * @param mending what runs in the place of a workload
 */
record Mended(Probe device, UnaryOperator<Workload> mending) implements Probe {
  @Override
  public Description description() {
    return device.description();
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    return device.run(mending.apply(workload), budget);
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return device.idle(time);
  }

  @Override
  public void close() {
    device.close();
  }
}
