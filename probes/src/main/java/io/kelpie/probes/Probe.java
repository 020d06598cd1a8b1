package io.kelpie.probes;

import io.kelpie.workload.Workload;

/**
 * What runs one workload and returns one measurement: a model, a NIC, a megakernel. A probe serves
 * one caller at a time.
 */
public interface Probe extends AutoCloseable {

  /** What this probe is, where it runs, what it can realise. */
  Description description();

  /**
   * Runs a workload: set-up, warm-up (thrown away), measured windows, tear-down; leaves nothing
   * behind. Whatever goes wrong in the run, a hang and a crash included, is told by the
   * measurement's {@link Outcome}.
   *
   * @throws io.kelpie.workload.UsageException where the workload lies outside {@link
   *     Description#limits()}
   */
  Measurement run(Workload workload, Budget budget);

  /** What keeps a workload from running here, a sentence each; empty when it can run. */
  default java.util.List<String> objections(Workload workload) {
    return io.kelpie.workload.Space.objections(workload, description().limits());
  }

  /** Watches the counters while no traffic of this probe runs, for the idle baseline. */
  java.util.List<io.kelpie.counters.CounterReading> idle(java.time.Duration time);

  @Override
  void close();
}
