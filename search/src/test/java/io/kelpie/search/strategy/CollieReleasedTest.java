package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
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
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** The published code's defects, each of which is kept. */
final class CollieReleasedTest {
  private static final Region KNOWN =
      new Region(List.of(new Condition("ordering", Values.Members.of("same_qp"))));

  private final Strategy strategy =
      Strategies.create(
          "collie-released",
          new StrategyContext(
              Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10))),
              List.of(),
              IdleBaseline.of(List.of()),
              RandomSource.XO_RO_SHI_RO_128_PP.create(1)));

  @Test
  void restartsAfterTwoPoints() {
    List<String> reasons = new ArrayList<>();
    for (int probe = 0; probe < 40; probe++) {
      reasons.add(reason(walk(new Verdict.Clean())));
    }

    assertThat(reasons.subList(0, 4)).containsExactly("start", "mutation", "start", "mutation");
    assertThat(reasons.stream().filter("start"::equals)).hasSize(20);
  }

  @Test
  void aMutationTakesWhatWasProbedWhateverItShowed() {
    Workload start = strategy.next().orElseThrow();
    strategy.observe(start, completed(), new Verdict.Clean());
    Workload mutated = strategy.next().orElseThrow();

    long moved =
        Catalogue.DIMENSIONS.stream()
            .filter(dimension -> !start.get(dimension).equals(mutated.get(dimension)))
            .count();
    assertThat(moved).isPositive().isLessThan(Catalogue.DIMENSIONS.size() / 3);
  }

  @Test
  void skipsNothingThatWasSlowButNotPaused() {
    observeIn(Symptom.LOW_GOODPUT);
    strategy.close(KNOWN, Workload.initial());

    assertThat(walk(300)).anyMatch(KNOWN::contains);
  }

  @Test
  void skipsOneSizeAndNeverAMix() {
    observeIn(Symptom.PAUSE);
    strategy.close(KNOWN, Workload.initial());

    List<Workload> walked = walk(600);
    assertThat(walked).noneMatch(w -> KNOWN.contains(w) && w.get(Catalogue.TILE_BYTES).size() == 1);
    assertThat(walked).anyMatch(w -> KNOWN.contains(w) && w.get(Catalogue.TILE_BYTES).size() > 1);
  }

  private void observeIn(Symptom symptom) {
    Workload workload = strategy.next().orElseThrow();
    while (!KNOWN.contains(workload)) {
      strategy.observe(workload, completed(), new Verdict.Clean());
      workload = strategy.next().orElseThrow();
    }
    strategy.observe(
        workload,
        completed(),
        new Verdict.Anomalous(List.of(new Evidence(symptom, 3, null, null, ""))));
  }

  private List<Workload> walk(int probes) {
    List<Workload> walked = new ArrayList<>();
    for (int probe = 0; probe < probes; probe++) {
      Workload workload = strategy.next().orElseThrow();
      walked.add(workload);
      strategy.observe(workload, completed(), new Verdict.Clean());
    }
    return walked;
  }

  private String walk(Verdict verdict) {
    Workload workload = strategy.next().orElseThrow();
    String why = strategy.why();
    strategy.observe(workload, completed(), verdict);
    return why;
  }

  private static String reason(String why) {
    return why.contains("drawn anew") ? "mutation" : "start";
  }

  private static Measurement completed() {
    return Measurement.without(new Outcome.Completed(), 0);
  }
}
