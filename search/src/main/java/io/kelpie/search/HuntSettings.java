package io.kelpie.search;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.search.strategy.StrategyContext;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a hunt. With the journal of its measurements it decides all that a hunt does.
 *
 * @param space what is searched: a probe's limits, narrowed by pins and exclusions
 * @param strategy a name that {@link Strategies} knows
 * @param minimisingRuns the most runs that reducing one anomaly may take
 * @param start the first workload that is probed, within the space; null where the strategy chooses
 */
public record HuntSettings(
    long seed,
    HuntBudget budget,
    Space space,
    String strategy,
    Thresholds thresholds,
    int minimisingRuns,
    @Nullable Workload start) {

  /**
   * Clear effects take 120 to 200 runs, pairs counted twice; an effect near its threshold, whose
   * answers need a majority, up to this.
   */
  public static final int MINIMISING_RUNS = 400;

  public HuntSettings(long seed, HuntBudget budget, Space space) {
    this(seed, budget, space, Strategies.DEFAULT, Thresholds.DEFAULTS, MINIMISING_RUNS);
  }

  /** A hunt whose strategy chooses where it starts. */
  public HuntSettings(
      long seed,
      HuntBudget budget,
      Space space,
      String strategy,
      Thresholds thresholds,
      int minimisingRuns) {
    this(seed, budget, space, strategy, thresholds, minimisingRuns, null);
  }

  /**
   * Tries what is asked before anything is written.
   *
   * @throws UsageException where there is no such strategy, pins and exclusions leave no workload,
   *     or the start lies outside what is searched
   */
  public void requirePossible() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    Strategies.create(
        strategy, new StrategyContext(space, List.of(), IdleBaseline.of(List.of()), random));
    space.draw(random);
    if (start != null && !space.contains(start)) {
      throw new UsageException("the hunt cannot start there: " + objection(start));
    }
  }

  private String objection(Workload workload) {
    return Space.objections(workload, space.limits()).stream()
        .findFirst()
        .or(() ->
            Catalogue.facets().stream()
                .filter(facet -> !facet.holds(workload, space.of(facet)))
                .findFirst()
                .map(facet ->
                    facet.name()
                        + " is "
                        + facet.text(workload)
                        + ", but "
                        + space.of(facet)
                        + " is searched; widen it with --pin"))
        .orElse("a law of draws forbids it; kelpie space lists them");
  }
}
