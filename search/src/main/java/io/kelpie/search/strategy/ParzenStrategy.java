package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kégl: "Algorithms for
 * Hyper-Parameter Optimization", NIPS 2011): the workloads seen are split at a quantile of the
 * driven counter, candidates are drawn from the density of the better ones, and the one is probed
 * at which that density is largest over the other's. Counters are ranked and take turns as in
 * {@link CollieAnnealing}; anomalous points are left out, since around them the same anomaly would
 * be met again.
 */
public final class ParzenStrategy implements Strategy {
  public static final String NAME = "tpe";

  /** γ, candidates and random points first: those of the paper. */
  private static final double QUANTILE = 0.15;

  private static final int CANDIDATES = 24;
  private static final int RANDOM_POINTS = 20;

  /** Probes of one counter's turn. */
  private static final int TURN = 20;

  /** The latest points that the densities know, so that a probe costs the same all night. */
  private static final int MEMORY = 200;

  private final StrategyContext context;
  private final OpenSpace space;
  private final List<Seen> seen = new ArrayList<>();
  private @Nullable CounterRanking ranking;
  private int modelled;

  private record Seen(Workload workload, Measurement measurement) {}

  public ParzenStrategy(StrategyContext context) {
    this.context = context;
    this.space = new OpenSpace(context.space(), context.random());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    Drive drive = drive();
    return drive == null ? space.draw() : best(drive).or(space::draw);
  }

  @Override
  public String why() {
    Drive drive = drive();
    return drive == null
        ? "a random point, before there is a model"
        : "of "
            + CANDIDATES
            + " candidates, the likeliest among those that drive "
            + drive
            + " against the rest";
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    if (ranking != null) {
      modelled++;
    }
    if (measurement.completed() && verdict instanceof Verdict.Clean) {
      seen.add(new Seen(workload, measurement));
    }
    if (ranking == null && seen.size() >= RANDOM_POINTS) {
      ranking =
          CounterRanking.of(
              context.driven(), seen.stream().map(Seen::measurement).toList(), context.idle());
    }
  }

  @Override
  public void close(Region region, Workload example) {
    space.close(region);
    seen.removeIf(point -> region.contains(point.workload()));
  }

  @Override
  public Map<String, String> unranked() {
    return ranking == null ? Map.of() : ranking.unranked();
  }

  private @Nullable Drive drive() {
    CounterRanking known = ranking;
    return known == null || known.ranked().isEmpty()
        ? null
        : Drive.of(known.ranked().get(modelled / TURN % known.ranked().size()));
  }

  private Optional<Workload> best(Drive drive) {
    List<Workload> order =
        seen.subList(Math.max(0, seen.size() - MEMORY), seen.size()).stream()
            .filter(point -> drive.value(point.measurement()).isPresent())
            .sorted(
                Comparator.comparingDouble(
                    point -> drive.energy(drive.value(point.measurement()).orElseThrow())))
            .map(Seen::workload)
            .toList();
    int split = (int) Math.ceil(QUANTILE * order.size());
    List<ParzenEstimator> better = estimators(order.subList(0, split));
    List<ParzenEstimator> rest = estimators(order.subList(split, order.size()));
    return Stream.generate(() -> candidate(better))
        .limit(CANDIDATES)
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(c -> logDensity(better, c) - logDensity(rest, c)));
  }

  /** Where laws and bounds admit none of the better ones' values together, a random draw. */
  private Optional<Workload> candidate(List<ParzenEstimator> better) {
    return space.first(() -> {
      Workload prior = context.space().draw(context.random());
      Workload drawn = prior;
      for (ParzenEstimator estimator : better) {
        drawn = estimator.drawInto(drawn, context.random());
      }
      return context.space().settle(drawn).orElse(prior);
    });
  }

  private List<ParzenEstimator> estimators(List<Workload> workloads) {
    List<ParzenEstimator> estimators = new ArrayList<>();
    for (Facet facet : Catalogue.facets()) {
      estimators.add(new ParzenEstimator(facet, context.space(), workloads));
    }
    return estimators;
  }

  private static double logDensity(List<ParzenEstimator> estimators, Workload workload) {
    return estimators.stream().mapToDouble(estimator -> estimator.logDensity(workload)).sum();
  }
}
