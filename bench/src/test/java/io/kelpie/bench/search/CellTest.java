package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kelpie.bench.noise.Noise;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CellTest {
  @Test
  void aLineIsReadAsItWasWritten() {
    Cell cell = cell("kelpie", 1, 30, 60);

    assertThat(StrictJson.read(StrictJson.line(cell), "line", Cell.class)).isEqualTo(cell);
  }

  @Test
  void ratiosAreOfKaplanMeierMediansAndKnowWhoIsBest() {
    SearchBench bench =
        new SearchBench(
            List.of("kelpie", "collie-paper-diag", "collie-paper-perf", "kelpie-placebo"),
            List.of("p"),
            3,
            100,
            Noise.QUIET);
    List<Cell> cells = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      cells.add(cell("kelpie", seed, 10, 10, 10, 10, 10, 10, 10 + seed));
      cells.add(cell("collie-paper-diag", seed, 10, 20, 30, 30, 30, 30, 40 + seed));
      cells.add(cell("collie-paper-perf", seed, 10));
      cells.add(cell("kelpie-placebo", seed, 20, 20, 20, 20, 20, 20, 2L * (10 + seed)));
    }
    SearchResult result = SearchResult.of(bench, cells, Map.of("p", sevenWithDeviceCounters()));

    assertThat(result.seventhRatio()).isEqualTo(12.0 / 42);
    assertThat(result.tenthRatio()).isNull();
    assertThat(result.placeboRatio()).isEqualTo(2);
    assertThat(result.allFoundShare()).isEqualTo(1);
    assertThat(result.precursors())
        .extracting(Split::strategy, Split::precursor, Split::anomalies, Split::found)
        .contains(
            tuple("kelpie", Precursor.DEVICE, 21, 1.0),
            tuple("collie-paper-perf", Precursor.DEVICE, 21, 1.0 / 7));
    assertThat(result.rows())
        .filteredOn(row -> row.strategy().equals("collie-paper-perf") && row.k() == 2)
        .allMatch(row -> row.medianProbes() == null && row.foundShare() == 0);
  }

  private static Map<String, Precursor> sevenWithDeviceCounters() {
    return IntStream.range(0, 7)
        .boxed()
        .collect(Collectors.toMap(anomaly -> "a" + anomaly, _ -> Precursor.DEVICE));
  }

  private static Cell cell(String strategy, long seed, long... searchProbes) {
    List<Cell.Reached> reached = new ArrayList<>();
    for (int i = 0; i < searchProbes.length; i++) {
      reached.add(
          new Cell.Reached("a" + i, new Cell.Cost(searchProbes[i], 2 * searchProbes[i], 1.5, 2.5)));
    }
    return new Cell(
        strategy,
        "p",
        seed,
        "quiet-lab",
        100,
        7,
        reached,
        List.of(
            new Cell.Claimed(
                "0a0b0c0d", Symptom.PAUSE, Truth.Kind.NAMED, "a0", "unknown", 0.5, null, 12)),
        new Cell.Cost(100, 400, 10, 40),
        0.1,
        2,
        3);
  }
}
