package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class ParzenStrategyTest extends StrategyContract {
  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("tpe", context);
  }

  /** One counter, which only the number of peers moves. */
  @Test
  void drawsNearWhatRaisedTheCounter() {
    StrategyContext context =
        new StrategyContext(
            Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10))),
            List.of(OwnCounter.RING_OCCUPANCY.counter()),
            IdleBaseline.of(List.of()),
            RandomSource.XO_RO_SHI_RO_128_PP.create(7));

    assertThat(meanPeers(create(context), 120))
        .isGreaterThan(1.5 * meanPeers(Strategies.create("random", context), 120));
  }

  private static double meanPeers(Strategy strategy, int probes) {
    double sum = 0;
    for (int probe = 0; probe < probes; probe++) {
      Workload workload = strategy.next().orElseThrow();
      double peers = workload.get(Catalogue.PEERS);
      sum += peers;
      strategy.observe(
          workload,
          new Measurement(
              new Outcome.Completed(),
              List.of(),
              List.of(),
              List.of(),
              Integrity.UNCHECKED,
              List.of(),
              List.of(OwnCounter.RING_OCCUPANCY.of(peers)),
              0,
              0,
              0),
          new Verdict.Clean());
    }
    return sum / probes;
  }
}
