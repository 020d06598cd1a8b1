package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kills hunts on the model at random moments, and lets them go on. */
class HuntKillTest {
  private static final int KILLS = 20;
  private static final long SEED = 7;
  private static final String BUDGET = "200probes";

  /** Bytes that a session may add to its journal before it is killed: some 12 runs. */
  private static final int MOST_BYTES = 60_000;

  @TempDir private Path folder;

  @Test
  void aHuntThatIsKilledTwentyTimesEndsAsOneThatWasNot() throws Exception {
    Path whole = folder.resolve("whole");
    run(whole, false).waitFor();
    Path killed = folder.resolve("killed");
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
    List<String> before = List.of();
    for (int kill = 1; kill <= KILLS; kill++) {
      long size = size(killed) + random.nextInt(MOST_BYTES);
      Process hunt = run(killed, Files.exists(killed.resolve("hunt.json")));
      killAfter(hunt, killed, size, random);
      List<String> after = wholeLines(killed);
      assertThat(after.subList(0, Math.min(before.size(), after.size())))
          .as("seed %d, kill %d", SEED, kill)
          .isEqualTo(before);
      before = after;
    }
    assertThat(run(killed, true).waitFor()).isEqualTo(ExitStatus.ANOMALY.code());
    assertThat(runs(killed)).isEqualTo(runs(whole));
    assertThat(findings(killed)).isEqualTo(findings(whole)).isNotEmpty();
  }

  /** Kills a hunt once its journal has so many bytes, some runs later. */
  private static void killAfter(Process hunt, Path folder, long size, UniformRandomProvider random)
      throws Exception {
    while (size(folder) < size && hunt.isAlive()) {
      hunt.waitFor(2, TimeUnit.MILLISECONDS);
    }
    boolean ended = hunt.waitFor(random.nextInt(1, 20), TimeUnit.MILLISECONDS);
    assertThat(ended).as("a hunt that ended before it was killed").isFalse();
    hunt.destroyForcibly().waitFor();
  }

  private Process run(Path hunt, boolean resume) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Kelpie.class.getName(),
                "hunt",
                "--json",
                "--seed",
                "1",
                "--budget",
                BUDGET,
                "--out",
                hunt.toString()));
    if (resume) {
      command.add("--resume");
    }
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private static long size(Path hunt) throws IOException {
    Path journal = hunt.resolve("journal.jsonl");
    return Files.exists(journal) ? Files.size(journal) : 0;
  }

  private static List<String> wholeLines(Path hunt) throws IOException {
    Path journal = hunt.resolve("journal.jsonl");
    if (!Files.exists(journal)) {
      return List.of();
    }
    String text = Files.readString(journal);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** The journal's runs without their times. */
  private static List<JsonNode> runs(Path hunt) throws IOException {
    List<JsonNode> runs = new ArrayList<>();
    for (String line : Files.readAllLines(hunt.resolve("journal.jsonl"))) {
      ObjectNode run = (ObjectNode) StrictJson.MAPPER.readTree(line);
      run.remove("time");
      runs.add(run);
    }
    return runs;
  }

  private static List<String> findings(Path hunt) throws IOException {
    try (Stream<Path> folders = Files.list(hunt.resolve("anomalies"))) {
      List<String> findings = new ArrayList<>();
      for (Path found : folders.sorted().toList()) {
        findings.add(Files.readString(found.resolve("finding.json")));
      }
      return findings;
    }
  }
}
