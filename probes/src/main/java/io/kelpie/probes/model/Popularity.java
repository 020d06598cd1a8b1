package io.kelpie.probes.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How popular each expert is: Zipf's law, 1 on average, its ranks scattered over the experts the
 * same way every time.
 */
final class Popularity {
  private static final long SCATTER = 0x9e37_79b9_7f4a_7c15L;

  private final double[] weights;

  /**
   * @param exponent of Zipf's law; 0 makes all alike
   */
  Popularity(int experts, double exponent) {
    int[] order =
        IntStream.range(0, experts)
            .boxed()
            .sorted(Comparator.comparingLong(expert -> (expert + 1) * SCATTER))
            .mapToInt(Integer::intValue)
            .toArray();
    weights = new double[experts];
    for (int rank = 0; rank < experts; rank++) {
      weights[order[rank]] = Math.pow(rank + 1.0, -exponent);
    }
    double mean = Arrays.stream(weights).average().orElse(1);
    Arrays.setAll(weights, expert -> weights[expert] / mean);
  }

  double of(int expert) {
    return weights[expert];
  }
}
