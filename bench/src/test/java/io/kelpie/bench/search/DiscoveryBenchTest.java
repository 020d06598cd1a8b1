package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kelpie.bench.noise.Noise;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiscoveryBenchTest {
  private static final DiscoveryBench BENCH =
      new DiscoveryBench(
          List.of("kelpie-no-crossings", "random"), List.of("cx5-25g"), 2, 40, Noise.SHARED);

  /** But for what the clock says. */
  private record Told(Cell.Key key, List<Walk.Met> anomalies, long spent, long anomalous) {
    private static List<Told> of(List<Walk> walks) {
      return walks.stream()
          .map(walk -> new Told(walk.key(), walk.anomalies(), walk.spent(), walk.anomalous()))
          .toList();
    }
  }

  @Test
  void aSeedsWalkIsTheSameOnAnyNumberOfThreads() {
    List<Walk> alone = BENCH.walk(null, 1, _ -> {});

    assertThat(Told.of(BENCH.walk(null, 3, _ -> {}))).isEqualTo(Told.of(alone));
    assertThat(alone).hasSize(4).allMatch(walk -> walk.spent() >= 40);
    assertThat(alone).anyMatch(walk -> walk.curve().met() > 0);
  }

  @Test
  void goesOnWhereItWasCutAndTellsTheSame(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("walks.jsonl");
    List<String> first = Collections.synchronizedList(new ArrayList<>());
    DiscoveryResult whole = BENCH.run(file, first::add);
    List<String> lines = Files.readAllLines(file);
    Files.writeString(file, String.join("\n", lines.subList(0, 2)) + "\n" + lines.get(2).strip());
    List<String> second = Collections.synchronizedList(new ArrayList<>());
    DiscoveryResult resumed = BENCH.run(file, second::add);

    assertThat(first).hasSize(4);
    assertThat(second).hasSize(2);
    assertThat(untimed(resumed)).isEqualTo(untimed(whole));
    assertThat(BENCH.run(file, _ -> {})).isEqualTo(resumed);
  }

  /** The table without its last column, the clock's. */
  private static String untimed(DiscoveryResult result) {
    return DiscoveryTable.of(result).replaceAll(" +[0-9.]+ ms", "");
  }

  @Test
  void aLineIsReadAsItWasWritten() {
    Walk walk = walk("kelpie", 3, 7L, null);

    assertThat(StrictJson.read(StrictJson.line(walk), "line", Walk.class)).isEqualTo(walk);
  }

  @Test
  void comparesWithTheFirstStrategyOverProfilesAndSeeds() {
    List<Walk> walks = new ArrayList<>();
    for (int seed = 1; seed <= 6; seed++) {
      walks.add(walk("first", seed, 10L + seed, null));
      walks.add(walk("second", seed, 90L, 95L + seed));
    }
    DiscoveryResult result =
        DiscoveryResult.of(
            new SearchBench(List.of("first", "second"), List.of("p"), 6, 200, Noise.QUIET), walks);

    assertThat(result.rows())
        .extracting(
            DiscoveryResult.Row::strategy,
            DiscoveryResult.Row::profile,
            DiscoveryResult.Row::met,
            DiscoveryResult.Row::meanProbes)
        .containsExactly(
            tuple("first", "p", 1.0, (13.5 + 200) / 2),
            tuple("second", "p", 2.0, (90 + 98.5) / 2),
            tuple("first", null, 1.0, (13.5 + 200) / 2),
            tuple("second", null, 2.0, (90 + 98.5) / 2));
    assertThat(result.rows().getFirst().medians())
        .containsExactly(
            new DiscoveryResult.Reached(1, 13.0, 1), new DiscoveryResult.Reached(2, null, 0));
    assertThat(result.rows().getLast().pValue()).isGreaterThan(0.9);
    assertThat(result.precursors())
        .extracting(Split::strategy, Split::precursor, Split::found, Split::meanProbes)
        .containsExactly(
            tuple("first", Precursor.DEVICE, 1.0, 13.5),
            tuple("second", Precursor.DEVICE, 1.0, 90.0),
            tuple("first", Precursor.NONE, 0.0, 200.0),
            tuple("second", Precursor.NONE, 1.0, 98.5));
    assertThat(result.precursors().get(1).pValue()).isLessThan(0.05);
    assertThat(result.precursors().getLast().pValue()).isGreaterThan(0.9);
  }

  private static Walk walk(String strategy, long seed, @Nullable Long device, @Nullable Long none) {
    return new Walk(
        strategy,
        "p",
        seed,
        "quiet-lab",
        200,
        List.of(
            new Walk.Met("counted", Precursor.DEVICE, device),
            new Walk.Met("sudden", Precursor.NONE, none)),
        200,
        20,
        1.5,
        3);
  }

  @Test
  void refusesWhatNobodyKnows() {
    DiscoveryBench bench =
        new DiscoveryBench(List.of("kelpie-no-luck"), List.of("clean"), 1, 1, Noise.QUIET);

    assertThatThrownBy(() -> bench.run(null, _ -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("kelpie-no-luck");
  }
}
