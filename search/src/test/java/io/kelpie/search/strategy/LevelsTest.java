package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.strategy.Levels.Move;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class LevelsTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));

  private final Levels levels = new Levels(SPACE);
  private final UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);

  @Test
  void aWorkloadSetToALevelIsAtThatLevel() {
    for (int draw = 0; draw < 200; draw++) {
      Workload workload = SPACE.draw(random);
      Levels.Point at = levels.of(workload);
      for (int axis = 0; axis < levels.size(); axis++) {
        if (at.level(axis) == Levels.NONE) {
          continue;
        }
        for (int level = 0; level < levels.count(axis); level++) {
          Workload set = levels.set(workload, new Move(axis, level), random);
          if (isLone(axis, workload)) {
            assertThat(levels.of(set).level(axis))
                .as("%s", levels.facet(axis).name())
                .isEqualTo(level);
          }
        }
      }
    }
  }

  /** The ends of a mix push each other, so that one cannot be set without the other. */
  private boolean isLone(int axis, Workload workload) {
    return levels.facet(axis).dimension().facets().size() == 1
        || workload.get(Catalogue.TILE_BYTES).size() == 1;
  }

  @Test
  void drawsReachEveryLevel() {
    List<Set<Integer>> met =
        IntStream.range(0, levels.size()).<Set<Integer>>mapToObj(_ -> new HashSet<>()).toList();
    for (int draw = 0; draw < 3000; draw++) {
      Levels.Point at = levels.of(SPACE.draw(random));
      for (int axis = 0; axis < levels.size(); axis++) {
        met.get(axis).add(at.level(axis));
      }
    }
    for (int axis = 0; axis < levels.size(); axis++) {
      assertThat(met.get(axis))
          .as("%s", levels.facet(axis).name())
          .containsAll(IntStream.range(0, levels.count(axis)).boxed().toList());
    }
  }

  @Test
  void whatSaysNothingHasNoLevel() {
    Workload plain = Workload.initial().with(Catalogue.ORDERING, Ordering.NONE);
    Levels.Point at = levels.of(plain);

    for (int axis = 0; axis < levels.size(); axis++) {
      if (!Relevance.applies(levels.facet(axis).dimension(), plain)) {
        assertThat(at.level(axis)).isEqualTo(Levels.NONE);
      }
    }
    assertThat(IntStream.range(0, levels.size()).map(at::level)).contains(Levels.NONE);
  }

  @Test
  void whatIsHeldIsNoAxis() {
    Levels held = new Levels(SPACE.pin("ordering", Values.Members.of("drain")));

    assertThat(IntStream.range(0, held.size()).mapToObj(held::facet).map(Facet::name))
        .doesNotContain("ordering");
    assertThat(held.size()).isEqualTo(levels.size() - 1);
  }

  /** Defects lie at the ends of ranges more often than beside them. */
  @Test
  void theOutermostLevelsReachTheVeryEnds() {
    int axis =
        IntStream.range(0, levels.size())
            .filter(each -> levels.facet(each).name().equals("regions"))
            .findFirst()
            .orElseThrow();
    Facet.Numeric regions = (Facet.Numeric) levels.facet(axis);
    Values.Range hull = SPACE.of(regions).hull();

    List<Long> highest =
        IntStream.range(0, 400)
            .mapToObj(_ ->
                regions.value(
                    levels.set(Workload.initial(), new Move(axis, levels.count(axis) - 1), random)))
            .toList();

    assertThat(highest.stream().filter(value -> value == hull.high()).count())
        .isBetween(150L, 250L);
    assertThat(highest).anyMatch(value -> value < 0.9 * hull.high());
  }
}
