package io.kelpie.search.strategy;

import io.kelpie.workload.UsageException;

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
   * A chain of three steps: of 28 settings those with the shortest chains meet most on the tuning
   * profiles, see {@code docs/tuning}. Without any step the walk would be random draws.
   */
  public static final AnnealingSettings DEFAULTS = new AnnealingSettings(0.5, 0.05, 1, 0.4, 10);

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

  /**
   * The constants that a strategy's name carries behind an {@code @}: T0, T_min, n and α with a
   * slash between them, such as {@code 0.5/0.05/2/0.8}; the paper's ten ranking points.
   *
   * @throws UsageException if they are no such four numbers, or no annealing goes by them
   */
  static AnnealingSettings parse(String text) {
    String[] numbers = text.split("/", -1);
    try {
      if (numbers.length == 4) {
        return new AnnealingSettings(
            Double.parseDouble(numbers[0]),
            Double.parseDouble(numbers[1]),
            Integer.parseInt(numbers[2]),
            Double.parseDouble(numbers[3]),
            DEFAULTS.rankingPoints());
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(refusal(text), e);
    }
    throw new UsageException(refusal(text));
  }

  private static String refusal(String text) {
    return "no annealing is meant by @"
        + text
        + "; give the first and the last temperature, steps at each and the cooling factor, such as @0.5/0.05/2/0.8";
  }
}
