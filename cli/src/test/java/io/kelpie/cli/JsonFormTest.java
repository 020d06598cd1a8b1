package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kelpie.bench.search.BenchSchema;
import io.kelpie.results.schema.FileSchema;
import io.kelpie.results.schema.JsonForm;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Holds what the commands print and keep against their schemas. The files of a hunt and of a bundle
 * are held against theirs by {@code FileSchemaTest}.
 */
class JsonFormTest {
  /** They take minutes, and print a record of the type that their schema is made from. */
  private static final Set<BenchCommand.Bench> LONG =
      EnumSet.of(BenchCommand.Bench.MODEL, BenchCommand.Bench.COLLIE);

  private static final EnumSet<FileSchema> FILES =
      EnumSet.range(FileSchema.HUNT, FileSchema.PSEUDONYMS);

  @TempDir private static Path folder;
  private static final List<Written> WRITTEN = new ArrayList<>();

  /** A text that was printed or kept, and the form that speaks of it. */
  private record Written(JsonForm form, String command, String text) {}

  @BeforeAll
  static void write() throws IOException {
    Path hunts = folder.resolve("hunts");
    Path hunt = hunts.resolve("monday");
    printed(
        FileSchema.HUNT_OUTPUT,
        "hunt --json --budget 6probes --pin ordering=drain --pin qp_type=rc --pin opcode=write"
            + " --pin signals_per_fence=1 --out "
            + hunt);
    Path anomaly;
    try (Stream<Path> found = Files.list(hunt.resolve("anomalies"))) {
      anomaly = found.findFirst().orElseThrow();
    }
    String id = String.valueOf(anomaly.getFileName());
    String bundle = folder.resolve("bundle.zip").toString();
    printed(FileSchema.EXPLAIN_OUTPUT, "hunt --json --explain 1 --out " + hunt);
    printed(FileSchema.REPLAY_OUTPUT, "replay --json " + anomaly);
    printed(FileSchema.REPLAY_OUTPUT, "replay --json " + hunt.resolve("anomalies"));
    printed(FileSchema.COMPARE_OUTPUT, "compare --json " + hunt + " " + hunt);
    printed(FileSchema.BUNDLE_OUTPUT, "bundle --json --simulated --out " + bundle + " " + anomaly);
    printed(FileSchema.BUNDLE, "bundle verify --json " + bundle);
    printed(
        FileSchema.KNOWN_OUTPUT,
        "known --json --name storm --mute case --until 2999-12-31 --hunts " + hunts + " " + id);
    printed(FileSchema.KNOWN_OUTPUT, "known --json --all --hunts " + hunts);
    kept(FileSchema.KNOWN, hunts.resolve("known.json"));
    printed(FileSchema.PROBE_OUTPUT, "probe --json --set ordering=drain");
    printed(OutputSchema.DEVICES_OUTPUT, "devices --json");
    printed(OutputSchema.DOCTOR_OUTPUT, "doctor --json");
    printed(OutputSchema.PRESET_OUTPUT, "preset list --json");
    printed(OutputSchema.SPACE_OUTPUT, "space --json");
    printed(OutputSchema.PROFILE_OUTPUT, "profile list --json");
    printed(OutputSchema.PROFILE_CHECK_OUTPUT, "profile check clean --json");
    printed(ProbeSchema.PROFILE, "profile show cx6-200g-f");
    printed(ProbeSchema.PROFILE, "profile generate --seed 3");
    exec();
    benches();
  }

  /** The adapter of the tests, with a copy of all that passes between it and Kelpie. */
  private static void exec() throws IOException {
    Path adapter = folder.resolve("adapter.sh");
    try (InputStream in =
        JsonFormTest.class.getResourceAsStream("/io/kelpie/probes/exec/adapter.sh")) {
      Files.write(adapter, Objects.requireNonNull(in).readAllBytes());
    }
    Path kept = Files.createDirectory(folder.resolve("exec"));
    Path command = folder.resolve("watched");
    Files.writeString(
        command,
        """
        #!/bin/sh
        case $1 in
        describe) sh %1$s "$@" | tee %2$s/describe.json ;;
        run) sh %1$s "$@" && cp "$2"/*.json %2$s ;;
        esac
        """
            .formatted(adapter, kept));
    assertThat(command.toFile().setExecutable(true)).isTrue();
    printed(FileSchema.PROBE_OUTPUT, "probe --json --probe exec --device " + command);
    kept(ProbeSchema.EXEC_DESCRIPTION, kept.resolve("describe.json"));
    kept(ProbeSchema.EXEC_TASK, kept.resolve("task.json"));
    kept(ProbeSchema.EXEC_MEASUREMENT, kept.resolve("measurement.json"));
    kept(FileSchema.WORKLOAD, kept.resolve("workload.json"));
  }

  private static void benches() throws IOException {
    Path race = folder.resolve("race");
    Path lab = folder.resolve("lab.jsonl");
    Path hunts = folder.resolve("bench.jsonl");
    Path walks = folder.resolve("walks.jsonl");
    printed(
        BenchSchema.BENCH_OUTPUT,
        "bench cell --json --seeds 1 --cap 3 --strategies random --out " + race);
    printed(
        BenchSchema.BENCH_OUTPUT,
        "bench clean --json --seeds 1 --budget 3 --strategies random --out " + hunts);
    printed(BenchSchema.BENCH_OUTPUT, "bench clean-probes --json --draws 50");
    printed(BenchSchema.BENCH_OUTPUT, "bench lab --json --out " + lab);
    printed(BenchSchema.BENCH_OUTPUT, "bench planted --json --profile cx5-25g");
    printed(BenchSchema.BENCH_OUTPUT, "bench mfs --json --quick --seeds 1 --profiles cx5-25g");
    printed(BenchSchema.BENCH_OUTPUT, "bench published --json");
    printed(BenchSchema.BENCH_OUTPUT, "bench recognise --json --seeds 2 --profiles cx5-25g");
    printed(BenchSchema.BENCH_OUTPUT, "bench replay --json --replays 1");
    printed(
        BenchSchema.BENCH_OUTPUT,
        "bench search --json --seeds 1 --budget 3 --profiles cx5-25g --strategies random --out "
            + hunts);
    printed(
        BenchSchema.BENCH_OUTPUT,
        "bench discovery --json --seeds 1 --budget 3 --profiles cx5-25g --strategies random --out "
            + walks);
    kept(BenchSchema.BENCH_WALK, walks);
    kept(BenchSchema.BENCH_RACE, race.resolve("runs.jsonl"));
    kept(BenchSchema.BENCH_LAB, lab);
    kept(BenchSchema.BENCH_HUNT, hunts);
  }

  private static void printed(JsonForm form, String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Kelpie.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(command.split(" "));
    assertThat(out.toString()).as("%s: %s", command, err).startsWith("{");
    WRITTEN.add(new Written(form, command, out.toString()));
  }

  private static void kept(JsonForm form, Path file) throws IOException {
    List<String> texts =
        file.toString().endsWith(".jsonl")
            ? Files.readAllLines(file)
            : List.of(Files.readString(file));
    texts.forEach(text -> WRITTEN.add(new Written(form, file.toString(), text)));
  }

  @Test
  void whatIsWrittenFits() {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    for (Written each : WRITTEN) {
      assertThat(
              registry
                  .getSchema(StrictJson.page(each.form.schema()), InputFormat.JSON)
                  .validate(each.text, InputFormat.JSON))
          .as("%s: %s", each.command, each.text)
          .isEmpty();
    }
  }

  @Test
  void everyFormIsHeldAgainstSomething() {
    Set<JsonForm> held = WRITTEN.stream().map(Written::form).collect(Collectors.toSet());
    held.addAll(FILES);
    held.add(BenchSchema.REFIT_OUTPUT);
    assertThat(held).isEqualTo(ExportCommand.forms().collect(Collectors.toSet()));
  }

  /** A new command or bench that prints JSON comes with its schema and a line above. */
  @Test
  void everyCommandThatPrintsJsonIsHeldAgainstItsForm() {
    Set<String> printing = new TreeSet<>();
    gather(Kelpie.commandLine(), "", printing);
    Set<String> held = new HashSet<>();
    for (Written each : WRITTEN) {
      for (String name : printing) {
        if (each.command.startsWith(name + " ") && each.command.contains("--json")) {
          held.add(name);
        }
      }
    }
    assertThat(held).isEqualTo(printing);
    assertThat(Arrays.stream(BenchCommand.Bench.values()).filter(bench -> !LONG.contains(bench)))
        .allMatch(bench ->
            WRITTEN.stream()
                .anyMatch(each ->
                    each.command.startsWith(
                        "bench " + bench.name().toLowerCase(Locale.ROOT).replace('_', '-') + " ")));
  }

  private static void gather(CommandLine command, String name, Set<String> printing) {
    if (command.getCommandSpec().findOption("--json") != null) {
      printing.add(name);
    }
    command
        .getSubcommands()
        .forEach((word, sub) -> gather(sub, (name + " " + word).strip(), printing));
  }
}
