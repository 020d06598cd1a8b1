package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Published;
import io.kelpie.probes.Published.Gain;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrecedentTest {
  /** A NIC fence behind a fetch-add, 12.5 times slower; a write instead brings back 94 %. */
  private static final Finding FINDING = Findings.serialised();

  private static final Condition FENCED = new Condition("ordering", Values.Members.of("nic_fence"));

  private static Published published(Published.Symptom symptom, Condition... conditions) {
    return new Published(
        "fences",
        "a fence for each tile",
        "somebody (2026)",
        symptom,
        List.of(conditions),
        "up to 10 times",
        List.of(
            remedy("write", new Condition("signal", Values.Members.of("inline_write"))),
            remedy("no fence", new Condition("ordering", Values.Members.of("none")))));
  }

  private static Published.Remedy remedy(String name, Condition to) {
    return new Published.Remedy(
        name, List.of(to), List.of(new Gain(1.2, 1.6, "8 nodes"), new Gain(1, 2.47, "4 nodes")));
  }

  @Test
  void whatARemedyGaveStandsBesideWhatItGivesHere() {
    List<Precedent> found =
        Precedent.of(FINDING, List.of(published(Published.Symptom.SERIALISED, FENCED)));

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().remedies().getFirst().gain())
        .isEqualTo(1 + 0.94 * (FINDING.effect() - 1));
    assertThat(found.getFirst().remedies().get(1).gain()).isNull();
    HuntResult result =
        new HuntResult(
            List.of(FINDING),
            Map.of(Ledger.SEARCH, LedgerTotals.NONE),
            0,
            1,
            "budget",
            Map.of(),
            List.of());
    String told =
        Narrative.of(
            Path.of("DIR"),
            result,
            false,
            List.of(published(Published.Symptom.SERIALISED, FENCED)),
            Map.of());
    assertThat(told.replaceAll("\\s+", " "))
        .contains("published a fence for each tile (somebody (2026)): up to 10 times")
        .contains("write gives 11.8 times here")
        .contains("; published 1.2 to 1.6 (8 nodes), up to 2.47 (4 nodes)")
        .contains("no fence was not run here; published");
  }

  @Test
  void anotherSymptomConditionOrWorkloadIsAnotherAnomaly() {
    Condition drained = new Condition("ordering", Values.Members.of("drain"));
    Condition reliable = new Condition("qp_type", Values.Members.of("rc"));

    assertThat(FINDING.conditions())
        .extracting(Condition::dimension)
        .contains("ordering")
        .doesNotContain("qp_type");
    assertThat(reliable.holds(FINDING.workload())).isTrue();
    for (Published other :
        List.of(
            published(Published.Symptom.PAUSE, FENCED),
            published(Published.Symptom.SERIALISED, drained),
            published(Published.Symptom.SERIALISED, reliable))) {
      assertThat(Precedent.of(FINDING, List.of(other))).isEmpty();
    }
  }
}
