package io.kelpie.results.bundle;

import io.kelpie.workload.json.RecordSchema;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schemas of what stands in a bundle alone, and of the map that stays outside. */
public final class BundleSchemas {
  private BundleSchemas() {}

  /** Of {@code bundle.json}. */
  public static ObjectNode about(String title) {
    ObjectNode schema = RecordSchema.of(title, BundleFile.About.class);
    RecordSchema.fix(schema, BundleFile.About.class, "version", BundleFile.VERSION);
    return schema;
  }

  /** Of {@code REDACTIONS.json}. */
  public static ObjectNode redactions(String title) {
    return RecordSchema.of(title, Bundle.Redactions.class);
  }

  /** Of the files in {@code counters}. */
  public static ObjectNode counters(String title) {
    return RecordSchema.ofList(title, Evidence.Counted.class);
  }

  /** Of {@code pseudonyms.json}. */
  public static ObjectNode pseudonyms(String title) {
    ObjectNode schema = RecordSchema.of(title, Pseudonyms.Kept.class);
    RecordSchema.fix(schema, Pseudonyms.Kept.class, "version", Pseudonyms.VERSION);
    return schema;
  }
}
