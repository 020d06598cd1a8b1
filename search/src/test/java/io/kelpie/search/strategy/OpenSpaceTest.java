package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class OpenSpaceTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));
  private static final Facet ORDERING = Catalogue.facet("ordering").orElseThrow();

  private final OpenSpace open = new OpenSpace(SPACE, RandomSource.XO_RO_SHI_RO_128_PP.create(2));
  private final Workload drained =
      SPACE.settle(Workload.initial().with(Catalogue.ORDERING, Ordering.DRAIN)).orElseThrow();

  private static Region region(Condition... conditions) {
    return new Region(List.of(conditions));
  }

  @Test
  void whatIsOpenIsLeftAsItIs() {
    assertThat(open.beside(drained, List.of())).contains(drained);
  }

  /** Else a value that a known anomaly needs could never be tried beside another one. */
  @Test
  void aMoveIntoAKnownAnomalyBreaksAnotherOfItsConditions() {
    long tiles = drained.get(Catalogue.TILES);
    Region closed =
        region(
            new Condition("ordering", Values.Members.of("drain")),
            new Condition("tiles", new Values.Range(tiles, tiles)));
    open.close(closed);

    Optional<Workload> beside = open.beside(drained, List.of(ORDERING));

    assertThat(beside).isPresent();
    assertThat(beside.get().get(Catalogue.ORDERING)).isEqualTo(Ordering.DRAIN);
    assertThat(beside.get().get(Catalogue.TILES)).isNotEqualTo(tiles);
    assertThat(SPACE.contains(beside.get())).isTrue();
  }

  @Test
  void whereTheMoveItselfIsAllThatIsKnownThereIsNoWayRound() {
    open.close(region(new Condition("ordering", Values.Members.of("drain"))));

    assertThat(open.beside(drained, List.of(ORDERING))).isEmpty();
  }
}
