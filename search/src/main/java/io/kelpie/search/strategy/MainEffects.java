package io.kelpie.search.strategy;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * How much each level of each facet adds to a score, by itself: an additive model (Hastie and
 * Tibshirani: "Generalized Additive Models", 1986) fitted by backfitting, each effect shrunk as if
 * one more point had shown none. What is not known well is drawn from what it may be, so that the
 * moves that are tried explore as much as they exploit (Thompson, 1933).
 */
final class MainEffects {
  private static final int SWEEPS = 8;

  private static final double PRIOR = 1;

  private final double[][] effect;
  private final int[][] points;
  private final double deviation;

  /**
   * Fits.
   *
   * @param seen levels of each point
   * @param scores of each point
   */
  MainEffects(Levels levels, List<Levels.Point> seen, double[] scores) {
    effect = new double[levels.size()][];
    points = new int[levels.size()][];
    for (int axis = 0; axis < levels.size(); axis++) {
      effect[axis] = new double[levels.count(axis)];
      points[axis] = new int[levels.count(axis)];
      for (Levels.Point point : seen) {
        if (point.level(axis) != Levels.NONE) {
          points[axis][point.level(axis)]++;
        }
      }
    }
    double mean = Arrays.stream(scores).average().orElse(0);
    double[] rest = Arrays.stream(scores).map(score -> score - mean).toArray();
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int axis = 0; axis < levels.size(); axis++) {
        refit(axis, seen, rest);
      }
    }
    deviation = Math.sqrt(Arrays.stream(rest).map(left -> left * left).average().orElse(0));
  }

  /** Of no point: what a level adds may be anything, of all levels alike. */
  private MainEffects(Levels levels) {
    effect = new double[levels.size()][];
    points = new int[levels.size()][];
    for (int axis = 0; axis < levels.size(); axis++) {
      effect[axis] = new double[levels.count(axis)];
      points[axis] = new int[levels.count(axis)];
    }
    deviation = 1;
  }

  /** What is known where nothing was seen. */
  static MainEffects unknown(Levels levels) {
    return new MainEffects(levels);
  }

  /** One facet's effects anew, from what the others leave. */
  private void refit(int axis, List<Levels.Point> seen, double[] rest) {
    double[] sum = new double[effect[axis].length];
    for (int point = 0; point < rest.length; point++) {
      int level = seen.get(point).level(axis);
      if (level != Levels.NONE) {
        rest[point] += effect[axis][level];
        sum[level] += rest[point];
      }
    }
    for (int level = 0; level < sum.length; level++) {
      effect[axis][level] = sum[level] / (points[axis][level] + PRIOR);
    }
    for (int point = 0; point < rest.length; point++) {
      int level = seen.get(point).level(axis);
      if (level != Levels.NONE) {
        rest[point] -= effect[axis][level];
      }
    }
  }

  /** One draw of what a level may add, as far as the points tell. */
  double drawn(int axis, int level, UniformRandomProvider random) {
    return effect[axis][level]
        + deviation
            / Math.sqrt(points[axis][level] + PRIOR)
            * ZigguratSampler.NormalizedGaussian.of(random).sample();
  }
}
