package io.kelpie.cli;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Detail;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.results.Disk;
import io.kelpie.results.Narrative;
import io.kelpie.results.ProbeResult;
import io.kelpie.results.export.PerfettoTrace;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.search.oracle.Twins;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Group;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import io.kelpie.workload.preset.Preset;
import io.kelpie.workload.preset.Presets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kelpie probe}: one workload beside its twin. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one workload, and its twin where it has a fence or a ring, once each.",
      "Ends with 0 if it is clean, 1 if it is anomalous, 3 if nothing can be said. One run raises a suspicion; a hunt or a replay confirms it."
    })
final class ProbeCommand implements Callable<Integer> {
  @Mixin private ProbeChoice probes = new ProbeChoice();

  @Option(
      names = "--workload",
      paramLabel = "FILE",
      description =
          "The workload; what it leaves out, and no file at all, means the initial values.")
  private @Nullable Path file;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "A published workload instead of a file; kelpie preset list names them. On the model it runs on the profile of the device on which it was seen, unless --profile says otherwise.")
  private @Nullable String preset;

  @Option(
      names = "--set",
      paramLabel = "DIMENSION=VALUE",
      description = "Changes one dimension of it; may stand more than once.")
  private List<String> changes = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Writes a pass of the run, and of its twin, tile by tile for Perfetto.")
  private @Nullable Path trace;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ProbeResult result;
    Preset published = preset == null ? null : Presets.named(preset);
    if (published != null && file != null) {
      throw new UsageException("--preset and --workload both name a workload; give one");
    }
    try (Probe probe = published == null ? probes.open() : probes.open(published)) {
      PerfettoTrace passes = new PerfettoTrace(probe.description().simulated());
      result = run(probe, workload(probe, published), passes);
      if (trace != null) {
        Disk.REAL.replace(trace, passes.text());
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? StrictJson.page(result) : Narrative.of(result));
    return switch (result.verdict()) {
      case "CLEAN" -> ExitStatus.CLEAN.code();
      case "ANOMALOUS" -> ExitStatus.ANOMALY.code();
      default -> ExitStatus.UNDECIDED.code();
    };
  }

  private ProbeResult run(Probe probe, Workload workload, PerfettoTrace passes) {
    Description description = probe.description();
    Oracle oracle =
        new Oracle(
            Thresholds.DEFAULTS,
            new Bounds(description.lineRate(), Calibration.NONE),
            description.counters(),
            IdleBaseline.of(List.of(probe.idle(java.time.Duration.ofMillis(100)))));
    Measurement measurement = probe.run(workload, budget());
    keep(passes, "run", measurement);
    Optional<String> invalidity = Oracle.invalidity(measurement);
    if (invalidity.isPresent()) {
      return ProbeResult.of(
          new Verdict.Invalid(invalidity.get()),
          description.simulated(),
          workload,
          measurement,
          null);
    }
    List<Evidence> symptoms = new ArrayList<>(oracle.alone(measurement));
    ProbeResult.Twin twin = null;
    if (Twins.exists(workload)) {
      Workload freed = Twins.of(workload);
      Measurement other = probe.run(freed, budget());
      keep(passes, Twins.name(workload), other);
      twin = ProbeResult.Twin.of(freed, other, measurement);
      for (Symptom suspect : oracle.suspects(workload, measurement)) {
        if (suspect != Symptom.RETRANSMIT) {
          oracle.against(suspect, workload, measurement, other).ifPresent(symptoms::add);
        }
      }
    }
    Verdict verdict = symptoms.isEmpty() ? new Verdict.Clean() : new Verdict.Anomalous(symptoms);
    return ProbeResult.of(verdict, description.simulated(), workload, measurement, twin);
  }

  private Budget budget() {
    Budget budget = Budget.search(seed);
    return trace == null ? budget : budget.inDetail();
  }

  private static void keep(PerfettoTrace passes, String name, Measurement measurement) {
    Detail detail = measurement.detail();
    if (detail != null) {
      passes.add(name, detail);
    }
  }

  private Workload workload(Probe probe, @Nullable Preset published) {
    Limits limits = probe.description().limits();
    Workload workload = given(published, limits);
    for (String change : changes) {
      workload = changed(workload, change);
    }
    List<String> objections = probe.objections(workload);
    if (!objections.isEmpty()) {
      throw new UsageException(
          (file == null ? "the workload" : file.toString())
              + " cannot run: "
              + objections.getFirst());
    }
    return workload;
  }

  private Workload given(@Nullable Preset published, Limits limits) {
    if (published != null) {
      return placed(published.workload(), limits);
    }
    return file == null
        ? Space.within(limits).initial()
        : placed(StrictJson.read(file, Workload.class), limits);
  }

  /** Conditions that a file leaves at their initial values are those of the place. */
  private static Workload placed(Workload workload, Limits limits) {
    Workload placed = workload;
    for (Facet facet : Catalogue.facets()) {
      if (facet instanceof Dimension.NumberDimension condition
          && condition.group() == Group.CONDITIONS
          && workload.get(condition).equals(condition.initial())
          && limits.of(facet) instanceof Values.Range range
          && !range.contains(condition.initial())) {
        placed = placed.with(condition, range.low());
      }
    }
    return placed;
  }

  private static Workload changed(Workload workload, String change) {
    Facet facet = SpaceChoice.facet(change, "--set");
    String value = change.substring(change.indexOf('=') + 1);
    facet.parse(value);
    return switch (facet) {
      case Facet.Numeric number -> number.with(workload, whole(change, value));
      case Facet.Choice choice -> choice.with(workload, value);
    };
  }

  private static long whole(String change, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new UsageException("--set " + change + " is more than one value; name one", e);
    }
  }
}
