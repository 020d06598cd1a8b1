package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.Finding;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NarrativeTest {

  @Test
  void theCountersThatWereNotDrivenTakeALineForEachReason() {
    Map<String, String> unranked = new TreeMap<>();
    for (int counter = 0; counter < 150; counter++) {
      unranked.put("lan0/net/%03d".formatted(counter), "never moves");
    }
    unranked.put("own/cqe_age", "unknown");

    assertThat(
            Narrative.of(Path.of("h"), ended(unranked), false, List.of(), Map.of())
                .replaceAll("\\s+", " "))
        .contains(
            "not driven never moves: 150 counters, such as lan0/net/000, lan0/net/001,"
                + " lan0/net/002, lan0/net/003 not driven unknown: own/cqe_age");
  }

  /** By notes as the minimiser writes them: where its words change, these do. */
  @Test
  void whatCannotBeHadByItselfIsOneSentenceOfAFinding(@TempDir Path folder) {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 60);
    Finding finding = Recollection.tell(hunt, new HuntListener() {}).findings().getFirst();
    assertThat(finding.notes())
        .contains(
            "qp_type = uc cannot be had without changing something else",
            "qp_type = ud cannot be had without changing something else");

    String told = Narrative.of(finding).replaceAll("\\s+", " ");
    assertThat(told).contains("qp_type = uc or ud, ");
    assertThat(told.split("cannot be had", -1)).hasSize(2);
  }

  @Test
  void otherNotesStandAsTheyAre() {
    assertThat(
            Untested.told(
                List.of(
                    "tiles = 7 cannot be had without changing something else",
                    "rnr_retries was not tested to the end: the runs were spent",
                    "tiles = 9 cannot be had without changing something else",
                    "rnr_retries was not tested to the end: the runs were spent")))
        .containsExactly(
            "rnr_retries was not tested to the end: the runs were spent",
            "tiles = 7 or 9 cannot be had without changing something else");
  }

  private static HuntResult ended(Map<String, String> unranked) {
    return new HuntResult(
        List.of(), new EnumMap<>(Ledger.class), 0, 1, "budget", unranked, List.of());
  }
}
