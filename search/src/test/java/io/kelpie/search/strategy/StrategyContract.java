package io.kelpie.search.strategy;

import static io.kelpie.workload.Catalogue.TILES;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
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
import java.util.Optional;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** What every strategy owes a hunt. */
abstract class StrategyContract {
  private static final int STEPS = 300;
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));
  private static final Region KNOWN =
      new Region(
          List.of(
              new Condition("ordering", Values.Members.of("same_qp")),
              new Condition("tiles", new Values.Range(16, 40))));

  abstract Strategy create(StrategyContext context);

  final Strategy create(long seed) {
    return create(
        new StrategyContext(
            SPACE,
            OwnCounter.counters(),
            IdleBaseline.of(List.of()),
            RandomSource.XO_RO_SHI_RO_128_PP.create(seed)));
  }

  @Test
  void sameSeedSameProbes() {
    assertThat(walk(create(5), STEPS)).isEqualTo(walk(create(5), STEPS));
    assertThat(walk(create(5), 20)).isNotEqualTo(walk(create(6), 20));
  }

  @Test
  void proposesWithinTheSpaceAlone() {
    assertThat(walk(create(1), STEPS)).allMatch(SPACE::contains);
  }

  @Test
  void neverProposesWhatWasClosed() {
    Strategy strategy = create(2);
    assertThat(walk(strategy, 100)).anyMatch(KNOWN::contains);
    strategy.close(KNOWN, Workload.initial());
    assertThat(walk(strategy, STEPS)).noneMatch(KNOWN::contains);
  }

  @Test
  void saysWhenNothingIsLeft() {
    Strategy strategy = create(3);
    for (long low = 1; low <= TILES.full().high(); low += 1 + low / 8) {
      Values.Range few = new Values.Range(low, low + low / 8);
      strategy.close(
          new Region(List.of(new Condition("tiles", few))), Workload.initial().with(TILES, low));
    }
    assertThat(strategy.next()).isEmpty();
  }

  private static List<Workload> walk(Strategy strategy, int steps) {
    List<Workload> walked = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      Optional<Workload> next = strategy.next();
      Workload workload = next.orElseThrow();
      walked.add(workload);
      strategy.observe(workload, measure(workload), verdict(step));
    }
    return walked;
  }

  private static Verdict verdict(int step) {
    return switch (step % 17) {
      case 13 -> new Verdict.Invalid("a counter vanished");
      case 16 ->
          new Verdict.Anomalous(List.of(new Evidence(Symptom.SERIALISED, 3, null, null, "")));
      default -> new Verdict.Clean();
    };
  }

  static Measurement measure(Workload workload) {
    return new Measurement(
        new Outcome.Completed(),
        List.of(),
        List.of(),
        List.of(),
        Integrity.UNCHECKED,
        List.of(),
        List.of(
            OwnCounter.TILE_RATE.of(1e6 / workload.get(Catalogue.TILES)),
            OwnCounter.RING_OCCUPANCY.of(workload.get(Catalogue.PEERS))),
        0,
        0,
        0);
  }

  static CounterReading reading(Counter counter, double rate) {
    return new CounterReading(counter.id(), 0.0, rate, rate, rate, null);
  }

  static Counter counter(String name, String unit, CounterClass counterClass) {
    return new Counter(
        "nic0/" + name,
        name,
        "nic0",
        CounterKind.MONOTONIC,
        Long.SIZE,
        unit,
        CounterScope.DEVICE,
        CounterRole.REQUESTER,
        counterClass,
        1,
        name);
  }
}
