package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class MainEffectsTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));

  private final Levels levels = new Levels(SPACE);
  private final UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(3);
  private final List<Levels.Point> points = new ArrayList<>();

  private double[] scores(int count, int answering, double noise) {
    points.clear();
    double[] scores = new double[count];
    for (int point = 0; point < count; point++) {
      Levels.Point at = levels.of(SPACE.draw(random));
      points.add(at);
      scores[point] = (at.level(answering) == 0 ? 1 : 0) + noise * (random.nextDouble() - 0.5);
    }
    return scores;
  }

  /** The mean of many draws is the effect itself. */
  private DescriptiveStatistics drawn(MainEffects effects, int axis, int level) {
    DescriptiveStatistics draws = new DescriptiveStatistics();
    IntStream.range(0, 2000).forEach(_ -> draws.addValue(effects.drawn(axis, level, random)));
    return draws;
  }

  @Test
  void theFacetThatAnswersIsToldFromTheRest() {
    for (int answering : new int[] {axis("direction"), axis("qp_type"), axis("post_list")}) {
      double[] scores = scores(400, answering, 0.2);
      MainEffects effects = new MainEffects(levels, points, scores);

      for (int axis = 0; axis < levels.size(); axis++) {
        double gain =
            drawn(effects, axis, 0).getMean()
                - drawn(effects, axis, levels.count(axis) - 1).getMean();
        if (axis == answering) {
          assertThat(gain).isCloseTo(1, within(0.15));
        } else {
          assertThat(gain).as("%s", levels.facet(axis).name()).isCloseTo(0, within(0.15));
        }
      }
    }
  }

  @Test
  void whatFewPointsToldIsDrawnWider() {
    int axis = axis("direction");
    double[] few = scores(250, axis("qp_type"), 1);
    double wide = drawn(new MainEffects(levels, points, few), axis, 0).getStandardDeviation();
    double[] many = scores(4000, axis("qp_type"), 1);
    double narrow = drawn(new MainEffects(levels, points, many), axis, 0).getStandardDeviation();

    assertThat(narrow).isLessThan(wide / 2);
  }

  @Test
  void withoutPointsNothingIsKnown() {
    MainEffects effects = new MainEffects(levels, List.of(), new double[0]);

    assertThat(effects.drawn(0, 0, random)).isZero();
  }

  private int axis(String name) {
    return IntStream.range(0, levels.size())
        .filter(each -> levels.facet(each).name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
