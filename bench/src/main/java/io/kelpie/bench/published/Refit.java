package io.kelpie.bench.published;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * The fit of one free parameter to its row.
 *
 * @param parameter path in the profile or the GPU's file
 * @param unit of the values
 * @param row the figure's id
 * @param low of the physical range
 * @param high of it
 * @param committed the value that Kelpie brings along
 * @param fitted the best value within the range
 */
public record Refit(
    String parameter, String unit, String row, long low, long high, long committed, long fitted) {
  private static final int EVALUATIONS = 60;

  /** Rates of a ConnectX-7 that one or two GPUs use, in bytes a second. */
  private static final long[] NIC_RATES = {12_500_000_000L, 25_000_000_000L, 50_000_000_000L};

  /** Fits each. */
  public static List<Refit> run() {
    return List.of(drainVisit(), nicRate(), copyRate());
  }

  private static Refit drainVisit() {
    Free free = Free.committed();
    String row = "perseus-fence-4k-8";
    long high = 10_000;
    long best =
        minimum(0, high, nanos -> distance(row, perseus(free.withDrainVisit((int) nanos), row)));
    return new Refit(
        "perlmutter: proxy.drainVisitNanos", "ns", row, 0, high, free.drainVisitNanos(), best);
  }

  private static Refit nicRate() {
    Free free = Free.committed();
    String row = "deepep-bf16-dispatch-32-ring-time";
    long best =
        Arrays.stream(NIC_RATES)
            .boxed()
            .min(Comparator.comparingDouble(rate -> distance(row, deepEp(free.withNic(rate), row))))
            .orElseThrow();
    return new Refit(
        "h20-200g: link.bytesPerSecond",
        "B/s",
        row,
        NIC_RATES[0],
        NIC_RATES[NIC_RATES.length - 1],
        free.nicBytesPerSecond(),
        best);
  }

  private static Refit copyRate() {
    Free free = Free.committed();
    String row = "deepep-fp8-dispatch-16-hook-time";
    long low = 1_000_000_000L;
    long high = 25_000_000_000L;
    long best = minimum(low, high, rate -> distance(row, deepEp(free.withCopyRate(rate), row)));
    return new Refit(
        "h20: gpu.copyBytesPerSecond", "B/s", row, low, high, free.copyBytesPerSecond(), best);
  }

  private static long minimum(long low, long high, LongToDoubleFunction distance) {
    return Math.round(
        new BrentOptimizer(1e-6, 0.5)
            .optimize(
                new UnivariateObjectiveFunction(value -> distance.applyAsDouble(Math.round(value))),
                GoalType.MINIMIZE,
                new SearchInterval(low, high),
                new MaxEval(EVALUATIONS))
            .getPoint());
  }

  private static double distance(String row, double model) {
    double published =
        Figures.load().figures().stream()
            .filter(figure -> figure.id().equals(row))
            .mapToDouble(Figure::low)
            .findFirst()
            .orElseThrow();
    return Math.abs(Math.log(model / published));
  }

  private static double perseus(Free free, String row) {
    try (PerseusFigures figures = new PerseusFigures(free, new PerseusLayers.Shared())) {
      return figures.value(row).orElseThrow();
    }
  }

  private static double deepEp(Free free, String row) {
    try (DeepEpFigures figures = new DeepEpFigures(free)) {
      return figures.value(row).orElseThrow();
    }
  }
}
