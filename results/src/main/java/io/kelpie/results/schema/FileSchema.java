package io.kelpie.results.schema;

import io.kelpie.results.Anomaly;
import io.kelpie.results.Explanation;
import io.kelpie.results.Host;
import io.kelpie.results.HuntEnd;
import io.kelpie.results.HuntFile;
import io.kelpie.results.JournalSchema;
import io.kelpie.results.Place;
import io.kelpie.results.ProbeResult;
import io.kelpie.results.ReplayResult;
import io.kelpie.results.ReplaySuite;
import io.kelpie.results.Summary;
import io.kelpie.results.bundle.Bundle;
import io.kelpie.results.bundle.BundleSchemas;
import io.kelpie.results.compare.Comparison;
import io.kelpie.results.memory.Known;
import io.kelpie.results.memory.Remarks;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.RecordSchema;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of a hunt and of a bundle, and what the commands on these print with {@code --json}.
 */
public enum FileSchema implements JsonForm {
  HUNT("hunt.json: what a hunt was asked, where and by which rules", FileSchema::hunt),
  JOURNAL("a line of journal.jsonl: a hunt's header, attempts and runs", JournalSchema::of),
  RESULT("result.json: what a hunt said at its end", FileSchema::result),
  FINDING("finding.json: an anomaly", FileSchema::finding),
  WORKLOAD(
      "a workload: workload.json, twin.json, remedy.json, neighbour-NAME.json of an anomaly; point.json, reference.json, neighbour.json of a bundle",
      title -> RecordSchema.of(title, Workload.class)),
  BUNDLE("bundle.json: what a bundle is", BundleSchemas::about),
  REDACTIONS("REDACTIONS.json of a bundle: what was taken out", BundleSchemas::redactions),
  RUN(
      "a line of evidence/runs.jsonl of a bundle: a run",
      title -> RecordSchema.of(title, ProbeRecord.class)),
  COUNTERS("a file in counters of a bundle: a list, of a run each", BundleSchemas::counters),
  PLACE("env/place.json of a bundle", title -> RecordSchema.of(title, Place.class)),
  HOST("env/host.json of a bundle", title -> RecordSchema.of(title, Host.class)),
  PSEUDONYMS("pseudonyms.json, which stays at the site", BundleSchemas::pseudonyms),
  KNOWN("known.json beside the hunts: names and mutes of known anomalies", FileSchema::known),
  HUNT_OUTPUT("what kelpie hunt --json prints", title -> RecordSchema.of(title, Summary.class)),
  PROBE_OUTPUT(
      "what kelpie probe --json prints", title -> RecordSchema.of(title, ProbeResult.class)),
  EXPLAIN_OUTPUT(
      "what kelpie hunt --explain N --json prints",
      title -> RecordSchema.of(title, Explanation.class)),
  BUNDLE_OUTPUT(
      "what kelpie bundle --json prints", title -> RecordSchema.of(title, Bundle.Made.class)),
  REPLAY_OUTPUT(
      "what kelpie replay --json prints: of one anomaly, or of several",
      title -> RecordSchema.ofAny(title, List.of(ReplayResult.class, ReplaySuite.class))),
  COMPARE_OUTPUT(
      "what kelpie compare --json prints", title -> RecordSchema.of(title, Comparison.class)),
  KNOWN_OUTPUT("what kelpie known --json prints", title -> RecordSchema.of(title, Known.class));

  private final String what;
  private final Function<String, ObjectNode> form;

  FileSchema(String what, Function<String, ObjectNode> form) {
    this.what = what;
    this.form = form;
  }

  @Override
  public ObjectNode schema() {
    return form.apply("Kelpie: " + what);
  }

  private static ObjectNode hunt(String title) {
    ObjectNode schema = RecordSchema.of(title, HuntFile.class);
    RecordSchema.fix(schema, HuntFile.class, "version", HuntFile.VERSION);
    return schema;
  }

  private static ObjectNode known(String title) {
    ObjectNode schema = RecordSchema.of(title, Remarks.class);
    RecordSchema.fix(schema, Remarks.class, "version", Remarks.VERSION);
    return schema;
  }

  private static ObjectNode result(String title) {
    ObjectNode schema = RecordSchema.of(title, HuntEnd.class);
    RecordSchema.fix(schema, HuntEnd.class, "version", HuntEnd.VERSION);
    return schema;
  }

  private static ObjectNode finding(String title) {
    ObjectNode schema = RecordSchema.of(title, Anomaly.class);
    RecordSchema.fix(schema, Anomaly.class, "version", Anomaly.VERSION);
    return schema;
  }
}
