package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Kelpie.commandLine()
        .setOut(new PrintWriter(new StringWriter(), true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** An anomaly of a GPU's kernel is asked for there, not of whatever kernel this host has. */
  @Test
  void anAnomalyIsReplayedOnTheDeviceThatShowedIt() throws IOException {
    Path hunt = folder.resolve("hunt");
    run("hunt", "--budget", "10probes", "--pin", "ordering=drain", "--out", hunt.toString());
    Path anomaly;
    try (var anomalies = Files.list(hunt.resolve("anomalies"))) {
      anomaly = anomalies.findFirst().orElseThrow();
    }
    Path finding = anomaly.resolve("finding.json");
    String found = Files.readString(finding);
    String elsewhere =
        found
            .replaceFirst("\"probe\" *: *\"model\"", "\"probe\":\"megakernel\"")
            .replaceFirst("\"device\" *: *\"simulated\"", "\"device\":\"gpu977/loopback\"")
            .replaceFirst("\"profile\" *: *\"clean\"", "\"megakernel\":\"a GPU\"")
            .replaceAll("\"simulated\" *: *true", "\"simulated\":false");
    assertThat(elsewhere).contains("gpu977").isNotEqualTo(found);
    Files.writeString(finding, elsewhere);

    assertThat(run("replay", anomaly.toString())).isEqualTo(ExitStatus.ERROR.code());
    assertThat(err.toString()).containsAnyOf("no NVIDIA driver", "no GPU");
  }
}
