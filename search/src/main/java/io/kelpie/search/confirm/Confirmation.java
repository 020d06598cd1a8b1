package io.kelpie.search.confirm;

import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Pairs after which what is still not clear enough is given up. */
  private static final int MOST_PAIRS = 48;

  private final Tribunal tribunal;

  public Confirmation(Tribunal tribunal) {
    this.tribunal = tribunal;
  }

  /**
   * Runs both arms, and goes on until the anomaly may be claimed among all that the hunt claims;
   * empty where it may not.
   */
  public Optional<Confirmed> claim(
      Evidence anomaly, Workload workload, @Nullable Workload neighbour, DiscoveryRate rate) {
    Confirmed confirmed = confirm(anomaly, workload, neighbour);
    if (!confirmed.ratio()) {
      return Optional.of(confirmed).filter(Confirmed::holds);
    }
    double needed = rate.odds();
    int pairs = 2 * PAIRS;
    while (confirmed.holds() && confirmed.odds() < needed && pairs < MOST_PAIRS) {
      confirmed = further(confirmed, anomaly, workload, pairs++);
    }
    boolean claimed = confirmed.holds() && confirmed.odds() >= needed;
    rate.tested(claimed);
    return claimed ? Optional.of(confirmed) : Optional.empty();
  }

  /** One pair more, in the arm that the anomaly shows in. */
  private Confirmed further(Confirmed so, Evidence anomaly, Workload workload, int pair) {
    QueuePairs queuePairs = so.followsQueuePairs() ? QueuePairs.REUSED : QueuePairs.FRESH;
    List<Trial> more = trial(anomaly, workload, queuePairs, pair % 2 == 1).stream().toList();
    return queuePairs == QueuePairs.REUSED
        ? new Confirmed(so.ratio(), so.threshold(), joined(so.same(), more), so.fresh())
        : new Confirmed(so.ratio(), so.threshold(), so.same(), joined(so.fresh(), more));
  }

  private static List<Trial> joined(List<Trial> one, List<Trial> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
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
    List<Trial> trials = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      if (neighbour != null && pair % 2 == 1) {
        tribunal.trials().run(name(queuePairs) + ", neighbour", neighbour, queuePairs);
      }
      trial(anomaly, workload, queuePairs, pair % 2 == 1).ifPresent(trials::add);
    }
    return trials;
  }

  /** One trial of an arm; empty where it is invalid. */
  private Optional<Trial> trial(
      Evidence anomaly, Workload workload, QueuePairs queuePairs, boolean referenceFirst) {
    String arm = name(queuePairs);
    Trial trial = tribunal.hold(arm, anomaly, workload, queuePairs, referenceFirst);
    if (!trial.valid()) {
      return Optional.empty();
    }
    return Optional.of(
        anomaly.symptom() == Symptom.LOW_GOODPUT
            ? trial.paced(tribunal.pace(arm, workload, queuePairs), threshold(anomaly))
            : trial);
  }

  private static String name(QueuePairs queuePairs) {
    return queuePairs == QueuePairs.REUSED ? "same queue pairs" : "fresh queue pairs";
  }
}
