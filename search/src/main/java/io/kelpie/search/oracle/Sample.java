package io.kelpie.search.oracle;

import java.util.List;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * Effects of repeated pairs, summed up without a word on their distribution: run times are skewed
 * and have outliers, and pairs are few, so that neither a normal nor a log-normal shape can be
 * assumed. Order statistics bound the median whatever the shape: of n values, the k-th smallest and
 * the k-th largest cover it with probability 1 − 2·P(B(n, ½) &lt; k). Six values are the fewest
 * that give 95 % (smallest to largest: 96.9 %), hence six pairs an arm.
 *
 * @param values in rising order, at least one
 */
public record Sample(List<Double> values) {
  public static final double CONFIDENCE = 0.95;

  public Sample {
    values = values.stream().sorted().toList();
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
  }

  public double median() {
    int middle = values.size() / 2;
    return values.size() % 2 == 1
        ? values.get(middle)
        : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  /**
   * The narrowest interval of order statistics, symmetric in rank, that covers the median with 95
   * %; of fewer than six values all of them, which covers less.
   */
  public Interval interval() {
    BinomialDistribution below = new BinomialDistribution(null, values.size(), 0.5);
    int rank = 1;
    while (rank + 1 <= values.size() / 2
        && 1 - 2 * below.cumulativeProbability(rank) >= CONFIDENCE) {
      rank++;
    }
    return new Interval(values.get(rank - 1), values.get(values.size() - rank));
  }

  /** How many values are at least {@code threshold}. */
  public int atLeast(double threshold) {
    return (int) values.stream().filter(value -> value >= threshold).count();
  }

  /**
   * The probability that so many values or more exceed {@code median} by chance, were that the true
   * one: the sign test, one-sided; values equal to it are left out.
   */
  public double exceeds(double median) {
    int above = (int) values.stream().filter(value -> value > median).count();
    int unequal = (int) values.stream().filter(value -> value != median).count();
    return unequal == 0
        ? 1
        : BinomialTest.withDefaults()
            .with(AlternativeHypothesis.GREATER_THAN)
            .test(unequal, above, 0.5)
            .getPValue();
  }

  /**
   * The share that is at least there, with 95 %, where it was seen as {@code hits} of {@code runs}.
   */
  public static double leastShare(int hits, int runs) {
    return hits == 0
        ? 0
        : new BetaDistribution(hits, runs - hits + 1).inverseCumulativeProbability(1 - CONFIDENCE);
  }

  /** The Clopper-Pearson interval, 95 %, of a share seen as {@code hits} of {@code runs}. */
  public static Interval share(int hits, int runs) {
    double tail = (1 - CONFIDENCE) / 2;
    double low =
        hits == 0
            ? 0
            : new BetaDistribution(hits, runs - hits + 1).inverseCumulativeProbability(tail);
    double high =
        hits == runs
            ? 1
            : new BetaDistribution(hits + 1, runs - hits).inverseCumulativeProbability(1 - tail);
    return new Interval(low, high);
  }
}
