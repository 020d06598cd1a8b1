package io.kelpie.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.results.HuntFolder;
import io.kelpie.results.StoredHunt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @TempDir private Path folder;

  @Test
  void isMadeFromTheJournalAlone() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 60);
    String page = Files.readString(ReportPage.write(hunt));
    assertThat(page).contains("SERIALISED", "SIMULATED", "kelpie replay ");
    StoredHunt.deleteAllButTheJournal(hunt);
    assertThat(Files.readString(ReportPage.write(hunt))).isEqualTo(page);
  }

  @Test
  void aHuntThatWasCutOffHasItsPage() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 60);
    StoredHunt.deleteAllButTheJournal(hunt);
    Path journal = hunt.resolve("journal.jsonl");
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, 40));
    Files.writeString(journal, lines.get(40).substring(0, 100), StandardOpenOption.APPEND);
    String page = Files.readString(ReportPage.write(hunt));
    assertThat(page).contains("⚠ stopped early", "<dt>runs</dt><dd>39</dd>");
  }

  @Test
  void asksNothingOfANetwork() throws IOException {
    String page = Files.readString(ReportPage.write(StoredHunt.hunted(folder.resolve("h"), 30)));
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
    String tame = Files.readString(ReportPage.write(StoredHunt.told(folder.resolve("a"), plain)));
    String page = Files.readString(ReportPage.write(StoredHunt.told(folder.resolve("b"), HOSTILE)));
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

  @Test
  void readsAFolderAsItStands() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 30);
    ReportPage.write(hunt);
    assertThat(HuntFolder.read(hunt).asked().seed()).isEqualTo(1);
  }
}
