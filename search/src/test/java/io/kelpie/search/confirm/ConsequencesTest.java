package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.TILES;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConsequencesTest {
  private static final Evidence STALLED =
      new Evidence(Symptom.STALLED, 1, null, "rnr_timer", "rnr_timer");
  private static final Workload PLAINEST = Goodputs.WORKLOAD;
  private static final Workload FEWER = PLAINEST.with(TILES, 16L);
  private static final Workload MORE = PLAINEST.with(TILES, 256L);
  private static final Workload FAILS = PLAINEST.with(TILES, 512L);

  @Test
  void aLesserSymptomThatEndsWithTheAnomalyIsItsConsequence() {
    List<Evidence> found = consequences(STALLED, Set.of(PLAINEST), FEWER, MORE);

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().symptom()).isEqualTo(Symptom.LOW_GOODPUT);
    assertThat(found.getFirst().effect()).isBetween(2.3, 2.5);
  }

  @Test
  void whatGoesOnWhereTheAnomalyEndsIsAnotherAnomaly() {
    assertThat(consequences(STALLED, Set.of(PLAINEST, MORE), FEWER, MORE)).isEmpty();
  }

  @Test
  void aNeighbourOfWhichNothingCanBeSaidDoesNotShowThatItEnds() {
    assertThat(consequences(STALLED, Set.of(PLAINEST), FAILS)).isEmpty();
    assertThat(consequences(STALLED, Set.of(PLAINEST), FAILS, FEWER)).hasSize(1);
  }

  @Test
  void anAnomalyHasNoGraverOneNorItselfAsConsequence() {
    assertThat(consequences(Goodputs.LOW_GOODPUT, Set.of(PLAINEST), FEWER)).isEmpty();
  }

  private static List<Evidence> consequences(
      Evidence anomaly, Set<Workload> low, Workload... neighbours) {
    Condition condition = new Condition(TILES.name(), new Values.Range(64, 128));
    return new Consequences(
            Goodputs.tribunal(Goodputs.steady((_, workload, _) -> run(workload, low))))
        .of(
            anomaly,
            PLAINEST,
            List.of(neighbours).stream()
                .map(workload -> new Neighbour(condition, workload))
                .toList());
  }

  private static Measurement run(Workload workload, Set<Workload> low) {
    return workload.get(TILES).equals(FAILS.get(TILES))
        ? Measurement.without(new Outcome.Failed("retry_exceeded", "gave up"), 1)
        : Goodputs.measured(workload, low.contains(workload) ? Goodputs.LOW : Goodputs.GOOD);
  }
}
