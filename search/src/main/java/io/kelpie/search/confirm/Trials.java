package io.kelpie.search.confirm;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Workload;

/** Runs workloads for somebody who does not see where they run or what that is charged to. */
@FunctionalInterface
public interface Trials {

  /**
   * Runs a workload once.
   *
   * @param purpose what for, in words, as the journal keeps it
   */
  Measurement run(String purpose, Workload workload, Budget.QueuePairs queuePairs);
}
