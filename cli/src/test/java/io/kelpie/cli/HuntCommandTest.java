package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class HuntCommandTest {
  /** Lengths at which a journal is cut. */
  private static final int PREFIXES = 12;

  @TempDir Path folder;

  @Test
  void findsProvesAndReducesASerialisedStallOnTheModel() throws IOException {
    JsonNode summary = hunt("a", 1, "300probes");
    assertThat(summary.path("hunt").asString()).endsWith("a");
    assertThat(summary.path("probe").asString()).isEqualTo("model");
    assertThat(summary.path("ledger").path("search").path("probes").asLong())
        .as("the budget, and the references that its last probe needs")
        .isBetween(300L, 303L);
    for (String key :
        List.of(
            "strategy", "seed", "probes", "invalid", "seconds", "probes_per_hour", "anomalies")) {
      assertThat(summary.has(key)).as(key).isTrue();
    }
    JsonNode stall =
        summary
            .path("anomalies")
            .valueStream()
            .filter(anomaly -> anomaly.path("symptom").asString().equals("SERIALISED"))
            .findFirst()
            .orElseThrow();
    assertThat(stall.path("simulated").asBoolean()).isTrue();
    assertThat(stall.path("interval").get(0).asDouble()).isGreaterThanOrEqualTo(1.5);
    assertThat(stall.path("reproduced").asInt())
        .isLessThanOrEqualTo(stall.path("runs").asInt())
        .isPositive();
    assertThat(stall.path("doing").asString()).isEqualTo("workload");
    assertThat(stall.path("remedy").isNull()).isFalse();
    assertThat(stall.path("conditions").toString()).contains("\"ordering\"");
    assertThat(
            folder
                .resolve("a/anomalies")
                .resolve(stall.path("id").asString())
                .resolve("finding.json"))
        .exists();
  }

  /** Times aside, line by line. */
  @Test
  void theSameSeedWritesTheSameJournal() throws IOException {
    hunt("a", 3, "60probes");
    hunt("b", 3, "60probes");
    hunt("c", 4, "60probes");
    assertThat(journal("a")).isEqualTo(journal("b")).isNotEqualTo(journal("c"));
  }

  /** Times aside, line by line: what set-up took, and so the queue pairs in use, included. */
  @Test
  void aHuntGoesOnFromAnyLineAsIfNothingHadHappened() throws IOException {
    hunt("whole", 1, "60probes");
    Path whole = folder.resolve("whole");
    List<String> lines = Files.readAllLines(whole.resolve("journal.jsonl"));
    for (int kept = 1; kept <= lines.size(); kept += lines.size() / PREFIXES) {
      Path cut = Files.createDirectory(folder.resolve("cut " + kept));
      Files.copy(whole.resolve("hunt.json"), cut.resolve("hunt.json"));
      Files.write(cut.resolve("journal.jsonl"), lines.subList(0, kept));
      hunt("cut " + kept, 1, "60probes", "--resume");

      assertThat(journal("cut " + kept)).as("after %d lines", kept).isEqualTo(journal("whole"));
    }
  }

  @Test
  void aHuntOnAPresetBeginsThereOnTheDeviceOnWhichItWasSeen() throws IOException {
    JsonNode summary = hunt("preset", 1, "1probes", "--preset", "collie-13");
    JsonNode asked =
        StrictJson.MAPPER
            .readTree(Files.readString(folder.resolve("preset/hunt.json")))
            .path("asked");

    assertThat(asked.path("preset").asString()).isEqualTo("collie-13");
    assertThat(asked.path("profile").asString()).isEqualTo("cx6-200g-f");
    assertThat(asked.path("workload").isObject()).isTrue();
    assertThat(
            summary.path("anomalies").valueStream().map(found -> found.path("symptom").asString()))
        .contains("PAUSE");
  }

  @Test
  void aSteeredHuntSaysWhatItWasSteeredTo() throws IOException {
    JsonNode summary =
        hunt(
            "steered",
            1,
            "60probes",
            "--focus",
            "ordering",
            "--focus",
            "signal",
            "--symptom",
            "serialised",
            "--pin",
            "delay=2000",
            "--pin",
            "tiles=64");
    JsonNode steering =
        StrictJson.MAPPER
            .readTree(Files.readString(folder.resolve("steered/hunt.json")))
            .path("asked")
            .path("steering");

    assertThat(steering.toString())
        .isEqualTo(
            "{\"focus\":[\"ordering\",\"signal\"],\"symptoms\":[\"serialised\"],\"counters\":[]}");
    assertThat(summary.path("anomalies").valueStream())
        .isNotEmpty()
        .allMatch(found -> found.path("symptom").asString().equals("SERIALISED"));
    assertThat(journal("steered").stream().filter(line -> line.contains("\"purpose\":\"search\"")))
        .isNotEmpty()
        .allMatch(line -> line.contains("\"tiles\":64,"));
  }

  private List<String> journal(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("journal.jsonl")).stream()
        .map(line -> line.replaceFirst("\"time\":\\{[^}]*\\}", ""))
        .toList();
  }

  private JsonNode hunt(String name, long seed, String budget, String... more) {
    StringWriter out = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "hunt",
                "--json",
                "--seed",
                Long.toString(seed),
                "--budget",
                budget,
                "--out",
                folder.resolve(name).toString()));
    arguments.addAll(List.of(more));
    int status =
        Kelpie.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()))
            .execute(arguments.toArray(String[]::new));
    JsonNode summary = StrictJson.MAPPER.readTree(out.toString());
    assertThat(status).isEqualTo(summary.path("anomalies").isEmpty() ? 0 : 1);
    return summary;
  }
}
