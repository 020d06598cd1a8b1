package io.kelpie.results.report;

import io.kelpie.probes.Detail;
import io.kelpie.probes.Stage;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.json.StrictJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the page's script draws. */
final class PageData {
  private final ObjectNode root = StrictJson.MAPPER.createObjectNode();

  PageData(Chronicle chronicle, List<Case> cases) {
    ArrayNode stages = root.putArray("stages");
    for (Stage stage : Stage.values()) {
      stages
          .addObject()
          .put("name", stage.toString())
          .put("from", stage.from().ordinal())
          .put("to", stage.to().ordinal());
    }
    timeline(chronicle.timeline());
    ArrayNode finds = root.putArray("finds");
    ObjectNode details = root.putObject("cases");
    for (Case each : cases) {
      each.file()
          .ifPresent(file -> {
            finds
                .addObject()
                .put("id", each.finding().id())
                .put("at", rounded(file.met().elapsed()))
                .put("title", each.finding().title());
            write(details.putObject(each.finding().id()), each, file);
          });
    }
    coverage(chronicle.coverage());
  }

  String json() {
    return StrictJson.line(root);
  }

  private void timeline(Timeline timeline) {
    ObjectNode node = root.putObject("timeline");
    ArrayNode at = node.putArray("at");
    ArrayNode searched = node.putArray("searched");
    ArrayNode tile = node.putArray("tile");
    StringBuilder kinds = new StringBuilder();
    for (Timeline.Point point : timeline.points()) {
      at.add(rounded(point.elapsed()));
      searched.add(point.searched());
      if (Double.isNaN(point.tileTime())) {
        tile.addNull();
      } else {
        tile.add(rounded(point.tileTime() * 1e6));
      }
      kinds.append(
          switch (point.explored()) {
            case CLEAN -> 'c';
            case ANOMALOUS -> 'a';
            case INVALID -> 'i';
          });
    }
    node.put("kinds", kinds.toString());
  }

  private static void write(ObjectNode node, Case each, CaseFile file) {
    ArrayNode runs = node.putArray("runs");
    run(runs, "bad", file.suspect());
    run(runs, file.healthyName(), file.healthy());
    run(runs, "the remedy", file.remedied());
    node.put("ratio", each.finding().symptom().isRatio());
    node.put("effect", each.finding().effect());
    node.put("low", each.finding().interval().low());
    node.put("high", each.finding().interval().high());
    node.put("threshold", each.finding().thresholds().effect(each.finding().symptom()));
    ArrayNode pairs = node.putArray("pairs");
    for (CaseFile.Pair pair : file.pairs()) {
      ObjectNode one = pairs.addObject();
      one.put("run", pair.run().number());
      one.put("fresh", pair.fresh());
      one.put("shows", pair.shows());
      put(one, "tile", tileTime(pair.run()));
      ProbeRecord reference = pair.reference();
      put(one, "other", reference == null ? OptionalDouble.empty() : tileTime(reference));
    }
  }

  private static OptionalDouble tileTime(ProbeRecord run) {
    return CaseFile.moved(run)
        ? OptionalDouble.of(run.measurement().tileTime() * 1e6)
        : OptionalDouble.empty();
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(name, rounded(value.getAsDouble()));
    } else {
      node.putNull(name);
    }
  }

  private static void run(ArrayNode runs, String name, @Nullable ProbeRecord run) {
    Detail detail =
        Optional.ofNullable(run).map(record -> record.measurement().detail()).orElse(null);
    if (run == null || detail == null) {
      return;
    }
    ObjectNode node = runs.addObject();
    node.put("name", name).put("run", run.number()).put("tiles", detail.tiles());
    node.put("flow", detail.flow());
    ArrayNode rows = node.putArray("stamps");
    for (List<Long> stamps : detail.stamps()) {
      ArrayNode row = rows.addArray();
      stamps.forEach(row::add);
    }
    ArrayNode classes = node.putArray("latencies");
    for (Detail.Latencies latencies : detail.latencies()) {
      ObjectNode one = classes.addObject();
      one.put("bytes", latencies.bytes());
      ArrayNode nanos = one.putArray("nanos");
      latencies.nanos().forEach(nanos::add);
      ArrayNode counts = one.putArray("counts");
      latencies.counts().forEach(counts::add);
    }
  }

  private void coverage(Coverage coverage) {
    ObjectNode node = root.putObject("coverage");
    ArrayNode axes = node.putArray("axes");
    for (Coverage.Axis axis : coverage.axes()) {
      ObjectNode one = axes.addObject().put("name", axis.facet().name());
      ArrayNode labels = one.putArray("labels");
      axis.labels().forEach(labels::add);
    }
    ObjectNode pairs = node.putObject("pairs");
    for (int i = 0; i < coverage.axes().size(); i++) {
      for (int j = i + 1; j < coverage.axes().size(); j++) {
        ArrayNode cells = pairs.putArray(i + "," + j);
        for (Coverage.Count count : coverage.pair(i, j)) {
          cells.add(count.clean()).add(count.anomalous());
        }
      }
    }
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.5g", value));
  }
}
