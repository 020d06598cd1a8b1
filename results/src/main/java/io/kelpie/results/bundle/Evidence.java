package io.kelpie.results.bundle;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Sojourn;
import io.kelpie.results.Anomaly;
import io.kelpie.results.HuntFolder;
import io.kelpie.search.Finding;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The runs of a hunt that bear on one anomaly, each with its part in it, as tables and logs. */
final class Evidence {
  static final String ANOMALY = "anomaly";
  static final String REFERENCE = "reference";

  /** The columns of the samples. */
  static final String SAMPLES =
      "run,role,purpose,queue_pairs,outcome,flow,window,pass_s,tile_s,goodput_bytes_per_s\n";

  /** The columns of the latencies. */
  static final String LATENCY = "run,role,size_class_bytes,tiles,p50_s,p90_s,p99_s,p999_s,max_s\n";

  private static final String IDLE = "idle";
  private static final String IDLE_PURPOSE = "idle baseline";
  private static final int DIGITS = 3;
  private static final long LONGEST = 3_600_000_000_000L;

  /** A run and its part: anomaly, reference, a neighbour, a counterfactual, idle. */
  private record Run(String role, ProbeRecord record) {}

  /**
   * A run's counters.
   *
   * @param run its number in the hunt
   */
  record Counted(long run, String purpose, List<CounterReading> counters) {}

  private final List<Run> runs = new ArrayList<>();

  /**
   * Reads them from a hunt's journal; none where the hunt is not there.
   *
   * @param hunt the hunt's folder
   */
  Evidence(Path hunt, Anomaly anomaly) {
    if (HuntFolder.isHunt(hunt)) {
      Map<Workload, String> roles = roles(anomaly);
      HuntFolder.forEachRun(
          hunt,
          record -> {
            String role =
                record.purpose().contains(IDLE_PURPOSE) ? IDLE : roles.get(record.workload());
            if (role != null) {
              runs.add(new Run(role, record));
            }
          });
    }
  }

  private static Map<Workload, String> roles(Anomaly anomaly) {
    Finding finding = anomaly.finding();
    Map<Workload, String> roles = new LinkedHashMap<>();
    roles.put(finding.workload(), ANOMALY);
    roles.putIfAbsent(Reproducer.reference(anomaly), REFERENCE);
    for (Neighbour neighbour : finding.neighbours()) {
      roles.putIfAbsent(neighbour.workload(), neighbour.name());
    }
    for (Counterfactual other : finding.counterfactuals()) {
      roles.putIfAbsent(other.workload(), "counterfactual");
    }
    return roles;
  }

  int count() {
    return runs.size();
  }

  /** Median payload bytes a second of the anomaly's completed runs, slowest flow; 0 without any. */
  double goodput() {
    double[] rates =
        runs.stream()
            .filter(run -> run.role.equals(ANOMALY) && run.record.measurement().completed())
            .mapToDouble(run ->
                run.record.measurement().flows().stream()
                    .mapToDouble(Flow::goodput)
                    .min()
                    .orElse(0))
            .sorted()
            .toArray();
    return rates.length == 0 ? 0 : rates[rates.length / 2];
  }

  /** The files, by name, but for the {@link #histograms}. */
  SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    files.put("evidence/samples.csv", samples());
    files.put("evidence/latency.csv", latency());
    StringBuilder lines = new StringBuilder();
    runs.forEach(run -> lines.append(StrictJson.line(run.record)).append('\n'));
    files.put("evidence/runs.jsonl", lines.toString());
    Map<String, List<Counted>> counters = new TreeMap<>();
    for (Run run : runs) {
      counters
          .computeIfAbsent(run.role, _ -> new ArrayList<>())
          .add(
              new Counted(
                  run.record.number(), run.record.purpose(), run.record.measurement().counters()));
    }
    counters.forEach(
        (role, counted) -> files.put("counters/" + role + ".json", StrictJson.page(counted)));
    return files;
  }

  private String samples() {
    StringBuilder table = new StringBuilder(SAMPLES);
    for (Run run : runs) {
      var measured = run.record.measurement();
      for (Flow flow : measured.flows()) {
        for (int window = 0; window < flow.passSeconds().size(); window++) {
          double pass = flow.passSeconds().get(window);
          row(
              table,
              run.record.number(),
              run.role,
              run.record.purpose(),
              run.record.budget().queuePairs(),
              measured.completed() ? "completed" : "incomplete",
              flow.name(),
              window + 1,
              pass,
              pass / flow.tiles(),
              flow.bytes() / pass);
        }
      }
    }
    return table.toString();
  }

  private String latency() {
    StringBuilder table = new StringBuilder(LATENCY);
    for (Run run : runs) {
      for (Sojourn tiles : run.record.measurement().sojourns()) {
        row(
            table,
            run.record.number(),
            run.role,
            tiles.bytes(),
            tiles.count(),
            tiles.p50(),
            tiles.p90(),
            tiles.p99(),
            tiles.p999(),
            tiles.max());
      }
    }
    return table.toString();
  }

  /** Texts stand in quotes, so that a number outside of them is a measurement. */
  private static void row(StringBuilder table, Object... cells) {
    for (int i = 0; i < cells.length; i++) {
      table
          .append(i == 0 ? "" : ",")
          .append(
              cells[i] instanceof String text
                  ? '"' + text.replace("\"", "\"\"") + '"'
                  : cells[i].toString());
    }
    table.append('\n');
  }

  /**
   * Time a tile in each window, in ns, a histogram and a tag for each part. Nothing of a site can
   * be in it, but its base64 may look like a path.
   */
  String histograms() {
    Map<String, Histogram> byRole = new TreeMap<>();
    for (Run run : runs) {
      for (Flow flow : run.record.measurement().flows()) {
        Histogram histogram = byRole.computeIfAbsent(run.role, _ -> new Histogram(LONGEST, DIGITS));
        for (double pass : flow.passSeconds()) {
          histogram.recordValue(Math.clamp(Math.round(pass / flow.tiles() * 1e9), 0, LONGEST));
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HistogramLogWriter log =
        new HistogramLogWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    log.outputComment("[Time a tile in each measured window, in ns]");
    log.outputLogFormatVersion();
    log.outputLegend();
    byRole.forEach((role, histogram) -> {
      histogram.setTag(role);
      histogram.setStartTimeStamp(0);
      histogram.setEndTimeStamp(1);
      log.outputIntervalHistogram(0, 1, histogram, 1);
    });
    log.close();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
