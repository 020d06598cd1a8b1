package io.kelpie.cli;

import io.kelpie.probes.Description;
import io.kelpie.probes.Probe;
import io.kelpie.probes.megakernel.MegakernelProbe;
import io.kelpie.results.JUnitReport;
import io.kelpie.results.Narrative;
import io.kelpie.results.Place;
import io.kelpie.results.ReplayResult;
import io.kelpie.results.ReplaySuite;
import io.kelpie.results.Replayer;
import io.kelpie.results.bundle.Recordings;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie replay}: is it still there? */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Runs recorded anomalies again, each beside its reference, and says whether its effect persists: still there, weaker, gone, or cannot tell.",
      "It asks until that is known: a verdict is wrong in at most 1 of 100 replays, whatever the noise.",
      "Ends with 1 if one is still there, or weaker but over the threshold; else 3 if one cannot be told; 0 if all are gone."
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "ANOMALY",
      description = "An anomaly's folder (HUNT/anomalies/ID), a bundle, or a folder of them.")
  private List<Path> paths = List.of();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      split = ",",
      description =
          "Device to replay on, as kelpie hunt takes it. Default: of the probe verbs the first two RDMA devices, of fabric and megakernel what the anomaly was found on.")
  private List<String> devices = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Writes the results as JUnit XML, for CI servers.")
  private @Nullable Path junit;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<Recordings.Recording> recordings =
        paths.stream().flatMap(path -> Recordings.of(path).stream()).toList();
    boolean single = paths.size() == 1 && !Recordings.isSuite(paths.getFirst());
    List<ReplaySuite.Case> cases = new ArrayList<>();
    try (Probes probes = new Probes(devices)) {
      for (Recordings.Recording recording : recordings) {
        if (recording.anomaly().finding().simulated() && !devices.isEmpty()) {
          throw new UsageException(
              recording.name() + " was found on the model; replay it without --device");
        }
        cases.add(replayed(recording, probes, single));
      }
    }
    ReplaySuite suite = ReplaySuite.of(cases);
    if (junit != null) {
      JUnitReport.write(junit, suite);
    }
    print(suite, single ? cases.getFirst().replay() : null);
    ExitStatus status =
        switch (suite.verdict()) {
          case STILL_THERE, WEAKER -> ExitStatus.ANOMALY;
          case GONE -> ExitStatus.CLEAN;
          case CANNOT_TELL -> ExitStatus.UNDECIDED;
        };
    return status.code();
  }

  /**
   * One that cannot run here ends a command of its own; in a suite it is told and the rest runs.
   */
  private ReplaySuite.Case replayed(Recordings.Recording recording, Probes probes, boolean single) {
    long start = System.nanoTime();
    ReplayResult result = null;
    String refusal = null;
    try {
      Probe probe = probes.open(recording.anomaly().place());
      result =
          new Replayer(probe, Version.current(), seed, purpose -> {}).replay(recording.anomaly());
    } catch (UsageException e) {
      if (single) {
        throw e;
      }
      refusal = e.getMessage();
    }
    return new ReplaySuite.Case(
        recording.name(), result, refusal, (System.nanoTime() - start) * 1e-9);
  }

  private void print(ReplaySuite suite, @Nullable ReplayResult only) {
    PrintWriter out = spec.commandLine().getOut();
    if (only == null) {
      out.print(json ? StrictJson.page(suite) : Narrative.of(suite));
    } else {
      out.print(json ? StrictJson.page(only) : Narrative.of(only));
    }
    out.flush();
  }

  /** The probes that a suite needs, each opened once. */
  private static final class Probes implements AutoCloseable {
    private final List<String> devices;
    private final Map<List<@Nullable String>, Probe> open = new HashMap<>();

    Probes(List<String> devices) {
      this.devices = devices;
    }

    Probe open(Place place) {
      String profile = place.environment().get("profile");
      List<String> chosen = devices.isEmpty() ? recorded(place) : devices;
      return open.computeIfAbsent(
          Arrays.asList(place.probe(), profile, String.join(",", chosen)),
          _ -> ProbeChoice.open(place.probe(), profile, chosen));
    }

    /** Where one of several transports carried the traffic, the same again. */
    private static List<String> recorded(Place place) {
      String device = place.environment().get(Description.DEVICE);
      return switch (place.probe()) {
        case "fabric", MegakernelProbe.NAME ->
            device == null ? List.of() : List.of(device.split(","));
        default -> List.of();
      };
    }

    @Override
    public void close() {
      open.values().forEach(Probe::close);
    }
  }
}
