package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
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

final class ScreeningTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));

  private final StrategyContext context =
      new StrategyContext(
          SPACE,
          List.of(),
          IdleBaseline.of(List.of()),
          RandomSource.XO_RO_SHI_RO_128_PP.create(11));
  private final OpenSpace open = new OpenSpace(SPACE, context.random());
  private final Screening screening = new Screening(open, context, KelpieSettings.DEFAULTS);

  private List<Workload> draws(int count) {
    List<Workload> draws = new ArrayList<>();
    for (int draw = 0; draw < count; draw++) {
      Workload drawn = screening.draw().orElseThrow();
      screening.add(drawn);
      draws.add(drawn);
    }
    return draws;
  }

  private static boolean isBesideMultiple(Workload workload) {
    long packet = workload.get(Catalogue.PATH_MTU);
    return workload.get(Catalogue.TILE_BYTES).stream()
        .allMatch(size -> size > packet / 2 && Math.abs(Math.floorMod(size + 1, packet) - 1) <= 1);
  }

  private static boolean hasMostRegions(Workload workload) {
    Values.Range hull = SPACE.of(Catalogue.REGIONS).hull();
    return workload.get(Catalogue.REGIONS) == hull.high();
  }

  /** Three draws in ten put every other number at an end, one in ten its sizes beside a packet. */
  @Test
  void afterTheDesignBoundariesAreDrawnMoreOften() {
    draws(Screening.DESIGN);
    List<Workload> drawn = draws(2000);
    List<Workload> plain = new ArrayList<>();
    for (int draw = 0; draw < 2000; draw++) {
      plain.add(SPACE.draw(context.random()));
    }

    assertThat(drawn.stream().filter(ScreeningTest::isBesideMultiple).count())
        .isBetween(250L, 550L)
        .isGreaterThan(plain.stream().filter(ScreeningTest::isBesideMultiple).count() + 100);
    assertThat(drawn.stream().filter(ScreeningTest::hasMostRegions).count())
        .isBetween(90L, 240L)
        .isGreaterThan(plain.stream().filter(ScreeningTest::hasMostRegions).count() + 50);
  }

  @Test
  void everyDrawIsLawfulAndOpen() {
    Region closed = new Region(List.of(new Condition("tiles", new Values.Range(1, 64))));
    open.close(closed);

    assertThat(draws(500)).allMatch(SPACE::contains).noneMatch(closed::contains);
  }

  @Test
  void theDesignCoversPairsSoonerThanRandomDraws() {
    ChoiceCoverage designed = new ChoiceCoverage(SPACE);
    draws(Screening.DESIGN).forEach(designed::add);
    ChoiceCoverage random = new ChoiceCoverage(SPACE);
    for (int draw = 0; draw < Screening.DESIGN; draw++) {
      random.add(SPACE.draw(context.random()));
    }
    double left = 0;
    double leftByRandom = 0;
    for (int draw = 0; draw < 300; draw++) {
      Workload probe = SPACE.draw(context.random());
      left += designed.novelty(probe);
      leftByRandom += random.novelty(probe);
    }

    assertThat(left).isLessThan(0.95 * leftByRandom);
  }
}
