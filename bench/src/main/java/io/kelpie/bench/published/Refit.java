package io.kelpie.bench.published;

import io.kelpie.probes.model.Profile;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * The fit of the one free parameter, what a drain's visit to a peer takes on Perlmutter, to the one
 * fitted row, the aggregate time of 96 fences on 8 nodes.
 *
 * @param parameter path in the profile
 * @param row the figure's id
 * @param low of the physical range, in nanoseconds: a visit that costs nothing
 * @param high of it: some round trips
 * @param committed the profile's value
 * @param fitted the best value within the range
 */
public record Refit(String parameter, String row, int low, int high, int committed, int fitted) {
  private static final String ROW = "perseus-fence-4k-8";
  private static final int HIGH = 10_000;
  private static final int EVALUATIONS = 60;

  /** Fits. */
  public static Refit run() {
    double published =
        Figures.load().figures().stream()
            .filter(figure -> figure.id().equals(ROW))
            .mapToDouble(Figure::low)
            .findFirst()
            .orElseThrow();
    double best =
        new BrentOptimizer(1e-6, 0.5)
            .optimize(
                new UnivariateObjectiveFunction(nanos -> distance((int) nanos, published)),
                GoalType.MINIMIZE,
                new SearchInterval(0, HIGH),
                new MaxEval(EVALUATIONS))
            .getPoint();
    return new Refit(
        "perlmutter: proxy.drainVisitNanos",
        ROW,
        0,
        HIGH,
        Profile.named("perlmutter").parameters().proxy().drainVisitNanos(),
        (int) Math.round(best));
  }

  private static double distance(int nanos, double published) {
    try (PerseusFigures figures = new PerseusFigures(nanos)) {
      return Math.abs(Math.log(figures.value(ROW).orElseThrow() / published));
    }
  }
}
