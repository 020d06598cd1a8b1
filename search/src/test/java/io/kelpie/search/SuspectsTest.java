package io.kelpie.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.search.Suspects.Suspect;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SuspectsTest {
  private static final Workload DRAIN = Workload.initial().with(Catalogue.ORDERING, Ordering.DRAIN);

  private final Suspects suspects = new Suspects();

  private static Evidence serialised(double effect) {
    return new Evidence(Symptom.SERIALISED, effect, Stage.FENCE, null, "blocked in fence");
  }

  private static Evidence stalled(String timer) {
    return new Evidence(Symptom.STALLED, 1, null, timer, timer);
  }

  private static Suspect suspect(Evidence anomaly, Workload workload, long met) {
    return new Suspect(anomaly, workload, new Outcome.Completed(), met);
  }

  private static Finding whereDrained(Evidence anomaly) {
    return new Finding(
        "0badcafe",
        "a drain",
        anomaly.symptom(),
        Doing.WORKLOAD,
        true,
        anomaly.effect(),
        new Interval(anomaly.effect(), anomaly.effect()),
        12,
        12,
        anomaly.blockedStage(),
        anomaly.cause(),
        List.of(),
        List.of(new Condition("ordering", Values.Members.of("drain"))),
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        Signature.NONE,
        List.of(),
        DRAIN,
        1,
        Thresholds.DEFAULTS);
  }

  private void healthyProbes(int count) {
    for (int i = 0; i < count; i++) {
      suspects.add(List.of());
    }
  }

  @Test
  void theFirstOfWhatSerialisesIsDueAtOnce() {
    Workload fence = DRAIN.with(Catalogue.ORDERING, Ordering.NIC_FENCE);
    suspects.add(
        List.of(
            suspect(stalled("ack_timeout"), DRAIN, 1),
            suspect(serialised(2), DRAIN, 1),
            suspect(serialised(3), fence, 1)));

    assertThat(suspects.due()).map(Suspect::workload).contains(fence);
    assertThat(suspects.due()).map(Suspect::anomaly).contains(serialised(2));
    assertThat(suspects.due()).map(Suspect::anomaly).contains(stalled("ack_timeout"));
    assertThat(suspects.due()).isEmpty();
  }

  @Test
  void aStallThatDidNotStandRepetitionHoldsUpNoOtherOfItsKind() {
    suspects.add(List.of(suspect(serialised(1.6), DRAIN, 1)));
    assertThat(suspects.due()).map(Suspect::met).contains(1L);

    suspects.add(
        List.of(suspect(stalled("rnr_timer"), DRAIN, 2), suspect(serialised(4.7), DRAIN, 2)));
    Suspect second = suspects.due().orElseThrow();
    assertThat(second.anomaly().symptom()).isEqualTo(Symptom.SERIALISED);
    suspects.found(second);
    assertThat(suspects.due()).map(Suspect::anomaly).contains(stalled("rnr_timer"));

    suspects.add(List.of(suspect(serialised(9), DRAIN, 3)));
    assertThat(suspects.due()).isEmpty();
  }

  @Test
  void theFirstOfEachCauseIsDueAtOnce() {
    suspects.add(
        List.of(
            suspect(stalled("ack_timeout"), DRAIN, 1), suspect(stalled("rnr_timer"), DRAIN, 1)));

    assertThat(suspects.due()).isPresent();
    assertThat(suspects.due()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "LOW_GOODPUT"})
  void whatMayHaveAnyCauseDoesNotWaitForItsLike(Symptom symptom) {
    Evidence anomaly = new Evidence(symptom, 2, null, null, "");
    suspects.add(List.of(suspect(anomaly, DRAIN, 1), suspect(anomaly, Workload.initial(), 1)));

    assertThat(suspects.due()).isPresent();
    assertThat(suspects.due()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = {"RETRANSMIT", "TAIL", "ERROR"})
  void allElseWaitsForItsLike(Symptom symptom) {
    Evidence anomaly = new Evidence(symptom, 2, null, null, "");
    suspects.add(List.of(suspect(anomaly, DRAIN, 1), suspect(anomaly, Workload.initial(), 1)));

    assertThat(suspects.due()).isPresent();
    assertThat(suspects.due()).isEmpty();
  }

  @Test
  void eachFurtherOneOfAKindWaitsLonger() {
    suspects.add(
        List.of(
            suspect(serialised(2), DRAIN, 1),
            suspect(serialised(2), DRAIN, 2),
            suspect(serialised(2), DRAIN, 3)));
    suspects.found(suspects.due().orElseThrow());

    healthyProbes(Suspects.PATIENCE - 1);
    assertThat(suspects.due()).isEmpty();
    healthyProbes(1);
    assertThat(suspects.due()).isPresent();

    healthyProbes(2 * Suspects.PATIENCE - 1);
    assertThat(suspects.due()).isEmpty();
    assertThat(suspects.waiting()).isEqualTo(1);
    healthyProbes(1);
    assertThat(suspects.due()).isPresent();
  }

  @Test
  void whatWasPursuedLeastComesFirstThenTheGravest() {
    suspects.add(List.of(suspect(serialised(2), DRAIN, 1)));
    suspects.found(suspects.due().orElseThrow());
    suspects.add(
        List.of(
            suspect(serialised(9), DRAIN, 2),
            suspect(stalled("rnr_timer"), DRAIN, 2),
            suspect(new Evidence(Symptom.ERROR, 1, null, "retries", "retries"), DRAIN, 3)));
    healthyProbes(10 * Suspects.PATIENCE);

    assertThat(suspects.any()).map(each -> each.anomaly().symptom()).contains(Symptom.ERROR);
    assertThat(suspects.any()).map(each -> each.anomaly().symptom()).contains(Symptom.STALLED);
    assertThat(suspects.any()).map(each -> each.anomaly().symptom()).contains(Symptom.SERIALISED);
  }

  @Test
  void ofAKindTheLargestComesFirstThenTheOldest() {
    suspects.add(
        List.of(
            suspect(serialised(2), DRAIN, 1),
            suspect(serialised(9), DRAIN, 2),
            suspect(serialised(9), DRAIN, 3)));

    assertThat(suspects.any()).map(Suspect::met).contains(2L);
    assertThat(suspects.any()).map(Suspect::met).contains(3L);
    assertThat(suspects.any()).map(Suspect::met).contains(1L);
    assertThat(suspects.any()).isEmpty();
  }

  @Test
  void whatAFindingCoversIsDropped() {
    KnownAnomalies known = new KnownAnomalies();
    known.add(whereDrained(serialised(4)));
    suspects.add(
        List.of(
            suspect(serialised(2), DRAIN, 1),
            suspect(stalled("ack_timeout"), DRAIN, 1),
            suspect(serialised(2), Workload.initial(), 2)));

    suspects.drop(known);

    assertThat(suspects.waiting()).isEqualTo(2);
  }

  @Test
  void findingsOfDifferentCauseAreTwo() {
    KnownAnomalies known = new KnownAnomalies();

    assertThat(known.add(whereDrained(stalled("ack_timeout")))).isEmpty();
    assertThat(known.add(whereDrained(stalled("rnr_timer")))).isEmpty();
    assertThat(known.add(whereDrained(stalled("rnr_timer")))).isPresent();
    assertThat(known.covers(stalled("local_ack"), DRAIN)).isFalse();
  }
}
