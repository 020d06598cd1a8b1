package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.counters.OwnCounter;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CollieAnnealingTest extends StrategyContract {
  private static final Region KNOWN =
      new Region(List.of(new Condition("ordering", Values.Members.of("same_qp"))));

  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("collie-paper", context);
  }

  @ParameterizedTest
  @EnumSource
  void drivesTheCountersOfItsVariant(CollieAnnealing.Variant variant) {
    Strategy strategy = Strategies.create(variant.strategy(), context());
    List<String> reasons = walk(strategy, 400);

    boolean drivesPerformance = reasons.stream().anyMatch(why -> why.contains("tile_rate down"));
    boolean drivesDiagnostic = reasons.stream().anyMatch(why -> why.contains("occupancy up"));
    assertThat(drivesPerformance).isEqualTo(!variant.strategy().contains("diag"));
    assertThat(drivesDiagnostic).isEqualTo(!variant.strategy().contains("perf"));
  }

  @ParameterizedTest
  @EnumSource
  void comesBackToWhatIsKnownOnlyWithoutMfs(CollieAnnealing.Variant variant) {
    Strategy strategy = Strategies.create(variant.strategy(), context());
    strategy.close(KNOWN, Workload.initial());
    boolean cameBack = false;
    for (int probe = 0; probe < 300; probe++) {
      Workload workload = strategy.next().orElseThrow();
      cameBack |= KNOWN.contains(workload);
      strategy.observe(workload, measure(workload), new Verdict.Clean());
    }

    assertThat(cameBack).isEqualTo(variant.strategy().endsWith("no-mfs"));
  }

  /** Counters of this walk are ranked by ten random points; then a chain cools at each step. */
  @Test
  void goesByTheConstantsThatItsNameCarries() {
    List<String> reasons =
        walk(Strategies.create("collie-paper-diag@1/0.1/3/0.5", context()), 400).stream()
            .filter(why -> why.contains("temperature"))
            .toList();

    assertThat(reasons)
        .hasSize(390)
        .allMatch(why -> why.matches(".*step ([1-9]|1[0-2]) at temperature .*"))
        .anyMatch(why -> why.endsWith("step 3 at temperature 1.00"))
        .anyMatch(why -> why.endsWith("step 4 at temperature 0.500"))
        .anyMatch(why -> why.endsWith("step 12 at temperature 0.125"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1/0.1/3", "1/0.1/3/0.5/2", "1/0.1/many/0.5", "1/0.1/3/1", "0.1/1/3/0.5"})
  void refusesConstantsByWhichNothingCools(String constants) {
    assertThatThrownBy(() -> Strategies.require("collie-paper@" + constants))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("@0.5/0.05/2/0.8");
  }

  private static List<String> walk(Strategy strategy, int probes) {
    List<String> reasons = new ArrayList<>();
    for (int probe = 0; probe < probes; probe++) {
      Workload workload = strategy.next().orElseThrow();
      reasons.add(strategy.why());
      strategy.observe(workload, measure(workload), new Verdict.Clean());
    }
    return reasons;
  }

  private static StrategyContext context() {
    return new StrategyContext(
        Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10))),
        OwnCounter.counters(),
        IdleBaseline.of(List.of()),
        RandomSource.XO_RO_SHI_RO_128_PP.create(3));
  }
}
