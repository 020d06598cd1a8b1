package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.counters.OwnCounter;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class StartingFromTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));
  private static final Workload START = Workload.initial().with(Catalogue.PEERS, 2L);

  private static Strategy starting() {
    StrategyContext context =
        new StrategyContext(
            SPACE,
            OwnCounter.counters(),
            IdleBaseline.of(List.of()),
            RandomSource.XO_RO_SHI_RO_128_PP.create(1));
    return new StartingFrom(START, context, new RandomStrategy(context));
  }

  private static long moved(Workload workload) {
    return Catalogue.DIMENSIONS.stream()
        .filter(dimension -> !workload.get(dimension).equals(START.get(dimension)))
        .count();
  }

  @Test
  void comesFirstThenItsNeighboursThenTheOtherStrategy() {
    Strategy strategy = starting();

    assertThat(strategy.name()).isEqualTo(RandomStrategy.NAME);
    assertThat(strategy.next()).contains(START);
    List<Long> near = new ArrayList<>();
    for (int i = 0; i < StartingFrom.NEIGHBOURS; i++) {
      near.add(moved(strategy.next().orElseThrow()));
    }
    assertThat(near).filteredOn(count -> count <= 4).hasSizeGreaterThan(20);
    assertThat(moved(strategy.next().orElseThrow())).isGreaterThan(8);
  }

  @Test
  void neighboursKeepOutOfWhatWasClosed() {
    Strategy strategy = starting();
    strategy.next();
    Region region = new Region(List.of(new Condition("peers", new Values.Range(2, 1024))));
    strategy.close(region, START);

    for (int i = 0; i < 40; i++) {
      assertThat(region.contains(strategy.next().orElseThrow())).isFalse();
    }
  }
}
