package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.json.StrictJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class KnownCommandTest {
  @TempDir Path hunts;
  private final StringWriter err = new StringWriter();

  private String run(int status, String... arguments) {
    StringWriter out = new StringWriter();
    assertThat(
            Kelpie.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments))
        .as(err.toString())
        .isEqualTo(status);
    return out.toString();
  }

  private JsonNode known(String... more) {
    String[] arguments = new String[4 + more.length];
    System.arraycopy(more, 0, arguments, 4, more.length);
    arguments[0] = "known";
    arguments[1] = "--hunts";
    arguments[2] = hunts.toString();
    arguments[3] = "--json";
    return StrictJson.MAPPER.readTree(run(0, arguments)).path("anomalies");
  }

  /** Another seed meets the stall again, at other borders. */
  @Test
  void recognisesAnAnomalyOfLastWeek() {
    for (String seed : new String[] {"1", "2"}) {
      String folder = hunts.resolve("seed-" + seed).toString();
      run(
          1,
          "hunt",
          "--budget",
          "6probes",
          "--pin",
          "ordering=drain",
          "--pin",
          "qp_type=rc",
          "--pin",
          "opcode=write",
          "--pin",
          "signals_per_fence=1",
          "--seed",
          seed,
          "--out",
          folder);
    }
    JsonNode stall =
        known()
            .valueStream()
            .filter(each -> each.path("symptom").asString().equals("SERIALISED"))
            .filter(each -> each.path("hunts").asInt() == 2)
            .findFirst()
            .orElseThrow();
    assertThat(stall.path("simulated").asBoolean()).isTrue();
    String id = stall.path("id").asString();
    int all = known().size();
    known(id, "--name", "storm");
    assertThat(known("storm", "--mute", "known to the vendor").size()).isEqualTo(all - 1);
    assertThat(known("--all").toString()).contains("known to the vendor", "storm");
    assertThat(known("storm", "--unmute").size()).isEqualTo(all);
  }
}
