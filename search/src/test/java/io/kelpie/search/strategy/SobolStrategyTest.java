package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class SobolStrategyTest extends StrategyContract {
  private static final int DRAWS = 256;

  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("sobol", context);
  }

  /** Half of the draws have one tile size; the variance of independent ones is a quarter each. */
  @Test
  void coversMoreEvenlyThanIndependentDraws() {
    double variance =
        LongStream.rangeClosed(1, 20)
            .mapToDouble(SobolStrategyTest::squaredError)
            .average()
            .orElseThrow();

    assertThat(variance).isLessThan(DRAWS / 4.0 / 3);
  }

  private static double squaredError(long seed) {
    Strategy strategy =
        Strategies.create(
            "sobol",
            new StrategyContext(
                Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10))),
                List.of(),
                IdleBaseline.of(List.of()),
                RandomSource.XO_RO_SHI_RO_128_PP.create(seed)));
    int fixed = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      fixed += strategy.next().orElseThrow().get(Catalogue.TILE_BYTES).size() == 1 ? 1 : 0;
    }
    return Math.pow(fixed - DRAWS / 2.0, 2);
  }
}
