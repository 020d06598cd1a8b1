package io.kelpie.search.confirm;

import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Repeats an anomaly in two arms: on the same queue pairs with the feature toggled, then on fresh
 * queue pairs each time. Within an arm the order of each pair is counterbalanced (ABBA), so that a
 * drift that is even over four runs cancels. In the fresh arm a healthy neighbour runs between the
 * pairs: it washes out what one workload leaves for the next. A goodput's bound is an older run's,
 * so that run is repeated beside each trial, and a place that has become slower since is no
 * anomaly.
 */
public final class Confirmation {
  /** The fewest pairs whose order statistics give a 95 % interval; see {@code Sample}. */
  public static final int PAIRS = 6;

  /** A hang costs its whole deadline each time. */
  private static final int HANGS = 3;

  private final Tribunal tribunal;

  public Confirmation(Tribunal tribunal) {
    this.tribunal = tribunal;
  }

  /**
   * Runs both arms.
   *
   * @param neighbour a workload that was found healthy; null where none is known
   */
  public Confirmed confirm(Evidence anomaly, Workload workload, @Nullable Workload neighbour) {
    int pairs = anomaly.symptom() == Symptom.HANG ? HANGS : PAIRS;
    List<Trial> same = arm(anomaly, workload, pairs, QueuePairs.REUSED, null);
    List<Trial> fresh = arm(anomaly, workload, pairs, QueuePairs.FRESH, neighbour);
    return new Confirmed(anomaly.symptom().isRatio(), threshold(anomaly), same, fresh);
  }

  private double threshold(Evidence anomaly) {
    return tribunal.oracle().thresholds().effect(anomaly.symptom());
  }

  private List<Trial> arm(
      Evidence anomaly,
      Workload workload,
      int pairs,
      QueuePairs queuePairs,
      @Nullable Workload neighbour) {
    String arm = queuePairs == QueuePairs.REUSED ? "same queue pairs" : "fresh queue pairs";
    List<Trial> trials = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      if (neighbour != null && pair % 2 == 1) {
        tribunal.trials().run(arm + ", neighbour", neighbour, queuePairs);
      }
      Trial trial = tribunal.hold(arm, anomaly, workload, queuePairs, pair % 2 == 1);
      if (trial.valid()) {
        trials.add(
            anomaly.symptom() == Symptom.LOW_GOODPUT
                ? trial.paced(tribunal.pace(arm, workload, queuePairs), threshold(anomaly))
                : trial);
      }
    }
    return trials;
  }
}
