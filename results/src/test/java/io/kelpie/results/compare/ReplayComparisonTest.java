package io.kelpie.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.results.Findings;
import io.kelpie.results.Place;
import io.kelpie.results.ReplayResult;
import io.kelpie.results.ReplaySuite;
import io.kelpie.results.compare.Difference.Kind;
import io.kelpie.search.oracle.Persistence.Verdict;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayComparisonTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  @TempDir private Path folder;

  private static ReplayResult replay(String id, Verdict verdict, double effect, String kernel) {
    return new ReplayResult(
        id,
        HOSTILE,
        "SERIALISED",
        true,
        verdict,
        effect,
        List.of(effect * 0.9, effect * 1.1),
        12,
        12,
        0.001,
        "",
        false,
        10,
        kernel.equals("6.1") ? List.of() : List.of(new Place.Change("kernel", "6.1", kernel)),
        Findings.serialised().workload());
  }

  private Path file(String name, Object replay) throws IOException {
    return Files.writeString(folder.resolve(name), StrictJson.page(replay));
  }

  @ParameterizedTest
  @CsvSource({
    "STILL_THERE, 10, GONE, 1, GONE",
    "GONE, 1, STILL_THERE, 10, APPEARED",
    "GONE, 1, WEAKER, 2, APPEARED",
    "STILL_THERE, 10, WEAKER, 4, BETTER",
    "STILL_THERE, 10, STILL_THERE, 20, WORSE",
    "STILL_THERE, 10, STILL_THERE, 10.5, STILL_THERE",
    "GONE, 1, GONE, 1, STILL_GONE",
    "CANNOT_TELL, 3, STILL_THERE, 10, CANNOT_TELL",
    "STILL_THERE, 10, CANNOT_TELL, 3, CANNOT_TELL"
  })
  void tellsWhatBecameOfAnAnomaly(Verdict first, double was, Verdict second, double is, Kind kind)
      throws IOException {
    Comparison comparison =
        ReplayComparison.of(
            file("a", replay("0badcafe", first, was, "6.1")),
            file("b", replay("0badcafe", second, is, "6.12")));
    assertThat(comparison.differences().getFirst().kind()).isEqualTo(kind);
    assertThat(comparison.differs()).containsExactly(new Place.Change("kernel", "6.1", "6.12"));
    assertThat(comparison.isWorse()).isEqualTo(kind == Kind.WORSE || kind == Kind.APPEARED);
  }

  @Test
  void suitesAreMatchedByAnomaly() throws IOException {
    ReplaySuite first =
        ReplaySuite.of(
            List.of(
                new ReplaySuite.Case("a", replay("aaaaaaaa", Verdict.GONE, 1, "6.1"), null, 1),
                new ReplaySuite.Case("b", replay("bbbbbbbb", Verdict.WEAKER, 3, "6.1"), null, 1),
                new ReplaySuite.Case("c", null, "no such device", 0)));
    ReplaySuite second =
        ReplaySuite.of(
            List.of(
                new ReplaySuite.Case("b", replay("bbbbbbbb", Verdict.GONE, 1, "6.12"), null, 1),
                new ReplaySuite.Case("a", replay("aaaaaaaa", Verdict.WEAKER, 2, "6.12"), null, 1),
                new ReplaySuite.Case("d", replay("dddddddd", Verdict.GONE, 1, "6.12"), null, 1)));
    Comparison comparison = ReplayComparison.of(file("a", first), file("b", second));
    assertThat(comparison.differences())
        .extracting(Difference::kind)
        .containsExactly(Kind.APPEARED, Kind.CANNOT_TELL, Kind.GONE);
    assertThat(comparison.counts()).containsEntry(Kind.CANNOT_TELL, 1L);
  }

  @Test
  void replaysOfOtherAnomaliesAreRefused() throws IOException {
    Path first = file("a", replay("aaaaaaaa", Verdict.GONE, 1, "6.1"));
    Path second = file("b", replay("bbbbbbbb", Verdict.GONE, 1, "6.1"));
    assertThatThrownBy(() -> ReplayComparison.of(first, second))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no anomaly in common");
  }

  @Test
  void aPageIsMarkedRunsNothingAndAsksForNothing() throws IOException {
    Path a = file("a", replay("0badcafe", Verdict.STILL_THERE, 10, "6.1"));
    Path b = file("b", replay("0badcafe", Verdict.GONE, 1, HOSTILE));
    Path file = folder.resolve("page.html");
    ComparePage.write(file, ReplayComparison.of(a, b));
    String page = Files.readString(file);
    assertThat(page)
        .contains("SIMULATED", "1 gone", "&lt;img src=x onerror=alert(1)&gt;")
        .contains("default-src &#39;none&#39;")
        .doesNotContain("<img", "<script", "script-src", "src=\"", "href=\"http");
  }
}
