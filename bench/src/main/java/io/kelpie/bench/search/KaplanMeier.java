package io.kelpie.bench.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How long something takes, when some of those who were watched had not done it by the end: the
 * product-limit estimate of the share that has not yet done it (Kaplan and Meier, "Nonparametric
 * Estimation from Incomplete Observations", JASA 53, 1958).
 */
final class KaplanMeier {
  private final List<Step> steps = new ArrayList<>();

  /**
   * One that was watched.
   *
   * @param time at which it was done, or until which it was watched
   * @param done whether it was done; else it was censored
   */
  record Observation(double time, boolean done) {}

  private record Step(double time, double survival) {}

  KaplanMeier(List<Observation> observations) {
    List<Observation> sorted =
        observations.stream().sorted(Comparator.comparingDouble(Observation::time)).toList();
    double survival = 1;
    int at = 0;
    while (at < sorted.size()) {
      double time = sorted.get(at).time();
      int risk = sorted.size() - at;
      int done = 0;
      for (; at < sorted.size() && sorted.get(at).time() == time; at++) {
        done += sorted.get(at).done() ? 1 : 0;
      }
      if (done > 0) {
        survival *= 1 - (double) done / risk;
        steps.add(new Step(time, survival));
      }
    }
  }

  /** The share that had not done it by {@code time}, at most. */
  double survival(double time) {
    double survival = 1;
    for (Step step : steps) {
      if (step.time() <= time) {
        survival = step.survival();
      }
    }
    return survival;
  }

  /**
   * The first time by which a share had done it; empty where so many never did while they were
   * watched.
   *
   * @param share above 0, at most 1; a half gives the median
   */
  OptionalDouble quantile(double share) {
    return steps.stream()
        .filter(step -> step.survival() <= 1 - share + 1e-12)
        .mapToDouble(Step::time)
        .findFirst();
  }

  OptionalDouble median() {
    return quantile(0.5);
  }
}
