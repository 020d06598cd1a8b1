package io.kelpie.workload.json;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Feature;
import io.kelpie.workload.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/**
 * Values in JSON: {@code {"range": [low, high]}}, or {@code {"set": [...]}} with words or with
 * disjoint ranges; a condition has {@code dimension} in front of the same key.
 */
final class ValuesJson {
  private ValuesJson() {}

  static final class Writer extends ValueSerializer<Values> {
    @Override
    public void serialize(Values values, JsonGenerator json, SerializationContext context) {
      json.writeStartObject();
      write(values, json);
      json.writeEndObject();
    }
  }

  static final class ConditionWriter extends ValueSerializer<Condition> {
    @Override
    public void serialize(Condition condition, JsonGenerator json, SerializationContext context) {
      json.writeStartObject();
      json.writeStringProperty("dimension", condition.dimension());
      write(condition.values(), json);
      json.writeEndObject();
    }
  }

  static final class Reader extends ValueDeserializer<Values> {
    @Override
    public Values deserialize(JsonParser parser, DeserializationContext context) {
      return read(context.readTree(parser), List.of("range", "set"));
    }
  }

  static final class ConditionReader extends ValueDeserializer<Condition> {
    @Override
    public Condition deserialize(JsonParser parser, DeserializationContext context) {
      JsonNode tree = context.readTree(parser);
      JsonNode name = tree.get("dimension");
      if (name == null || !name.isString()) {
        throw new IllegalArgumentException("a condition names its dimension");
      }
      Values values = read(tree, List.of("dimension", "range", "set"));
      Feature feature =
          Catalogue.feature(name.stringValue())
              .orElseThrow(() ->
                  new IllegalArgumentException("no dimension is named " + name.stringValue()));
      if (feature instanceof Facet.Choice != values instanceof Values.Members) {
        throw new IllegalArgumentException(feature.name() + " cannot be " + values);
      }
      return new Condition(feature.name(), values);
    }
  }

  private static void write(Values values, JsonGenerator json) {
    switch (values) {
      case Values.Range range -> {
        json.writeName("range");
        write(range, json);
      }
      case Values.Ranges ranges -> {
        json.writeArrayPropertyStart("set");
        ranges.parts().forEach(part -> write(part, json));
        json.writeEndArray();
      }
      case Values.Members members -> {
        json.writeArrayPropertyStart("set");
        members.words().forEach(json::writeString);
        json.writeEndArray();
      }
    }
  }

  private static void write(Values.Range range, JsonGenerator json) {
    json.writeStartArray();
    json.writeNumber(range.low());
    json.writeNumber(range.high());
    json.writeEndArray();
  }

  private static Values read(JsonNode tree, List<String> keys) {
    for (Map.Entry<String, JsonNode> property : tree.properties()) {
      if (!keys.contains(property.getKey())) {
        throw new IllegalArgumentException(property.getKey() + " is unknown; known are " + keys);
      }
    }
    JsonNode range = tree.get("range");
    JsonNode set = tree.get("set");
    if (range != null && set == null) {
      return range(range);
    }
    if (set == null || range != null || !set.isArray() || set.isEmpty()) {
      throw new IllegalArgumentException(
          "values are either a range or a set that is not empty, not " + tree);
    }
    if (set.get(0).isArray()) {
      List<Values.Range> parts = new ArrayList<>();
      set.forEach(part -> parts.add(range(part)));
      return new Values.Ranges(parts);
    }
    TreeSet<String> words = new TreeSet<>();
    for (JsonNode word : set) {
      if (!word.isString()) {
        throw new IllegalArgumentException("a set holds words or ranges, not " + word);
      }
      words.add(word.stringValue());
    }
    return new Values.Members(words);
  }

  private static Values.Range range(JsonNode node) {
    if (!node.isArray() || node.size() != 2 || !whole(node.get(0)) || !whole(node.get(1))) {
      throw new IllegalArgumentException("a range is [low, high] in whole numbers, not " + node);
    }
    return new Values.Range(node.get(0).longValue(), node.get(1).longValue());
  }

  private static boolean whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }
}
