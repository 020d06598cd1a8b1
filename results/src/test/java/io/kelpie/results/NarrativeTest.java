package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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

  private static HuntResult ended(Map<String, String> unranked) {
    return new HuntResult(
        List.of(), new EnumMap<>(Ledger.class), 0, 1, "budget", unranked, List.of());
  }
}
