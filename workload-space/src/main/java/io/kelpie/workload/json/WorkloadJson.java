package io.kelpie.workload.json;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Dimension.ChoiceDimension;
import io.kelpie.workload.Dimension.NumberDimension;
import io.kelpie.workload.Dimension.VectorDimension;
import io.kelpie.workload.Group;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/**
 * A workload in JSON: {@code version}, then an object for each group with its dimensions by name.
 * Written whole; where it is read, {@code version} must be there and a dimension that is left out
 * has its initial value.
 */
public final class WorkloadJson {
  /** The format's version. */
  public static final int VERSION = 1;

  private WorkloadJson() {}

  static final class Writer extends ValueSerializer<Workload> {
    @Override
    public void serialize(Workload workload, JsonGenerator json, SerializationContext context) {
      json.writeStartObject();
      json.writeNumberProperty("version", VERSION);
      for (Group group : Group.values()) {
        json.writeObjectPropertyStart(group.word());
        for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
          if (dimension.group() == group) {
            write(workload, dimension, json);
          }
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    }

    private static void write(Workload workload, Dimension<?> dimension, JsonGenerator json) {
      switch (dimension) {
        case NumberDimension number ->
            json.writeNumberProperty(number.name(), workload.get(number).longValue());
        case ChoiceDimension<?> choice ->
            json.writeStringProperty(choice.name(), choice.word(workload));
        case VectorDimension vector -> {
          json.writeArrayPropertyStart(vector.name());
          for (long element : workload.get(vector)) {
            json.writeNumber(element);
          }
          json.writeEndArray();
        }
      }
    }
  }

  static final class Reader extends ValueDeserializer<Workload> {
    @Override
    public Workload deserialize(JsonParser parser, DeserializationContext context) {
      return workload(context.readTree(parser));
    }

    private static Workload workload(JsonNode tree) {
      if (!tree.isObject()) {
        throw new IllegalArgumentException("a workload is an object, not " + tree.getNodeType());
      }
      JsonNode version = tree.get("version");
      if (version == null || !version.isIntegralNumber()) {
        throw new IllegalArgumentException(
            "version is missing or no whole number; this Kelpie writes version " + VERSION);
      }
      if (!version.canConvertToInt() || version.intValue() != VERSION) {
        throw new IllegalArgumentException(
            "version "
                + version.asString()
                + " is not one that this Kelpie reads ("
                + VERSION
                + "); use the Kelpie that wrote it");
      }
      Workload workload = Workload.initial();
      for (Map.Entry<String, JsonNode> group : tree.properties()) {
        if (group.getKey().equals("version")) {
          continue;
        }
        if (!group.getValue().isObject() || !isGroup(group.getKey())) {
          throw new IllegalArgumentException(
              group.getKey()
                  + " is unknown; a workload has "
                  + List.of(Group.values()).stream().map(Group::word).toList());
        }
        for (Map.Entry<String, JsonNode> entry : group.getValue().properties()) {
          Dimension<?> dimension =
              Catalogue.dimension(entry.getKey())
                  .filter(known -> known.group().word().equals(group.getKey()))
                  .orElseThrow(() ->
                      new IllegalArgumentException(
                          group.getKey()
                              + "."
                              + entry.getKey()
                              + " is unknown; `kelpie space` lists the dimensions"));
          workload =
              with(workload, dimension, entry.getValue(), group.getKey() + "." + entry.getKey());
        }
      }
      return workload;
    }

    private static boolean isGroup(String word) {
      return List.of(Group.values()).stream().anyMatch(group -> group.word().equals(word));
    }

    private static Workload with(
        Workload workload, Dimension<?> dimension, JsonNode node, String path) {
      return switch (dimension) {
        case NumberDimension number -> set(workload, number, whole(node, path), path);
        case ChoiceDimension<?> choice -> {
          if (!node.isString() || !choice.words().contains(node.stringValue())) {
            throw new IllegalArgumentException(
                path + " is " + node + "; it may be one of " + choice.words());
          }
          yield choice.with(workload, node.stringValue());
        }
        case VectorDimension vector -> {
          if (!node.isArray()) {
            throw new IllegalArgumentException(
                path + " is " + node + "; it must be a list of whole numbers");
          }
          List<Long> elements = new ArrayList<>();
          for (JsonNode element : node) {
            elements.add(whole(element, path));
          }
          yield set(workload, vector, List.copyOf(elements), path);
        }
      };
    }

    private static <T> Workload set(
        Workload workload, Dimension<T> dimension, T value, String path) {
      String objection = dimension.objection(value);
      if (objection != null) {
        throw new IllegalArgumentException(path + ": " + objection);
      }
      return workload.with(dimension, value);
    }

    private static long whole(JsonNode node, String path) {
      if (!node.isIntegralNumber() || !node.canConvertToLong()) {
        throw new IllegalArgumentException(path + " is " + node + "; it must be a whole number");
      }
      return node.longValue();
    }
  }
}
