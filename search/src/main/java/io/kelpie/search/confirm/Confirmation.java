package io.kelpie.search.confirm;

import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Repeats an anomaly in two arms: on the same queue pairs with the feature toggled, then on fresh
 * queue pairs each time. Within an arm the order of each pair is counterbalanced (ABBA), so that a
 * drift that is even over four runs cancels. In the fresh arm a healthy neighbour runs between the
 * pairs: it washes out what one workload leaves for the next. A goodput's bound is an older run's,
 * so that run is repeated beside each trial, and what counts is how much slower than it was at its
 * fastest: neither a place that has become slower since is an anomaly, nor one that was slow then.
 */
public final class Confirmation {
  /** The fewest pairs whose order statistics give a 95 % interval; see {@code Sample}. */
  public static final int PAIRS = 6;

  /** A hang costs its whole deadline each time. */
  private static final int HANGS = 3;

  /** Pairs after which what is still not clear enough is given up. */
  private static final int MOST_PAIRS = 48;

  /** A place that was at its fastest no faster than this was not slow when it was calibrated. */
  private static final double STEADY = 0.9;

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
    Arms arms = new Arms(anomaly, workload);
    Confirmed confirmed = arms.run(neighbour);
    if (!confirmed.ratio()) {
      return Optional.of(confirmed).filter(Confirmed::holds);
    }
    double needed = rate.odds();
    int pairs = 2 * PAIRS;
    while (confirmed.holds() && confirmed.odds() < needed && pairs < MOST_PAIRS) {
      confirmed = arms.further(confirmed.followsQueuePairs(), pairs++);
    }
    boolean claimed = confirmed.holds() && confirmed.odds() >= needed;
    rate.tested(claimed);
    return claimed ? Optional.of(confirmed) : Optional.empty();
  }

  /**
   * Runs both arms.
   *
   * @param neighbour a workload that was found healthy; null where none is known
   */
  public Confirmed confirm(Evidence anomaly, Workload workload, @Nullable Workload neighbour) {
    return new Arms(anomaly, workload).run(neighbour);
  }

  /** The arms of one confirmation, as far as they ran. */
  private final class Arms {
    private final Evidence anomaly;
    private final Workload workload;
    private final double threshold;
    private final List<Trial> same = new ArrayList<>();
    private final List<Trial> fresh = new ArrayList<>();

    /** How slow the place was when it was fastest; below 1 where the calibration fell ill. */
    private double fastest = 1;

    Arms(Evidence anomaly, Workload workload) {
      this.anomaly = anomaly;
      this.workload = workload;
      this.threshold = tribunal.oracle().thresholds().effect(anomaly.symptom());
    }

    Confirmed run(@Nullable Workload neighbour) {
      int pairs = anomaly.symptom() == Symptom.HANG ? HANGS : PAIRS;
      run(pairs, QueuePairs.REUSED, null);
      run(pairs, QueuePairs.FRESH, neighbour);
      return confirmed();
    }

    private void run(int pairs, QueuePairs queuePairs, @Nullable Workload neighbour) {
      for (int pair = 0; pair < pairs; pair++) {
        if (neighbour != null && pair % 2 == 1) {
          tribunal.trials().run(name(queuePairs) + ", neighbour", neighbour, queuePairs);
        }
        add(queuePairs, pair % 2 == 1);
      }
    }

    /** One pair more, in the arm that the anomaly shows in. */
    Confirmed further(boolean followsQueuePairs, int pair) {
      add(followsQueuePairs ? QueuePairs.REUSED : QueuePairs.FRESH, pair % 2 == 1);
      return confirmed();
    }

    private void add(QueuePairs queuePairs, boolean referenceFirst) {
      String arm = name(queuePairs);
      Trial trial = tribunal.hold(arm, anomaly, workload, queuePairs, referenceFirst);
      if (!trial.valid()) {
        return;
      }
      if (anomaly.symptom() == Symptom.LOW_GOODPUT) {
        double pace = tribunal.pace(arm, workload, queuePairs);
        fastest = Math.min(fastest, pace);
        trial = trial.paced(pace, threshold);
      }
      (queuePairs == QueuePairs.REUSED ? same : fresh).add(trial);
    }

    private Confirmed confirmed() {
      return new Confirmed(
          anomaly.symptom().isRatio(), threshold, sinceFastest(same), sinceFastest(fresh));
    }

    private List<Trial> sinceFastest(List<Trial> trials) {
      return fastest >= STEADY
          ? trials
          : trials.stream().map(trial -> trial.paced(1 / fastest, threshold)).toList();
    }
  }

  private static String name(QueuePairs queuePairs) {
    return queuePairs == QueuePairs.REUSED ? "same queue pairs" : "fresh queue pairs";
  }
}
