package io.kelpie.probes.model;

import io.kelpie.probes.Published;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.json.StrictJson;
import io.kelpie.workload.json.WorkloadSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (draft 2020-12) of a profile, made from its parameters and the catalogue. */
public final class ProfileSchema {
  private ProfileSchema() {}

  public static ObjectNode schema() {
    ObjectNode schema = StrictJson.MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Kelpie profile");
    ObjectNode definitions = schema.putObject("$defs");
    condition(definitions.putObject("condition"));
    trigger(definitions.putObject("trigger"));
    workload(definitions);
    ObjectNode properties =
        object(
            schema,
            "version",
            "name",
            "title",
            "parameters",
            "quirks",
            "emergent",
            "published",
            "focus");
    properties.putObject("version").put("const", Profile.VERSION);
    text(properties, "name").put("pattern", "^[a-z0-9-]{1,40}$");
    text(properties, "title");
    parameters(properties.putObject("parameters"));
    quirk(list(properties, "quirks", 0));
    emergent(list(properties, "emergent", 0));
    published(list(properties, "published", 0));
    list(properties, "focus", 0).put("$ref", "#/$defs/condition");
    return schema;
  }

  private static void parameters(ObjectNode node) {
    JsonNode defaults = StrictJson.MAPPER.valueToTree(FabricParameters.defaults());
    ObjectNode groups = object(node, names(defaults));
    defaults
        .properties()
        .forEach(group -> {
          if (group.getValue().isObject()) {
            object(groups.putObject(group.getKey()), names(group.getValue()));
          }
        });
    for (Parameters.Entry entry : Parameters.of(FabricParameters.defaults())) {
      int dot = entry.path().indexOf('.');
      ObjectNode of =
          dot < 0
              ? groups
              : (ObjectNode) groups.get(entry.path().substring(0, dot)).get("properties");
      leaf(of.putObject(entry.path().substring(dot + 1)), entry);
    }
  }

  private static void leaf(ObjectNode leaf, Parameters.Entry entry) {
    Parameter description = entry.description();
    leaf.put(
        "description",
        (description.unit().isEmpty() ? "" : description.unit() + "; ")
            + "the default is "
            + description.source());
    switch (entry.value()) {
      case Boolean flag -> leaf.put("type", "boolean").put("default", flag.booleanValue());
      case Double share ->
          bounds(leaf.put("type", "number"), description).put("default", share.doubleValue());
      case Number whole ->
          bounds(leaf.put("type", "integer"), description).put("default", whole.longValue());
      default -> throw new IllegalStateException(entry.path() + " is no number");
    }
  }

  private static ObjectNode bounds(ObjectNode leaf, Parameter description) {
    return leaf.put("minimum", description.low()).put("maximum", description.high());
  }

  private static void quirk(ObjectNode node) {
    ObjectNode quirk = object(node, "id", "title", "source", "trigger", "effect", "precursors");
    text(quirk, "id");
    text(quirk, "title");
    text(quirk, "source");
    quirk.putObject("trigger").put("$ref", "#/$defs/trigger");
    ObjectNode effectOrNull = quirk.putObject("effect");
    ArrayNode either = effectOrNull.putArray("oneOf");
    either.addObject().put("type", "null");
    ObjectNode effect = object(either.addObject(), "stage", "slowdown", "messageNanos", "symptom");
    words(
        effect.putObject("stage"), Arrays.stream(QuirkStage.values()).map(Enum::toString).toList());
    range(effect.putObject("slowdown").put("type", "number"), 1, 100);
    range(effect.putObject("messageNanos").put("type", "integer"), 0, 1_000_000);
    symptom(effect);
    ObjectNode precursor = object(list(quirk, "precursors", 0), "counter", "perPacket", "from");
    words(precursor.putObject("counter"), ModelCounter.precursors());
    precursor
        .putObject("perPacket")
        .put("type", "number")
        .put("exclusiveMinimum", 0)
        .put("maximum", 100);
    precursor.putObject("from").put("type", "number").put("minimum", 0).put("exclusiveMaximum", 1);
  }

  private static void emergent(ObjectNode node) {
    ObjectNode anomaly = object(node, "id", "title", "source", "symptom", "base", "trigger");
    text(anomaly, "id");
    text(anomaly, "title");
    text(anomaly, "source");
    symptom(anomaly);
    anomaly.putObject("base").put("$ref", "#/$defs/workload");
    anomaly.putObject("trigger").put("$ref", "#/$defs/trigger");
  }

  private static void published(ObjectNode node) {
    ObjectNode claim =
        object(node, "id", "title", "source", "symptom", "conditions", "extent", "remedies");
    text(claim, "id").put("pattern", "^[a-z0-9-]{1,40}$");
    text(claim, "title");
    text(claim, "source");
    words(
        claim.putObject("symptom"),
        Arrays.stream(Published.Symptom.values()).map(Enum::toString).toList());
    list(claim, "conditions", 1).put("$ref", "#/$defs/condition");
    claim.putObject("extent").putArray("type").add("string").add("null");
    ObjectNode remedy = object(list(claim, "remedies", 0), "name", "conditions", "gains");
    text(remedy, "name");
    list(remedy, "conditions", 1).put("$ref", "#/$defs/condition");
    ObjectNode gain = object(list(remedy, "gains", 1), "low", "high", "shape");
    range(gain.putObject("low").put("type", "number"), 1, 1000);
    range(gain.putObject("high").put("type", "number"), 1, 1000);
    text(gain, "shape");
  }

  private static void symptom(ObjectNode of) {
    words(
        of.putObject("symptom"),
        Arrays.stream(Profile.Symptom.values()).map(Enum::toString).toList());
  }

  private static void workload(ObjectNode definitions) {
    ObjectNode workload = WorkloadSchema.schema();
    workload.remove(List.of("$schema", "title"));
    definitions.set("workload", workload);
  }

  private static void trigger(ObjectNode node) {
    ArrayNode kinds = node.putArray("oneOf");
    for (String several : List.of("all", "any")) {
      ObjectNode of = kind(kinds, several, "of");
      list(of, "of", several.equals("all") ? 1 : 2).put("$ref", "#/$defs/trigger");
    }
    kind(kinds, "where", "condition").putObject("condition").put("$ref", "#/$defs/condition");
    ObjectNode product = kind(kinds, "product", "of", "from", "full");
    words(list(product, "of", 2), numbers());
    range(product.putObject("from").put("type", "integer"), 1, Long.MAX_VALUE);
    range(product.putObject("full").put("type", "integer"), 1, Long.MAX_VALUE);
    ObjectNode near = kind(kinds, "near_multiple", "dimension", "of", "within");
    words(near.putObject("dimension"), numbers());
    words(near.putObject("of"), numbers());
    range(near.putObject("within").put("type", "integer"), 1, 1024);
  }

  private static ObjectNode kind(ArrayNode kinds, String word, String... keys) {
    String[] all = new String[keys.length + 1];
    all[0] = "is";
    System.arraycopy(keys, 0, all, 1, keys.length);
    ObjectNode properties = object(kinds.addObject(), all);
    properties.putObject("is").put("const", word);
    return properties;
  }

  private static void condition(ObjectNode node) {
    ArrayNode forms = node.putArray("oneOf");
    ObjectNode range = object(forms.addObject(), "dimension", "range");
    words(range.putObject("dimension"), numbers());
    pair(range.putObject("range"));
    ObjectNode ranges = object(forms.addObject(), "dimension", "set");
    words(ranges.putObject("dimension"), numbers());
    pair(list(ranges, "set", 1));
    ObjectNode set = object(forms.addObject(), "dimension", "set");
    words(
        set.putObject("dimension"),
        Catalogue.facets().stream()
            .filter(facet -> !(facet instanceof Facet.Numeric))
            .map(Facet::name)
            .toList());
    list(set, "set", 1).put("type", "string");
  }

  private static void pair(ObjectNode node) {
    node.put("type", "array").put("minItems", 2).put("maxItems", 2);
    node.putObject("items").put("type", "integer");
  }

  private static List<String> numbers() {
    return Catalogue.facets().stream()
        .filter(Facet.Numeric.class::isInstance)
        .map(Facet::name)
        .toList();
  }

  private static ObjectNode object(ObjectNode node, String... required) {
    node.put("type", "object").put("additionalProperties", false);
    ArrayNode keys = node.putArray("required");
    Arrays.stream(required).forEach(keys::add);
    return node.putObject("properties");
  }

  private static String[] names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toArray(String[]::new);
  }

  private static ObjectNode list(ObjectNode of, String name, int least) {
    ObjectNode list = of.putObject(name);
    list.put("type", "array").put("minItems", least);
    return list.putObject("items");
  }

  private static ObjectNode text(ObjectNode of, String name) {
    return of.putObject(name).put("type", "string").put("minLength", 1);
  }

  private static void words(ObjectNode node, List<String> words) {
    ArrayNode each = node.putArray("enum");
    words.forEach(each::add);
  }

  private static ObjectNode range(ObjectNode node, long low, long high) {
    return node.put("minimum", low).put("maximum", high);
  }
}
