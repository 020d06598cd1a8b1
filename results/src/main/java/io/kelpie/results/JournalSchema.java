package io.kelpie.results;

import io.kelpie.workload.json.RecordSchema;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of a line of {@code journal.jsonl}, times and checksums included. */
public final class JournalSchema {
  private static final String TIME = "JournalLine.Time";

  private JournalSchema() {}

  /**
   * The schema.
   *
   * @param title what a reader is told that it is
   */
  public static ObjectNode of(String title) {
    List<Class<? extends JournalLine>> lines =
        List.of(JournalLine.Header.class, JournalLine.Attempt.class, JournalLine.Ran.class);
    ObjectNode schema = RecordSchema.ofAny(title, lines);
    for (Class<?> line : lines) {
      summed(RecordSchema.definition(schema, line));
    }
    ObjectNode time =
        RecordSchema.definition(
            RecordSchema.of(TIME, JournalLine.Time.class), JournalLine.Time.class);
    summed(time);
    ((ObjectNode) schema.get("$defs")).set(TIME, time);
    required(RecordSchema.definition(schema, JournalLine.Ran.class), "time")
        .put("$ref", "#/$defs/" + TIME);
    RecordSchema.fix(schema, JournalLine.Header.class, "journal", JournalReader.VERSION);
    return schema;
  }

  private static void summed(ObjectNode definition) {
    required(definition, "sum")
        .put("type", "string")
        .put("pattern", "^[0-9a-f]{" + Checksum.DIGITS + "}$");
  }

  private static ObjectNode required(ObjectNode definition, String name) {
    ((ArrayNode) definition.get("required")).add(name);
    return ((ObjectNode) definition.get("properties")).putObject(name);
  }
}
