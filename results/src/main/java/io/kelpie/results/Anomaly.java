package io.kelpie.results;

import io.kelpie.search.Finding;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A finding with where it was made: {@code finding.json} in a folder of its own, beside the
 * workloads that show it and those that it was judged against, as files for {@code kelpie probe
 * --workload}.
 *
 * @param version of this format
 * @param hunt fingerprint of what its hunt was asked
 */
public record Anomaly(int version, String hunt, Place place, Finding finding) {
  /** The format's version: the one that is written. */
  public static final int VERSION = 4;

  /** The version before a signature was told; it is read as if no counter were known. */
  private static final int WITHOUT_SIGNATURE = 3;

  /** The version before consequences and draws were told; it is read as if there were none. */
  private static final int WITHOUT_CONSEQUENCES = 2;

  static final String FINDING = "finding.json";
  static final String WORKLOAD = "workload.json";
  static final String TWIN = "twin.json";

  /**
   * Reads an anomaly's folder, or the finding itself.
   *
   * @throws UsageException if it is none, damaged, or a newer version's
   */
  public static Anomaly read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(FINDING) : path;
    if (!Files.exists(file)) {
      throw new UsageException(
          path
              + " is not an anomaly's folder: there is no "
              + FINDING
              + " in it; name one below the "
              + HuntFolder.ANOMALIES
              + " of a hunt");
    }
    JsonNode tree = StrictJson.read(file, JsonNode.class);
    return isOlder(tree)
        ? renewed(tree, file.toString())
        : Versioned.read(file, Anomaly.class, VERSION);
  }

  /**
   * Reads a finding's text.
   *
   * @param where what it is, as an error names it
   * @throws UsageException if it is damaged, or a newer version's
   */
  public static Anomaly read(String text, String where) {
    JsonNode tree = StrictJson.read(text, where, JsonNode.class);
    return isOlder(tree)
        ? renewed(tree, where)
        : Versioned.read(text, where, Anomaly.class, "version", VERSION);
  }

  private static boolean isOlder(JsonNode tree) {
    int version = tree.path("version").asInt(VERSION);
    return version >= WITHOUT_CONSEQUENCES
        && version <= WITHOUT_SIGNATURE
        && tree.path("finding").isObject();
  }

  private static Anomaly renewed(JsonNode tree, String where) {
    JsonNode renewed = tree.deepCopy();
    ObjectNode finding = (ObjectNode) renewed.path("finding");
    if (tree.path("version").intValue() == WITHOUT_CONSEQUENCES) {
      finding.putArray("consequences");
      finding.putNull("draws");
    }
    finding.putObject("signature").putObject("perPacket");
    ((ObjectNode) renewed).put("version", VERSION);
    return Versioned.read(renewed.toString(), where, Anomaly.class, "version", VERSION);
  }

  /** The finding in a folder. */
  public static Path file(Path folder) {
    return folder.resolve(FINDING);
  }

  /**
   * Writes the folder named after the finding's id, the finding itself last.
   *
   * @return the folder
   */
  Path save(Path anomalies, Disk disk) {
    Path folder = anomalies.resolve(finding.id());
    try {
      Files.createDirectories(folder);
      disk.sync(anomalies);
      disk.sync(Disk.folderOf(anomalies));
    } catch (IOException e) {
      throw Unwritable.because(folder, e, () -> {});
    }
    workloads()
        .forEach((name, workload) -> disk.replace(folder.resolve(name), StrictJson.page(workload)));
    disk.replace(folder.resolve(FINDING), StrictJson.page(this));
    return folder;
  }

  private Map<String, Workload> workloads() {
    Map<String, Workload> workloads = new LinkedHashMap<>();
    workloads.put(WORKLOAD, finding.workload());
    if (finding.symptom().isRatio()) {
      Space space = Space.within(place.limits());
      workloads.put(TWIN, Oracle.reference(finding.symptom(), finding.workload(), space));
    }
    for (Neighbour neighbour : finding.neighbours()) {
      workloads.put(neighbour.name() + ".json", neighbour.workload());
    }
    if (finding.remedy() != null) {
      workloads.put("remedy.json", finding.remedy().workload());
    }
    return workloads;
  }
}
