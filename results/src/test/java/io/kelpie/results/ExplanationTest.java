package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExplanationTest {
  private static final List<ProbeRecord> RUNS = new ArrayList<>();

  private static Path folder = Path.of("");

  @BeforeAll
  static void hunt(@TempDir Path temporary) {
    folder = StoredHunt.hunted(temporary.resolve("hunt"), 12);
    HuntFolder.forEachRun(folder, RUNS::add);
  }

  private static Explanation of(ProbeRecord run) {
    return Explanation.of(folder, run.number());
  }

  private static ProbeRecord first(Ledger ledger, String purpose) {
    return RUNS.stream()
        .filter(run -> run.ledger() == ledger && run.purpose().startsWith(purpose))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSearchProbeWasChosenByTheStrategy() {
    ProbeRecord search = first(Ledger.SEARCH, "search");

    assertThat(of(search).probe()).isEqualTo(search.number());
    assertThat(of(search).workload()).isEqualTo(search.workload());
    assertThat(of(search).text()).contains("chosen by random: an independent draw");
  }

  @Test
  void aRunThatFollowsNamesItsProbe() {
    ProbeRecord confirming = first(Ledger.CONFIRMATION, "repeat of ");
    Explanation explanation = of(confirming);

    assertThat(explanation.probe()).isPositive().isLessThan(confirming.number());
    assertThat(explanation.text())
        .contains("followed search probe " + explanation.probe() + ": repeat of ");
  }

  @Test
  void calibrationCameBefore() {
    assertThat(of(RUNS.getFirst()).text()).contains("came before the search: idle baseline");
  }

  @Test
  void aRunThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> Explanation.of(folder, RUNS.size() + 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no run " + (RUNS.size() + 1));
  }
}
