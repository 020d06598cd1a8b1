package io.kelpie.search;

import io.kelpie.counters.Counter;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.search.strategy.StrategyContext;
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
 * @param steering what of it is varied, pursued and driven
 * @param start where the search begins; null for anywhere
 */
public record HuntSettings(
    long seed,
    HuntBudget budget,
    Space space,
    String strategy,
    Thresholds thresholds,
    int minimisingRuns,
    Steering steering,
    @Nullable Workload start) {

  /**
   * Clear effects take 120 to 200 runs, pairs counted twice; an effect near its threshold, whose
   * answers need a majority, up to this.
   */
  public static final int MINIMISING_RUNS = 400;

  /** A hunt that begins anywhere and is left to itself. */
  public HuntSettings(
      long seed,
      HuntBudget budget,
      Space space,
      String strategy,
      Thresholds thresholds,
      int minimisingRuns) {
    this(seed, budget, space, strategy, thresholds, minimisingRuns, Steering.NONE, null);
  }

  public HuntSettings(long seed, HuntBudget budget, Space space) {
    this(seed, budget, space, Strategies.DEFAULT, Thresholds.DEFAULTS, MINIMISING_RUNS);
  }

  /** The same hunt, steered. */
  public HuntSettings steered(Steering other) {
    return new HuntSettings(
        seed, budget, space, strategy, thresholds, minimisingRuns, other, start);
  }

  /** The same hunt, begun at a workload. */
  public HuntSettings from(Workload other) {
    return new HuntSettings(
        seed, budget, space, strategy, thresholds, minimisingRuns, steering, other);
  }

  /**
   * Tries what is asked before anything is written.
   *
   * @param counters what the probe offers
   * @throws UsageException where there is no such strategy or counter, pins and exclusions leave no
   *     workload, or the one to begin at cannot run
   */
  public void requirePossible(List<Counter> counters) {
    steering.driven(counters);
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    Strategies.create(
        strategy, new StrategyContext(space, List.of(), IdleBaseline.of(List.of()), random));
    space.draw(random);
    if (start != null && !Space.objections(start, space.limits()).isEmpty()) {
      throw new UsageException(
          "the workload to begin at cannot run: "
              + Space.objections(start, space.limits()).getFirst());
    }
  }
}
