package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.bench.noise.Noise;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SearchBenchTest {
  private static final SearchBench BENCH =
      new SearchBench(List.of("kelpie", "random"), List.of("cx5-25g"), 2, 25, Noise.QUIET);

  @Test
  void goesOnWhereItWasCut(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cells.jsonl");
    List<String> first = Collections.synchronizedList(new ArrayList<>());
    SearchResult whole = BENCH.run(file, first::add).result();
    List<String> lines = Files.readAllLines(file);
    Files.writeString(file, String.join("\n", lines.subList(0, 2)) + "\n" + lines.get(2).strip());
    List<String> second = Collections.synchronizedList(new ArrayList<>());
    SearchResult resumed = BENCH.run(file, second::add).result();

    assertThat(first).hasSize(4);
    assertThat(second).hasSize(2);
    assertThat(resumed.rows()).isEqualTo(whole.rows());
    assertThat(Files.readAllLines(file)).hasSize(4);
  }

  @Test
  void tellsEveryStrategyOnTheSameTerms() {
    SearchBench.Ran ran = BENCH.run(null, _ -> {});

    assertThat(ran.result().hunts()).isEqualTo(4);
    assertThat(ran.result().strategies())
        .extracting(SearchResult.Overall::strategy)
        .containsExactly("kelpie", "random");
    assertThat(ran.result().rows())
        .allMatch(row -> row.foundShare() >= 0 && row.foundShare() <= 1)
        .allMatch(row -> row.medianProbes() == null || row.foundShare() >= 0.5);
    assertThat(ran.plot()).startsWith("<svg").endsWith("</svg>\n").contains("cx5-25g", "random");
    assertThat(SearchTable.of(ran.result())).startsWith("SIMULATED 4 hunts").contains("cx5-25g");
  }

  @Test
  void refusesWhatNobodyKnows() {
    assertThatThrownBy(() ->
            new SearchBench(List.of("magic"), List.of("clean"), 1, 1, Noise.QUIET)
                .run(null, _ -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("magic");
    assertThatThrownBy(
            () -> new SearchBench(List.of("kelpie"), List.of("clean"), 0, 1, Noise.QUIET))
        .isInstanceOf(UsageException.class);
  }
}
