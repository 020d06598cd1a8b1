package io.kelpie.results.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kelpie.results.Anomaly;
import io.kelpie.results.HuntEnd;
import io.kelpie.results.HuntFile;
import io.kelpie.results.StoredHunt;
import io.kelpie.results.bundle.BundleFile;
import io.kelpie.results.bundle.Bundles;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import io.kelpie.workload.Workloads;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds the schemas against what is written, and against what is read. */
class FileSchemaTest {
  private static final long SEED = 20_261_125;

  private static final Map<FileSchema, Class<?>> READ =
      Map.of(
          FileSchema.HUNT, HuntFile.class,
          FileSchema.RESULT, HuntEnd.class,
          FileSchema.FINDING, Anomaly.class,
          FileSchema.WORKLOAD, Workload.class,
          FileSchema.RUN, ProbeRecord.class,
          FileSchema.BUNDLE, BundleFile.About.class);

  private static List<Written> written = List.of();

  private final Map<FileSchema, Schema> schemas = new EnumMap<>(FileSchema.class);

  @BeforeAll
  static void write(@TempDir Path folder) throws IOException {
    written = written(folder);
  }

  /** A text that was written, and the schema that speaks of it. */
  private record Written(FileSchema schema, String where, String text) {}

  private Schema schema(FileSchema which) {
    return schemas.computeIfAbsent(
        which,
        each ->
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(StrictJson.page(each.schema()), InputFormat.JSON));
  }

  private static List<Written> written(Path folder) throws IOException {
    Path hunt = StoredHunt.hunted(folder.resolve("model"), 20);
    Path told = StoredHunt.told(folder.resolve("told"), List.of("alpha", "bravo", "charlie"));
    List<Written> written = new ArrayList<>();
    for (Path each : List.of(hunt, told)) {
      Bundles.of(each, each.resolve("bundle.zip"));
      try (Stream<Path> files = Files.walk(each)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          add(written, each.relativize(file).toString(), file);
        }
      }
    }
    return written;
  }

  /** Every file of a hunt's folder is known here, so that a new one comes with its schema. */
  private static void add(List<Written> written, String name, Path file) throws IOException {
    if (name.endsWith(".zip")) {
      BundleFile.read(file)
          .files()
          .forEach((inner, content) ->
              addOfBundle(written, inner, new String(content, StandardCharsets.UTF_8)));
    } else if (name.equals("journal.jsonl")) {
      Files.readAllLines(file)
          .forEach(line -> written.add(new Written(FileSchema.JOURNAL, name, line)));
    } else if (!name.equals("lock")) {
      FileSchema schema =
          switch (name.substring(name.lastIndexOf('/') + 1)) {
            case "hunt.json" -> FileSchema.HUNT;
            case "result.json" -> FileSchema.RESULT;
            case "finding.json" -> FileSchema.FINDING;
            case "pseudonyms.json" -> FileSchema.PSEUDONYMS;
            default -> {
              assertThat(name)
                  .matches(
                      "anomalies/[0-9a-f]{8}/(workload|twin|remedy|neighbour-[a-z_.-]+)\\.json");
              yield FileSchema.WORKLOAD;
            }
          };
      written.add(new Written(schema, name, Files.readString(file)));
    }
  }

  private static void addOfBundle(List<Written> written, String name, String text) {
    if (name.endsWith(".jsonl")) {
      text.lines().forEach(line -> written.add(new Written(FileSchema.RUN, name, line)));
    } else if (name.endsWith(".json")) {
      FileSchema schema =
          switch (name) {
            case "bundle.json" -> FileSchema.BUNDLE;
            case "finding.json" -> FileSchema.FINDING;
            case "REDACTIONS.json" -> FileSchema.REDACTIONS;
            case "env/place.json" -> FileSchema.PLACE;
            case "env/host.json" -> FileSchema.HOST;
            default -> name.startsWith("counters/") ? FileSchema.COUNTERS : FileSchema.WORKLOAD;
          };
      written.add(new Written(schema, name, text));
    }
  }

  @Test
  void everyFileThatIsWrittenFits() {
    Set<FileSchema> seen = EnumSet.noneOf(FileSchema.class);
    for (Written each : written) {
      seen.add(each.schema);
      assertThat(schema(each.schema).validate(each.text, InputFormat.JSON))
          .as("%s: %s", each.where, each.text)
          .isEmpty();
    }
    assertThat(seen).isEqualTo(EnumSet.range(FileSchema.HUNT, FileSchema.PSEUDONYMS));
  }

  /** A key too few or too many, a value of another kind: both refuse it, or neither does. */
  @Test
  void acceptsWhatTheReaderAccepts() {
    UniformRandomProvider random = Workloads.generator(SEED);
    List<Written> read = written.stream().filter(each -> READ.containsKey(each.schema)).toList();
    int refused = 0;
    for (int change = 0; change < 1_500; change++) {
      Written chosen = read.get(random.nextInt(read.size()));
      JsonNode tree = StrictJson.MAPPER.readTree(chosen.text);
      String done = change(tree, random);
      String text = StrictJson.line(tree);
      boolean fits = schema(chosen.schema).validate(text, InputFormat.JSON).isEmpty();
      assertThat(fits)
          .as("seed %d, change %d, %s: %s", SEED, change, chosen.where, done)
          .isEqualTo(reads(text, Objects.requireNonNull(READ.get(chosen.schema))));
      refused += fits ? 0 : 1;
    }
    assertThat(refused).isBetween(700, 1_500);
  }

  private static boolean reads(String text, Class<?> type) {
    try {
      StrictJson.read(text, "text", type);
      return true;
    } catch (UsageException e) {
      return false;
    }
  }

  /** Changes one object somewhere in the tree, and tells how. */
  private static String change(JsonNode tree, UniformRandomProvider random) {
    List<ObjectNode> objects = new ArrayList<>();
    gather(tree, objects);
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = List.copyOf(object.propertyNames());
    if (names.isEmpty() || random.nextInt(3) == 0) {
      object.put("surplus", 1);
      return "surplus in " + names;
    }
    String name = names.get(random.nextInt(names.size()));
    if (random.nextBoolean()) {
      object.remove(name);
      return "without " + name;
    }
    JsonNode old = object.get(name);
    if (random.nextInt(4) == 0) {
      object.putNull(name);
    } else if (old.isString()) {
      object.put(name, 7);
    } else if (old.isNumber() || old.isBoolean() || old.isNull()) {
      object.putArray(name).addArray();
    } else {
      object.put(name, "text");
    }
    return name + " was " + old + ", is " + object.get(name);
  }

  private static void gather(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> gather(child, objects));
  }
}
