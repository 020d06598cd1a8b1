package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.search.strategy.KelpieSettings.Part;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
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

/** Each ablation lacks what it says, and searches on. */
final class AblationTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));
  private static final Counter STALLS =
      StrategyContract.counter("stalls", "events", CounterClass.DIAGNOSTIC);
  private static final Counter PACKETS =
      StrategyContract.counter("tx_packets", "packets", CounterClass.TRAFFIC);

  private static final Region DRAINS =
      new Region(List.of(new Condition("ordering", Values.Members.of("drain"))));
  private static final int PROBES = 200;

  /** What a walk proposed, and why. */
  private record Step(Workload workload, String why) {}

  @ParameterizedTest
  @EnumSource
  void eachDiffersFromTheDefaultAndIsLawful(Part part) {
    List<Step> ablated = walk("kelpie-no-" + part);

    assertThat(ablated).isNotEqualTo(walk("kelpie"));
    assertThat(ablated).extracting(Step::workload).allMatch(SPACE::contains);
    assertThat(create("kelpie-no-" + part).name()).isEqualTo("kelpie-no-" + part);
  }

  @Test
  void noneIsListedAmongTheStrategiesOfHunts() {
    assertThat(Strategies.ablations()).hasSize(Part.values().length);
    assertThat(Strategies.names()).doesNotContainAnyElementsOf(Strategies.ablations());
    assertThatThrownBy(() -> Strategies.require("kelpie-no-luck"))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void aPartThatIsLeftOutIsNotSeen() {
    assertThat(whys("kelpie")).anyMatch(why -> why.contains("screening design"));
    assertThat(whys("kelpie-no-design")).noneMatch(why -> why.contains("screening design"));
    assertThat(whys("kelpie")).anyMatch(why -> why.contains("ends of their ranges"));
    assertThat(whys("kelpie-no-boundaries"))
        .noneMatch(why -> why.contains("ends of their ranges") || why.contains("multiple"));
    assertThat(whys("kelpie")).anyMatch(why -> why.contains("chain"));
    assertThat(whys("kelpie-no-chains")).noneMatch(why -> why.contains("chain"));
    assertThat(whys("kelpie")).anyMatch(why -> why.contains("stalls a packet up"));
    assertThat(whys("kelpie-no-packets"))
        .noneMatch(why -> why.contains("a packet up"))
        .anyMatch(why -> why.contains("stalls up"));
    assertThat(whys("kelpie")).anyMatch(why -> why.contains("with other words"));
    assertThat(whys("kelpie-no-crossings")).noneMatch(why -> why.contains("with other words"));
  }

  private static List<String> whys(String name) {
    return walk(name).stream().map(Step::why).toList();
  }

  /** Probes of a device that grows ill with the largest tile; one anomaly is found on the way. */
  private static List<Step> walk(String name) {
    Strategy strategy = create(name);
    List<Step> walked = new ArrayList<>();
    boolean found = false;
    for (int probe = 0; probe < PROBES; probe++) {
      Workload workload = strategy.next().orElseThrow();
      walked.add(new Step(workload, strategy.why()));
      boolean stalled = workload.get(Catalogue.ORDERING) == Ordering.DRAIN;
      strategy.observe(
          workload,
          StrategyContract.measure(workload).withCounters(readings(workload)),
          stalled
              ? new Verdict.Anomalous(List.of(new Evidence(Symptom.SERIALISED, 3, null, null, "")))
              : new Verdict.Clean());
      if (stalled && !found) {
        found = true;
        strategy.close(DRAINS, workload);
      }
    }
    return walked;
  }

  private static List<CounterReading> readings(Workload workload) {
    double tile =
        workload.get(Catalogue.TILE_BYTES).stream().mapToLong(size -> size).max().orElse(0);
    return List.of(
        StrategyContract.reading(PACKETS, 1000.0 * workload.get(Catalogue.TILES)),
        StrategyContract.reading(STALLS, tile * workload.get(Catalogue.PEERS)));
  }

  private static Strategy create(String name) {
    return Strategies.create(
        name,
        new StrategyContext(
            SPACE,
            List.of(STALLS, PACKETS),
            IdleBaseline.of(List.of()),
            RandomSource.XO_RO_SHI_RO_128_PP.create(7)));
  }
}
