package io.kelpie.results.export;

import io.kelpie.probes.Detail;
import io.kelpie.probes.Stage;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.json.StrictJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Passes tile by tile in the trace event format, which Perfetto and Chromium's tracing open: a
 * process a run, a track a tile with its stages end to end, a second track for its transfer, and
 * the number of tiles in each stage as counters.
 */
public final class PerfettoTrace {
  private final ObjectNode root = StrictJson.MAPPER.createObjectNode();
  private final ArrayNode events = root.putArray("traceEvents");
  private final boolean simulated;
  private int processes;

  /**
   * A trace without runs.
   *
   * @param simulated whether a model said it, which then stands in the name of every process
   */
  public PerfettoTrace(boolean simulated) {
    this.simulated = simulated;
    root.put("displayTimeUnit", "ns");
  }

  /**
   * Adds a run.
   *
   * @param name what it is called
   */
  public PerfettoTrace add(String name, Detail detail) {
    int process = ++processes;
    name("process_name", process, 0, (simulated ? "SIMULATED " : "") + name);
    for (int tile = 0; tile < detail.kept(); tile++) {
      int track = 2 * tile + 1;
      name("thread_name", process, track, "tile " + tile);
      name("thread_name", process, track + 1, "tile " + tile + ", transfer");
      for (Stage stage : Stage.values()) {
        span(process, stage == Stage.TRANSFER ? track + 1 : track, stage, detail, tile);
      }
    }
    for (Stage stage : Stage.values()) {
      occupancy(process, stage, detail);
    }
    return this;
  }

  /** The whole. */
  public String text() {
    return StrictJson.line(root) + "\n";
  }

  private void name(String kind, int process, int track, String name) {
    ObjectNode event = event("M", kind, process, track);
    event.putObject("args").put("name", name);
  }

  private void span(int process, int track, Stage stage, Detail detail, int tile) {
    long from = detail.at(stage.from(), tile);
    long to = detail.at(stage.to(), tile);
    if (to > from) {
      ObjectNode event = event("X", stage.toString(), process, track);
      event.put("cat", "tile").put("ts", from / 1000.0).put("dur", (to - from) / 1000.0);
      event.putObject("args").put("tile", tile);
    }
  }

  private void occupancy(int process, Stage stage, Detail detail) {
    long[] in = moments(detail, stage.from());
    long[] out = moments(detail, stage.to());
    int entered = 0;
    int left = 0;
    while (entered < in.length || left < out.length) {
      boolean enters = left == out.length || (entered < in.length && in[entered] <= out[left]);
      long now = enters ? in[entered++] : out[left++];
      ObjectNode event = event("C", "tiles in " + stage, process, 0);
      event.put("ts", now / 1000.0);
      event.putObject("args").put("tiles", Math.max(0, entered - left));
    }
  }

  private static long[] moments(Detail detail, Stamp stamp) {
    return detail.stamps().get(stamp.ordinal()).stream()
        .mapToLong(Long::longValue)
        .sorted()
        .toArray();
  }

  private ObjectNode event(String phase, String name, int process, int track) {
    return events
        .addObject()
        .put("ph", phase)
        .put("name", name)
        .put("pid", process)
        .put("tid", track);
  }
}
