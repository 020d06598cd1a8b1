package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ExportCommandTest {
  @TempDir static Path folder;
  private static Path hunt = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void hunt() {
    hunt = folder.resolve("hunt");
    new ExportCommandTest()
        .run("hunt", "--budget", "10probes", "--pin", "ordering=drain", "--out", hunt.toString());
  }

  private int run(String... arguments) {
    return Kelpie.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void writesTablesTracesAndSchemas() throws IOException {
    Path csv = folder.resolve("runs.csv");
    Path trace = folder.resolve("trace.json");
    Path schemas = folder.resolve("deep/schemas");
    assertThat(
            run(
                "export",
                hunt.toString(),
                "--csv",
                csv.toString(),
                "--perfetto",
                trace.toString(),
                "--schemas",
                schemas.toString()))
        .as(err.toString())
        .isZero();
    List<String> table = Files.readAllLines(csv);
    assertThat(table.getFirst()).startsWith("run,elapsed,simulated,");
    JsonNode events = StrictJson.read(trace, JsonNode.class).path("traceEvents");
    assertThat(events.size()).isGreaterThan(10);
    try (Stream<Path> files = Files.list(schemas)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .contains("hunt.schema.json", "journal.schema.json", "replay-output.schema.json");
    }
    assertThat(Files.readString(hunt.resolve("metrics.prom")))
        .contains("kelpie_phase{phase=\"ended\"} 1", "kelpie_invalid_runs_total 0")
        .endsWith("# EOF\n");

    assertThat(run("export", hunt.toString(), "--csv", "-")).isZero();
    assertThat(out.toString().replace("\r\n", "\n").lines().toList()).isEqualTo(table);
  }

  @Test
  void saysWhatItCannotExport() {
    assertThat(run("export", hunt.toString(), "--perfetto", "t.json", "--run", "1,99999"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("was kept tile by tile", "--trace");
    assertThat(Path.of("t.json")).doesNotExist();
  }
}
