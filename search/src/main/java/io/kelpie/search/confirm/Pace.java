package io.kelpie.search.confirm;

import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.workload.Workload;

/**
 * How much slower a place has become since it was calibrated, kept for a while: a neighbour's job
 * lasts a hundred runs, and to look beside each of them would double what a reduction takes.
 */
final class Pace {
  /** Questions that one look serves. */
  private static final int LOOKS_LAST = 16;

  /** A place that looks slower than this is looked at again: the look may have met a burst. */
  private static final double STEADY = 1.1;

  private final Tribunal tribunal;
  private double slower = 1;
  private int left;

  Pace(Tribunal tribunal) {
    this.tribunal = tribunal;
  }

  /**
   * Times as long as then that a run takes now; at least 1: a faster place makes no goodput low.
   */
  double slower(String purpose, Workload workload) {
    if (left == 0) {
      double first = tribunal.pace(purpose, workload, QueuePairs.REUSED);
      double now =
          first <= STEADY
              ? first
              : Math.min(first, tribunal.pace(purpose, workload, QueuePairs.REUSED));
      slower = Math.max(1, now);
      left = LOOKS_LAST;
    }
    left--;
    return slower;
  }
}
