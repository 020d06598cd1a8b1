package io.kelpie.results.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.results.HuntFolder;
import io.kelpie.results.StoredHunt;
import io.kelpie.search.ProbeRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCsvTest {
  @TempDir private Path folder;

  private List<List<String>> table(Path hunt) {
    StringBuilder text = new StringBuilder();
    JournalCsv.write(hunt, text);
    return parsed(text.toString());
  }

  /** RFC 4180, by its grammar. */
  private static List<List<String>> parsed(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
        cell.append(c);
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\r')) {
        cells.add(cell.toString());
        cell.setLength(0);
        if (c == '\r') {
          assertThat(text.charAt(++at)).isEqualTo('\n');
          lines.add(List.copyOf(cells));
          cells.clear();
        }
      } else {
        cell.append(c);
      }
    }
    assertThat(cell).isEmpty();
    return lines;
  }

  @Test
  void hasALineForEveryRunWithItsFigures() {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 20);
    List<List<String>> table = table(hunt);
    List<String> heads = table.getFirst();
    List<ProbeRecord> runs = new ArrayList<>();
    HuntFolder.forEachRun(hunt, runs::add);
    assertThat(table).hasSize(runs.size() + 1).allMatch(line -> line.size() == heads.size());
    assertThat(heads).doesNotHaveDuplicates().contains("tile_time", "ordering", "mean_fence");
    for (int i = 0; i < runs.size(); i++) {
      List<String> line = table.get(i + 1);
      ProbeRecord run = runs.get(i);
      assertThat(line.get(heads.indexOf("run"))).isEqualTo(Long.toString(run.number()));
      assertThat(line.get(heads.indexOf("simulated"))).isEqualTo("true");
      boolean moved = run.measurement().completed() && !run.measurement().flows().isEmpty();
      assertThat(line.get(heads.indexOf("tile_time")))
          .isEqualTo(moved ? Double.toString(run.measurement().tileTime()) : "");
    }
  }

  @Test
  void whatIsUnknownIsEmpty() {
    List<List<String>> table = table(StoredHunt.told(folder.resolve("hunt"), List.of("name")));
    List<String> heads = table.getFirst();
    int first = heads.indexOf("name/0name");
    assertThat(first).isPositive();
    List<String> readings = table.stream().skip(1).map(line -> line.get(first)).toList();
    assertThat(readings).anyMatch(String::isEmpty).anyMatch(cell -> !cell.isEmpty());
    assertThat(readings).doesNotContain("0", "0.0", "null");
  }

  /** No text becomes a formula in a spreadsheet, none breaks a cell. */
  @Test
  void hostileTextsStayText() {
    List<String> hostile = List.of("=HYPERLINK(\"http://a\")", "+1", "@SUM(A1)", "-2,\"\r\n");
    List<List<String>> tame =
        table(StoredHunt.told(folder.resolve("a"), List.of("a", "b", "c", "d")));
    List<List<String>> table = table(StoredHunt.told(folder.resolve("b"), hostile));
    assertThat(table).hasSameSizeAs(tame);
    int purpose = table.getFirst().indexOf("purpose");
    assertThat(table.getLast().get(purpose)).matches("(?s)'[=+@-].*");
    assertThat(table.stream().flatMap(List::stream))
        .noneMatch(cell -> cell.matches("(?s)[=+@].*") || cell.matches("(?s)-[^0-9].*"));
  }
}
