package io.kelpie.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.results.HuntFolder;
import io.kelpie.results.Hunts;
import io.kelpie.results.Recognised;
import io.kelpie.results.Recollection;
import io.kelpie.results.StoredHunt;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {
  /** What could leave text, an attribute, a script or a block of data. */
  static final List<String> HOSTILE =
      List.of(
          "</script><script>document.title='owned'</script>",
          "\"><img src=x onerror=document.title='owned'>",
          "<!--<script>",
          "' onmouseover='document.title=\"owned\"",
          "]]>&lt;b&gt;\u2028\u0000",
          "javascript:document.title='owned'");

  private static final Pattern ELEMENT = Pattern.compile("<([a-zA-Z!/][^>]*)>");

  private static final List<String> MTUS = List.of("1\u202f024", "2\u202f048", "4\u202f096");

  @TempDir private Path folder;

  /** However long its runs took: calibration ends early where they take seconds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 1_000_000, 7_000_000_000L, 3_600_000_000_000L})
  void isMadeFromTheJournalAlone(long nanosOfARun) throws IOException {
    AtomicLong clock = new AtomicLong();
    Path hunt =
        StoredHunt.hunted(
            folder.resolve("hunt"), 60, 1, "drain", () -> clock.addAndGet(nanosOfARun));
    String page = Files.readString(ReportPage.write(hunt, Map.of()));
    assertThat(page)
        .contains("SERIALISED", "SIMULATED", "kelpie replay ")
        .contains("<p class=\"quiet\">Zero in both: model/rnr_naks, ")
        .doesNotContain("<th scope=\"row\">model/rnr_naks</th><td>0</td>");
    StoredHunt.deleteAllButTheJournal(hunt);
    assertThat(Files.readString(ReportPage.write(hunt, Map.of()))).isEqualTo(page);
  }

  /**
   * One probe that meets several anomalies has a pursuit for each; which runs are whose does not
   * depend on whether the page is made while they are found or when all are known.
   */
  @Test
  void eachAnomalyHasTheRunsOfItsOwnPursuit() throws IOException {
    Path hunt = folder.resolve("hunt");
    Chronicle listened =
        StoredHunt.listened(hunt, 40, StoredHunt.SHORT_OF_RECEIVES, Chronicle::new);
    Chronicle read = new Chronicle(HuntFolder.read(hunt));
    HuntResult result = Recollection.tell(hunt, read);
    String page = Files.readString(ReportPage.write(hunt, read, result, Map.of()));
    assertThat(Files.readString(ReportPage.write(hunt, listened, result, Map.of())))
        .isEqualTo(page);

    assertThat(result.findings())
        .extracting(Finding::symptom)
        .contains(Symptom.SERIALISED, Symptom.STALLED, Symptom.LOW_GOODPUT, Symptom.ERROR);
    Set<Long> shown = new HashSet<>();
    for (Finding finding : result.findings()) {
      List<CaseFile.Pair> pairs = read.caseFile(finding).orElseThrow().pairs();
      assertThat(pairs)
          .hasSize(finding.runs())
          .allSatisfy(pair -> assertThat(pair.run().workload()).isEqualTo(finding.workload()))
          .allSatisfy(pair -> assertThat(shown.add(pair.run().number())).isTrue());
    }
  }

  @Test
  void aHuntThatWasCutOffHasItsPage() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 60);
    StoredHunt.deleteAllButTheJournal(hunt);
    Path journal = hunt.resolve("journal.jsonl");
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, 40));
    Files.writeString(journal, lines.get(40).substring(0, 100), StandardOpenOption.APPEND);
    String page = Files.readString(ReportPage.write(hunt, Map.of()));
    assertThat(page).contains("⚠ stopped early", "<dt>runs</dt><dd>39</dd>");
  }

  @Test
  void asksNothingOfANetwork() throws IOException {
    String page =
        Files.readString(ReportPage.write(StoredHunt.hunted(folder.resolve("h"), 30), Map.of()));
    String markup = page.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
    assertThat(markup).doesNotContainPattern("(?i)(src|href)=\"(?!#|data:,)");
    assertThat(page)
        .contains("default-src &#39;none&#39;")
        .doesNotContain("unsafe-inline", "unsafe-eval", "@import", "url(http");
    assertThat(markup).doesNotContainPattern("<[^>]* (style|on[a-z]+)=");
  }

  /** Kelpie's own elements and no others, whatever a journal's strings hold. */
  @Test
  void hostileStringsStayText() throws IOException {
    List<String> plain = List.of("one", "two", "three", "four", "five", "six");
    String tame =
        Files.readString(ReportPage.write(StoredHunt.told(folder.resolve("a"), plain), Map.of()));
    String page =
        Files.readString(ReportPage.write(StoredHunt.told(folder.resolve("b"), HOSTILE), Map.of()));
    assertThat(page).contains("&lt;img src=x onerror=");
    assertThat(elements(page)).isEqualTo(elements(tame));
  }

  /** Names with the names of their attributes; counters are sorted by names that differ. */
  private static List<String> elements(String page) {
    return ELEMENT
        .matcher(page)
        .results()
        .map(found -> found.group(1).replaceAll("\"[^\"]*\"", ""))
        .sorted()
        .toList();
  }

  /** A path MTU is a power of two: nothing lies between two of them. */
  @Test
  void everyBinHoldsSomeValue() {
    Coverage coverage = new Coverage(Hunts.file().settings().space());
    assertThat(coverage.axes())
        .filteredOn(axis -> axis.facet().name().equals("path_mtu"))
        .singleElement()
        .satisfies(axis -> assertThat(axis.labels()).hasSize(3).allMatch(MTUS::contains))
        .satisfies(axis ->
            assertThat(axis.bin(Workload.initial().with(Catalogue.PATH_MTU, 2048L))).isEqualTo(1));
  }

  @Test
  void saysWhatIsKnownOfAnAnomaly() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 60);
    String id = Recollection.findings(hunt).getFirst().id();
    Recognised known =
        new Recognised(
            "0badcafe",
            "storm <b>",
            "2026-11-20T20:00:00Z",
            3,
            new Recognised.Muted("vendor case 4711", "2026-11-21", "2999-01-01"));
    String page = Files.readString(ReportPage.write(hunt, Map.of(id, known)));
    assertThat(page)
        .containsOnlyOnce("known as storm &lt;b&gt;, met by 3 hunts")
        .containsOnlyOnce("muted since 2026-11-21 until 2999-01-01: vendor case 4711");
  }

  @Test
  void readsAFolderAsItStands() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 30);
    ReportPage.write(hunt, Map.of());
    assertThat(HuntFolder.read(hunt).asked().seed()).isEqualTo(1);
  }
}
