package io.kelpie.bench.search;

import java.util.stream.DoubleStream;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.jspecify.annotations.Nullable;

/** Wilcoxon's signed-rank test of pairs; pairs that do not differ say nothing and are left out. */
final class SignedRank {
  /** Of five pairs the least p of one side is 1/32. */
  private static final int FEWEST = 6;

  private SignedRank() {}

  /**
   * The p of one side: that differences are no smaller than 0.
   *
   * @return null where fewer than {@value #FEWEST} pairs differ
   */
  static @Nullable Double pValue(DoubleStream differences) {
    double[] different = differences.filter(difference -> difference != 0).toArray();
    return different.length < FEWEST
        ? null
        : WilcoxonSignedRankTest.withDefaults()
            .with(AlternativeHypothesis.LESS_THAN)
            .test(different)
            .getPValue();
  }
}
