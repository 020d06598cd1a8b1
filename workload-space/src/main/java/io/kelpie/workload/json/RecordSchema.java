package io.kelpie.workload.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (draft 2020-12) of what {@link StrictJson} writes of a record and reads into one,
 * made from its components. What a constructor demands beyond the form of its values is not in it.
 */
public final class RecordSchema {
  /** The name of a product or a remainder. */
  private static final String PAIR = "^[a-z_.]+[*%][a-z_.]+$";

  private final ObjectNode root = StrictJson.MAPPER.createObjectNode();
  private final ObjectNode definitions = StrictJson.MAPPER.createObjectNode();

  private RecordSchema(String title) {
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", title);
  }

  /**
   * The schema of a type.
   *
   * @param title what a reader is told that it is
   * @throws IllegalArgumentException if a component has a type of which no form is known
   */
  public static ObjectNode of(String title, Class<?> type) {
    RecordSchema schema = new RecordSchema(title);
    schema.refer(schema.root, type);
    return schema.whole();
  }

  /** The schema of what is one of several types. */
  public static ObjectNode ofAny(String title, Collection<? extends Class<?>> types) {
    RecordSchema schema = new RecordSchema(title);
    ArrayNode choice = schema.root.putArray("anyOf");
    types.forEach(type -> schema.refer(choice.addObject(), type));
    return schema.whole();
  }

  /** The schema of a list. */
  public static ObjectNode ofList(String title, Class<?> element) {
    RecordSchema schema = new RecordSchema(title);
    schema.root.put("type", "array");
    schema.refer(schema.root.putObject("items"), element);
    return schema.whole();
  }

  /** The definition of a type in a schema that was made here, to be narrowed. */
  public static ObjectNode definition(ObjectNode schema, Class<?> type) {
    return (ObjectNode) Objects.requireNonNull(schema.get("$defs").get(name(type)), name(type));
  }

  /** Narrows an integer of a type to the one value that is read. */
  public static void fix(ObjectNode schema, Class<?> type, String name, int value) {
    ObjectNode member =
        (ObjectNode)
            Objects.requireNonNull(definition(schema, type).get("properties").get(name), name);
    member.removeAll();
    member.put("const", value);
  }

  private ObjectNode whole() {
    root.set("$defs", definitions);
    return root;
  }

  private void refer(ObjectNode node, Class<?> type) {
    node.put("$ref", "#/$defs/" + name(type));
    if (!definitions.has(name(type))) {
      define(definitions.putObject(name(type)), type);
    }
  }

  /** The name within its package. */
  private static String name(Class<?> type) {
    return type.getCanonicalName().substring(type.getPackageName().length() + 1);
  }

  private void define(ObjectNode node, Class<?> type) {
    if (type == Workload.class) {
      node.setAll(WorkloadSchema.schema());
      node.remove("$schema");
    } else if (type == Values.class) {
      values(node, false);
    } else if (type == Condition.class) {
      values(node, true);
    } else if (type.isEnum()) {
      ArrayNode words = node.putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        words.add(StrictJson.MAPPER.valueToTree(constant));
      }
    } else if (type.isRecord()) {
      members(node, type);
    } else if (type.isAnnotationPresent(JsonSubTypes.class)) {
      choice(node, type);
    } else {
      throw new IllegalArgumentException("no form is known of " + type);
    }
  }

  private void choice(ObjectNode node, Class<?> type) {
    String key = type.getAnnotation(JsonTypeInfo.class).property();
    ArrayNode choice = node.putArray("oneOf");
    for (JsonSubTypes.Type each : type.getAnnotation(JsonSubTypes.class).value()) {
      ObjectNode one = choice.addObject();
      members(one, each.value());
      ((ObjectNode) one.get("properties")).putObject(key).put("const", each.name());
      ((ArrayNode) one.get("required")).add(key);
    }
  }

  private void members(ObjectNode node, Class<?> type) {
    node.put("type", "object");
    node.put("additionalProperties", false);
    ArrayNode required = node.putArray("required");
    ObjectNode properties = node.putObject("properties");
    boolean snake = type.isAnnotationPresent(JsonNaming.class);
    for (RecordComponent component : type.getRecordComponents()) {
      AnnotatedElement accessor = component.getAccessor();
      JsonProperty given = accessor.getAnnotation(JsonProperty.class);
      String name =
          given != null
              ? given.value()
              : snake ? SnakeCase.of(component.getName()) : component.getName();
      required.add(name);
      value(properties.putObject(name), component.getAnnotatedType());
    }
  }

  private void value(ObjectNode node, AnnotatedType type) {
    if (type.isAnnotationPresent(Nullable.class)) {
      ArrayNode choice = node.putArray("anyOf");
      choice.addObject().put("type", "null");
      present(choice.addObject(), type);
    } else {
      present(node, type);
    }
  }

  private void present(ObjectNode node, AnnotatedType type) {
    Class<?> raw = raw(type.getType());
    if (raw == String.class) {
      node.put("type", "string");
    } else if (raw == boolean.class || raw == Boolean.class) {
      node.put("type", "boolean");
    } else if (raw == double.class || raw == Double.class) {
      node.put("type", "number");
    } else if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
      node.put("type", "integer");
    } else if (raw == Duration.class) {
      node.put("type", "string").put("format", "duration");
    } else if (Collection.class.isAssignableFrom(raw)) {
      node.put("type", "array");
      value(node.putObject("items"), argument(type, 0));
    } else if (Map.class.isAssignableFrom(raw)) {
      node.put("type", "object");
      Class<?> key = raw(argument(type, 0).getType());
      if (key.isEnum()) {
        refer(node.putObject("propertyNames"), key);
      }
      value(node.putObject("additionalProperties"), argument(type, 1));
    } else {
      refer(node, raw);
    }
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalArgumentException("no form is known of " + type);
    };
  }

  private static AnnotatedType argument(AnnotatedType type, int index) {
    return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
  }

  /** See {@link ValuesJson}. */
  private static void values(ObjectNode node, boolean isCondition) {
    node.put("type", "object");
    ObjectNode properties = node.putObject("properties");
    if (isCondition) {
      ArrayNode features = properties.putObject("dimension").putArray("anyOf");
      ArrayNode names = features.addObject().putArray("enum");
      Catalogue.facets().stream().map(Facet::name).forEach(names::add);
      features.addObject().put("type", "string").put("pattern", PAIR);
      node.putArray("required").add("dimension");
    }
    range(properties.putObject("range"));
    ArrayNode elements =
        properties.putObject("set").put("type", "array").put("minItems", 1).putArray("anyOf");
    elements.addObject().putObject("items").put("type", "string");
    range(elements.addObject().putObject("items"));
    node.put("additionalProperties", false);
    ArrayNode either = node.putArray("oneOf");
    either.addObject().putArray("required").add("range");
    either.addObject().putArray("required").add("set");
  }

  private static void range(ObjectNode node) {
    node.put("type", "array").put("minItems", 2).put("maxItems", 2);
    node.putObject("items").put("type", "integer");
  }

  /** The library's own rule, which it shows to subclasses alone. */
  private static final class SnakeCase extends SnakeCaseStrategy {
    private static final long serialVersionUID = 1L;
    private static final SnakeCase RULE = new SnakeCase();

    static String of(String name) {
      return RULE.translate(name);
    }
  }
}
