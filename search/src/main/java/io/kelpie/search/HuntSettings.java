package io.kelpie.search;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.search.strategy.StrategyContext;
import io.kelpie.workload.Space;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * What is asked of a hunt. With the journal of its measurements it decides all that a hunt does.
 *
 * @param space what is searched: a probe's limits, narrowed by pins and exclusions
 * @param strategy a name that {@link Strategies} knows
 * @param minimisingRuns the most runs that reducing one anomaly may take
 */
public record HuntSettings(
    long seed,
    HuntBudget budget,
    Space space,
    String strategy,
    Thresholds thresholds,
    int minimisingRuns) {

  /**
   * Clear effects take 120 to 200 runs, pairs counted twice; an effect near its threshold, whose
   * answers need a majority, up to this.
   */
  public static final int MINIMISING_RUNS = 400;

  public HuntSettings(long seed, HuntBudget budget, Space space) {
    this(seed, budget, space, Strategies.DEFAULT, Thresholds.DEFAULTS, MINIMISING_RUNS);
  }

  /**
   * Tries what is asked before anything is written.
   *
   * @throws io.kelpie.workload.UsageException where there is no such strategy, or pins and
   *     exclusions leave no workload
   */
  public void requirePossible() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    Strategies.create(
        strategy, new StrategyContext(space, List.of(), IdleBaseline.of(List.of()), random));
    space.draw(random);
  }
}
