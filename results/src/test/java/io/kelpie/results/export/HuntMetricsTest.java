package io.kelpie.results.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.results.Findings;
import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Hunts;
import io.kelpie.results.StoredHunt;
import io.kelpie.search.HuntListener.Phase;
import io.kelpie.search.ProbeRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuntMetricsTest {
  /** A sample by the grammar of OpenMetrics 1.0, timestamps and exemplars left out. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)(\\{[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"(?:,[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\")*})? (-?[0-9.]+(?:E-?[0-9]+)?)");

  @TempDir private Path folder;
  private final AtomicLong clock = new AtomicLong();
  private final List<String> words = new ArrayList<>();

  private HuntMetrics metrics(HuntFile file) {
    return new HuntMetrics(folder, file, words::add, clock::get);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve(HuntMetrics.FILE));
  }

  private static List<ProbeRecord> runs(Path hunt) {
    List<ProbeRecord> runs = new ArrayList<>();
    HuntFolder.forEachRun(hunt, runs::add);
    return runs;
  }

  /**
   * Each family in one piece, its type before its samples, counters by their suffix, and an end.
   */
  @Test
  void keepsToTheFormat() throws IOException {
    Path hunt = StoredHunt.told(folder.resolve("hunt"), List.of("a\"b\\c\nd"));
    HuntMetrics metrics = metrics(HuntFolder.read(hunt));
    runs(hunt).forEach(run -> metrics.probed(run, true));
    metrics.found(Findings.serialised());
    metrics.phase(Phase.ENDED);
    List<String> lines = lines();
    assertThat(lines.getLast()).isEqualTo("# EOF");
    List<String> families = new ArrayList<>();
    String type = "";
    for (String line : lines.subList(0, lines.size() - 1)) {
      if (line.startsWith("# TYPE ")) {
        families.add(line.split(" ", -1)[2]);
        type = line.split(" ", -1)[3];
        assertThat(type).isIn("gauge", "counter");
      } else if (line.startsWith("# HELP ")) {
        assertThat(line.split(" ", -1)[2]).isEqualTo(families.getLast());
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(sample.group(1))
            .isEqualTo(families.getLast() + (type.equals("counter") ? "_total" : ""));
      }
    }
    assertThat(families).doesNotHaveDuplicates();
    assertThat(String.join("\n", lines)).contains("device=\"a\\\"b\\\\c\\nd\"");
  }

  @Test
  void countsWhatHappened() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 20);
    List<ProbeRecord> runs = runs(hunt);
    HuntMetrics metrics = metrics(HuntFolder.read(hunt));
    runs.forEach(run -> metrics.probed(run, true));
    metrics.found(Findings.simulated());
    assertThat(lines())
        .contains(
            "kelpie_runs_total{ledger=\"search\"} "
                + runs.stream().filter(run -> run.ledger().toString().equals("search")).count(),
            "kelpie_anomalies{symptom=\"SERIALISED\"} 1",
            "kelpie_anomalies{symptom=\"HANG\"} 0",
            "kelpie_largest_effect_ratio 12.5")
        .anyMatch(
            line -> line.startsWith("kelpie_hunt_info{") && line.contains("simulated=\"true\""));
  }

  @Test
  void isReplacedEveryTenSecondsAndAtAFind() throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("hunt"), 5);
    List<ProbeRecord> runs = runs(hunt);
    HuntMetrics metrics = metrics(HuntFolder.read(hunt));
    metrics.probed(runs.getFirst(), true);
    List<String> first = lines();
    clock.addAndGet(Duration.ofSeconds(9).toNanos());
    metrics.probed(runs.get(1), true);
    assertThat(lines()).isEqualTo(first);
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    metrics.probed(runs.get(2), true);
    assertThat(lines()).isNotEqualTo(first);
    List<String> second = lines();
    metrics.found(Findings.serialised());
    assertThat(lines()).isNotEqualTo(second);
  }

  @Test
  void aFileThatCannotBeWrittenEndsNoHunt() throws IOException {
    Files.createDirectories(folder.resolve(HuntMetrics.FILE).resolve("in the way"));
    HuntMetrics metrics = metrics(Hunts.file());
    metrics.phase(Phase.ENDED);
    metrics.found(Findings.serialised());
    assertThat(words).hasSize(1);
    assertThat(words.getFirst()).contains(HuntMetrics.FILE);
  }
}
