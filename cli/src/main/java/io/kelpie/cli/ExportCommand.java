package io.kelpie.cli;

import io.kelpie.bench.search.BenchSchema;
import io.kelpie.probes.Detail;
import io.kelpie.results.Disk;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.export.JournalCsv;
import io.kelpie.results.export.PerfettoTrace;
import io.kelpie.results.schema.FileSchema;
import io.kelpie.results.schema.JsonForm;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie export}: a hunt for other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a hunt's journal as a table, runs of it tile by tile as a trace that Perfetto opens, or the JSON Schemas of all files.",
      "Runs that confirm an anomaly are kept tile by tile; kelpie probe --trace FILE keeps any other workload."
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "DIR", description = "The hunt's folder.")
  private @Nullable Path folder;

  @Option(names = "--csv", paramLabel = "FILE", description = "A line a run; - is standard output.")
  private @Nullable String csv;

  @Option(
      names = "--perfetto",
      paramLabel = "FILE",
      description = "A trace of the runs of --run, or of the first that was kept.")
  private @Nullable Path perfetto;

  @Option(
      names = "--run",
      paramLabel = "N",
      split = ",",
      description = "Numbers of runs, as the page names them.")
  private List<Long> runs = List.of();

  @Option(
      names = "--schemas",
      paramLabel = "FOLDER",
      description =
          "Writes a JSON Schema for every kind of file that Kelpie writes; needs no hunt.")
  private @Nullable Path schemas;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (csv == null && perfetto == null && schemas == null) {
      throw new UsageException(
          "nothing to export: name --csv FILE, --perfetto FILE or --schemas FOLDER");
    }
    if (csv != null) {
      table(hunt(), csv);
    }
    if (perfetto != null) {
      Disk.REAL.replace(perfetto, trace(hunt()));
    }
    if (schemas != null) {
      schemas(schemas);
    }
    return ExitStatus.CLEAN.code();
  }

  private Path hunt() {
    if (folder == null) {
      throw new UsageException("name the hunt's folder: kelpie export DIR --csv FILE");
    }
    return folder;
  }

  private void table(Path hunt, String file) {
    if (file.equals("-")) {
      JournalCsv.write(hunt, spec.commandLine().getOut());
      return;
    }
    try (BufferedWriter writer = Files.newBufferedWriter(Path.of(file))) {
      JournalCsv.write(hunt, writer);
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException(
          file + " cannot be written (" + e.getMessage() + "); check its folder and the disk", e);
    }
  }

  private String trace(Path hunt) {
    PerfettoTrace trace = new PerfettoTrace(HuntFolder.read(hunt).place().simulated());
    List<Long> missing = new ArrayList<>(runs);
    List<Long> kept = new ArrayList<>();
    HuntFolder.forEachRun(
        hunt,
        run -> {
          Detail detail = run.measurement().detail();
          boolean isAsked = runs.isEmpty() ? kept.isEmpty() : runs.contains(run.number());
          if (detail != null && isAsked) {
            kept.add(run.number());
            missing.remove(run.number());
            trace.add(name(run), detail);
          }
        });
    if (kept.isEmpty() || !missing.isEmpty()) {
      throw new UsageException(
          (missing.isEmpty() ? "no run" : "run " + missing.getFirst())
              + " of "
              + hunt
              + " was kept tile by tile: those that confirm an anomaly are; run its workload by"
              + " kelpie probe --workload FILE --trace FILE");
    }
    return trace.text();
  }

  private static void schemas(Path into) {
    try {
      Files.createDirectories(into);
    } catch (IOException e) {
      throw new UsageException(into + " cannot be made (" + e.getMessage() + ")", e);
    }
    forms()
        .forEach(
            each -> Disk.REAL.replace(into.resolve(each.file()), StrictJson.page(each.schema())));
  }

  /** Every kind of JSON that Kelpie writes. */
  static Stream<JsonForm> forms() {
    return Stream.<JsonForm[]>of(
            FileSchema.values(), ProbeSchema.values(), BenchSchema.values(), OutputSchema.values())
        .flatMap(Arrays::stream);
  }

  private static String name(ProbeRecord run) {
    return "run " + run.number() + ", " + run.purpose();
  }
}
