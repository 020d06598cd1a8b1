package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.model.Trigger;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class ExtentTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 40, Duration.ofSeconds(10)))
          .pin("peers", new Values.Range(1, 16));
  private static final Condition FEW = new Condition("peers", new Values.Range(1, 4));
  private static final Condition MANY = new Condition("peers", new Values.Range(1, 8));
  private static final Condition READ = new Condition("opcode", Values.Members.of("read"));

  private static final int DRAWS = 200;

  private static Extent extent(List<Condition> claimed, Condition... truth) {
    return extent(claimed, _ -> true, _ -> true, _ -> false, truth);
  }

  private static Extent extent(
      List<Condition> claimed,
      Predicate<Workload> acts,
      Predicate<Workload> seen,
      Predicate<Workload> hidden,
      Condition... truth) {
    Trigger trigger = new Trigger.All(List.of(truth).stream().map(ExtentTest::where).toList());
    return Extent.of(
        new Region(claimed),
        new Extent.Ground(
            trigger,
            workload -> trigger.strength(workload) > 0 && acts.test(workload),
            seen,
            hidden),
        SPACE,
        RandomSource.XO_RO_SHI_RO_128_PP.create(1),
        DRAWS);
  }

  private static Trigger where(Condition condition) {
    return new Trigger.Where(condition);
  }

  @Test
  void theVeryConditionsFitInFull() {
    assertThat(extent(List.of(FEW, READ), FEW, READ)).isEqualTo(new Extent(1.0, 1.0));
  }

  @Test
  void tooNarrowCostsRecallAlone() {
    Extent extent = extent(List.of(FEW, READ), MANY, READ);

    assertThat(extent.precision()).isEqualTo(1);
    assertThat(extent.recall()).isBetween(0.3, 0.9);
  }

  @Test
  void aConditionThatIsMissingCostsPrecisionAlone() {
    Extent extent = extent(List.of(FEW), FEW, READ);

    assertThat(extent.precision()).isBetween(0.05, 0.6);
    assertThat(extent.recall()).isEqualTo(1, within(1e-12));
  }

  @Test
  void whatMeetsTheTriggerAndDoesNotShowIsNobodysRegion() {
    Extent extent = extent(List.of(FEW, READ), FEW::holds, _ -> true, _ -> false, MANY, READ);

    assertThat(extent).isEqualTo(new Extent(1.0, 1.0));
  }

  @Test
  void whatSomethingSlowerMayHideSpeaksNeitherForNorAgainst() {
    Predicate<Workload> read = READ::holds;
    assertThat(hiding(read.negate(), FEW, READ).precision()).isEqualTo(1);
    assertThat(hiding(read, FEW, READ).precision()).isLessThan(0.6);
    assertThat(extent(List.of(FEW), _ -> false, _ -> true, _ -> true, FEW).precision()).isNull();
  }

  private static Extent hiding(Predicate<Workload> hidden, Condition... truth) {
    return extent(List.of(FEW), _ -> true, _ -> true, hidden, truth);
  }

  /** Within the conditions it speaks for them, beyond them not against them. */
  @Test
  void whatActsWithoutBeingSeenIsNotMissed() {
    assertThat(extent(List.of(FEW), _ -> true, FEW::holds, _ -> false, MANY))
        .isEqualTo(new Extent(1.0, 1.0));
    assertThat(extent(List.of(MANY), _ -> true, FEW::holds, _ -> false, MANY))
        .isEqualTo(new Extent(1.0, 1.0));
  }

  @Test
  void conditionsThatTheSpaceDoesNotHaveGiveNothing() {
    Extent extent = extent(List.of(new Condition("peers", new Values.Range(100, 200))), FEW);

    assertThat(extent.precision()).isNull();
    assertThat(extent.recall()).isZero();
  }
}
