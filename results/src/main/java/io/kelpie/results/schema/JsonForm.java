package io.kelpie.results.schema;

import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** A kind of JSON that Kelpie writes or reads, and the schema that describes it. */
public interface JsonForm {
  /** In capitals, words joined by underscores, as a constant of an enum is named. */
  String name();

  /** A JSON Schema (draft 2020-12), which says in its title what it describes. */
  ObjectNode schema();

  /** The name of the schema's own file. */
  default String file() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".schema.json";
  }
}
