package io.kelpie.search.minimise;

import io.kelpie.workload.Workload;

/** Whether a workload still shows the anomaly that is being minimised. */
@FunctionalInterface
public interface Question {

  /** An answer, by as many runs as it takes. */
  enum Answer {
    YES,
    NO,
    /** Not shown, but something else is slower still, behind which it may be hidden. */
    HIDDEN,
    /** Nothing could be learnt: the runs are spent, or they were invalid. */
    UNKNOWN
  }

  Answer ask(String purpose, Workload workload);
}
