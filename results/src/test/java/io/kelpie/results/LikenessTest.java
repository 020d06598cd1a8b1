package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import java.util.List;
import org.junit.jupiter.api.Test;

class LikenessTest {
  private static final Finding ONE = Findings.serialised();

  private static Finding reduced(Condition... conditions) {
    return Findings.reduced(ONE, ONE.symptom(), ONE.workload(), List.of(conditions));
  }

  private static void assertAlike(Finding other, boolean alike) {
    assertThat(Likeness.same(ONE, other)).isEqualTo(alike);
    assertThat(Likeness.same(other, ONE)).isEqualTo(alike);
  }

  @Test
  void aBorderBisectedElsewhereIsTheSame() {
    assertAlike(
        reduced(
            new Condition("ordering", Values.Members.of("nic_fence")),
            new Condition("signal", Values.Members.of("fetch_add")),
            new Condition("tiles", new Values.Range(9, 900))),
        true);
  }

  @Test
  void aConditionMoreOrLessIsTheSame() {
    assertAlike(
        reduced(
            new Condition("ordering", Values.Members.of("nic_fence")),
            new Condition("qps_per_peer", new Values.Range(1, 4))),
        true);
  }

  @Test
  void anotherChoiceIsAnother() {
    Condition drain = new Condition("ordering", Values.Members.of("drain"));
    assertAlike(
        Findings.reduced(
            ONE,
            ONE.symptom(),
            ONE.workload().with(Catalogue.ORDERING, Ordering.DRAIN),
            List.of(drain)),
        false);
  }

  @Test
  void anotherSymptomIsAnother() {
    assertAlike(Findings.reduced(ONE, Symptom.TAIL, ONE.workload(), ONE.conditions()), false);
  }

  /** Without a region of its own, an event that comes and goes must not swallow every other. */
  @Test
  void anIntermittentEventIsKnownByItsWorkload() {
    Finding event = Findings.reduced(ONE, Symptom.DISORDER, ONE.workload(), ONE.conditions());
    Finding intermittent = Findings.intermittent(event, ONE.workload());
    assertThat(intermittent.intermittent()).isTrue();
    assertThat(Likeness.same(event, intermittent)).isTrue();
    Finding elsewhere =
        Findings.intermittent(event, ONE.workload().with(Catalogue.ORDERING, Ordering.DRAIN));
    assertThat(Likeness.same(event, elsewhere)).isFalse();
    assertThat(Likeness.same(elsewhere, event)).isFalse();
  }
}
