package io.kelpie.probes.exec;

import io.kelpie.probes.Stamp;
import io.kelpie.workload.json.RecordSchema;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schemas of what Kelpie and the command of a user's own tell each other. */
public final class ExecSchemas {
  private ExecSchemas() {}

  /** Of what {@code describe} prints. */
  public static ObjectNode description(String title) {
    ObjectNode schema = RecordSchema.of(title, Profession.class);
    RecordSchema.fix(schema, Profession.class, "version", Profession.VERSION);
    return schema;
  }

  /** Of {@code task.json}. */
  public static ObjectNode task(String title) {
    return RecordSchema.of(title, Task.class);
  }

  /** Of {@code measurement.json}. */
  public static ObjectNode measurement(String title) {
    ObjectNode schema = RecordSchema.of(title, Answer.class);
    RecordSchema.fix(schema, Answer.class, "version", Answer.VERSION);
    ObjectNode stamps =
        (ObjectNode)
            RecordSchema.definition(schema, Answer.class)
                .at("/properties/windows/items/items/items");
    stamps.put("minItems", Stamp.values().length).put("maxItems", Stamp.values().length);
    return schema;
  }
}
