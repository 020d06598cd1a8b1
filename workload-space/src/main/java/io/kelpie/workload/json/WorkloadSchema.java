package io.kelpie.workload.json;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Dimension.ChoiceDimension;
import io.kelpie.workload.Dimension.NumberDimension;
import io.kelpie.workload.Dimension.VectorDimension;
import io.kelpie.workload.Group;
import io.kelpie.workload.Values;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (draft 2020-12) of a workload, made from the catalogue. */
public final class WorkloadSchema {
  private WorkloadSchema() {}

  public static ObjectNode schema() {
    ObjectNode schema = StrictJson.MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Kelpie workload");
    object(schema);
    schema.putArray("required").add("version");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("version").put("const", WorkloadJson.VERSION);
    for (Group group : Group.values()) {
      ObjectNode branch = properties.putObject(group.word());
      object(branch);
      ObjectNode leaves = branch.putObject("properties");
      for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
        if (dimension.group() == group) {
          leaf(leaves.putObject(dimension.name()), dimension);
        }
      }
    }
    return schema;
  }

  private static void object(ObjectNode node) {
    node.put("type", "object");
    node.put("additionalProperties", false);
  }

  private static void leaf(ObjectNode leaf, Dimension<?> dimension) {
    String unit = dimension.unit().isEmpty() ? "" : " (" + dimension.unit() + ")";
    leaf.put("description", dimension.meaning() + unit);
    switch (dimension) {
      case NumberDimension number -> {
        number(leaf, number.full());
        leaf.put("default", number.initial().longValue());
      }
      case ChoiceDimension<?> choice -> {
        ArrayNode words = leaf.putArray("enum");
        choice.words().forEach(words::add);
        leaf.put("default", ChoiceDimension.word(choice.initial()));
      }
      case VectorDimension vector -> {
        leaf.put("type", "array");
        leaf.put("minItems", 1);
        leaf.put("maxItems", vector.longest());
        number(leaf.putObject("items"), vector.full());
        ArrayNode initial = leaf.putArray("default");
        vector.initial().forEach(element -> initial.add(element.longValue()));
      }
    }
  }

  private static void number(ObjectNode node, Values.Range range) {
    node.put("type", "integer");
    node.put("minimum", range.low());
    node.put("maximum", range.high());
  }
}
