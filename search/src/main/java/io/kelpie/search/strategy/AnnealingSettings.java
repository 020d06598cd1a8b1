package io.kelpie.search.strategy;

/**
 * The free constants of Collie's Algorithm 1, which the paper does not give ("relaxed").
 *
 * @param initial T0; relative energy differences are of order 1, so that at T0 a step that makes a
 *     counter half as good is still accepted in exp(−0.5/T0) of the cases
 * @param last T_min; there a step that makes a counter a tenth worse is accepted in exp(−0.1/T_min)
 *     of the cases, and the walk is a climb
 * @param mutations n, steps at each temperature
 * @param cooling α, above 0 and below 1
 * @param rankingPoints random points by which counters are ranked: 10 in the paper
 */
public record AnnealingSettings(
    double initial, double last, int mutations, double cooling, int rankingPoints) {

  /**
   * A chain of 20 steps: two to three dozen chains fit a night of 600 probes, so that each ranked
   * counter is driven more than once.
   */
  public static final AnnealingSettings DEFAULTS = new AnnealingSettings(0.5, 0.05, 2, 0.8, 10);

  public AnnealingSettings {
    if (!(initial > last && last > 0 && cooling > 0 && cooling < 1)
        || mutations < 1
        || rankingPoints < 2) {
      throw new IllegalArgumentException(
          "no annealing goes from "
              + initial
              + " to "
              + last
              + " by "
              + cooling
              + " with "
              + mutations
              + " mutations and "
              + rankingPoints
              + " ranking points");
    }
  }
}
