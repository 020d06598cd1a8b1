package io.kelpie.search;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.TILES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SteeringTest {
  @Test
  void steeredToOneSymptomItPursuesNoOther() {
    FakeProbe probe =
        stalling().hangingWhere(workload -> workload.get(ORDERING) == Ordering.SAME_QP);
    ListJournal journal = new ListJournal();
    HuntSettings settings =
        steered(probe, new Steering(List.of(), List.of(Symptom.SERIALISED), List.of()));
    HuntResult result = new Hunt(settings, probe, journal, new HuntListener() {}).run();

    assertThat(result.findings()).extracting(Finding::symptom).containsOnly(Symptom.SERIALISED);
    assertThat(journal.records)
        .filteredOn(record -> record.workload().get(ORDERING) == Ordering.SAME_QP)
        .isNotEmpty()
        .filteredOn(record -> record.ledger() == Ledger.SEARCH)
        .isNotEmpty();
  }

  @Test
  void steeredToOneCounterItDrivesNoOther() {
    FakeProbe probe = stalling();
    List<String> reasons = new ArrayList<>();
    HuntListener listening =
        new HuntListener() {
          @Override
          public void chosen(String why) {
            reasons.add(why);
          }
        };
    HuntSettings settings = steered(probe, new Steering(List.of(), List.of(), List.of("goodput")));
    new Hunt(settings, probe, Journal.none(), listening).run();

    assertThat(reasons)
        .filteredOn(why -> why.contains("drives"))
        .isNotEmpty()
        .allMatch(why -> why.contains("drives own/goodput down"));
  }

  @Test
  void aCounterThatThereIsNotIsRefusedBeforeAnythingRuns() {
    FakeProbe probe = stalling();
    HuntSettings settings =
        steered(probe, new Steering(List.of(), List.of(), List.of("blocked_share_fences")));

    assertThatThrownBy(() -> settings.requirePossible(probe.description().counters()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("named blocked_share_fences here; choose among")
        .hasMessageContaining("blocked_share_fence,");
  }

  /** A drain stalls once enough tiles wait. */
  private static FakeProbe stalling() {
    return new FakeProbe(
        workload -> workload.get(ORDERING) == Ordering.DRAIN && workload.get(TILES) >= 32 ? 20 : 1,
        0.03);
  }

  private static HuntSettings steered(FakeProbe probe, Steering steering) {
    return new HuntSettings(
            1, new HuntBudget.Probes(120), Space.within(probe.description().limits()))
        .steered(steering);
  }
}
