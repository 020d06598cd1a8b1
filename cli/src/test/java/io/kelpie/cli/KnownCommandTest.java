package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
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

  private JsonNode hunt(String seed, String name) {
    String told =
        run(
            1,
            "hunt",
            "--json",
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
            hunts.resolve(name).toString());
    return StrictJson.MAPPER.readTree(told);
  }

  /** Another seed meets the stall again, at other borders. */
  @Test
  void recognisesAnAnomalyOfLastWeek() throws IOException {
    hunt("1", "monday");
    hunt("2", "tuesday");
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
    JsonNode again =
        hunt("1", "wednesday")
            .path("anomalies")
            .valueStream()
            .map(each -> each.path("known"))
            .filter(each -> each.path("name").asString("").equals("storm"))
            .findFirst()
            .orElseThrow();
    assertThat(again.path("hunts").asInt()).isEqualTo(3);
    assertThat(again.path("muted").path("reason").asString()).isEqualTo("known to the vendor");
    assertThat(Files.readString(hunts.resolve("wednesday/report.html")))
        .contains("known as storm, met by 3 hunts", ": known to the vendor");
    assertThat(known("storm", "--unmute").size()).isEqualTo(all);
  }
}
