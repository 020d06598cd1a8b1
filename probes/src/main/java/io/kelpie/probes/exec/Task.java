package io.kelpie.probes.exec;

import io.kelpie.probes.Budget;

/**
 * What a run is asked for beside its workload.
 *
 * @param deadlineSeconds after which the command is killed
 * @param windows to be measured
 * @param windowSeconds the least length of one; it holds whole passes
 * @param seed of whatever is random
 */
record Task(double deadlineSeconds, int windows, double windowSeconds, long seed) {
  static Task of(Budget budget) {
    return new Task(
        budget.deadline().toNanos() * 1e-9,
        budget.windows(),
        budget.window().toNanos() * 1e-9,
        budget.seed());
  }
}
