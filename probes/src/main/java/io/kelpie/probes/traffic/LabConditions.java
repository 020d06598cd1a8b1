package io.kelpie.probes.traffic;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What the Soft-RoCE lab says of its links, in the file that {@code KELPIE_LAB} names.
 *
 * @param delay added round-trip time, in microseconds
 * @param loss lost packets, in parts per million
 * @param reorder overtaking packets, in parts per million
 * @param versions of the guest's kernel
 */
public record LabConditions(
    long delay, long loss, long reorder, SortedMap<String, String> versions) {
  private static final double PPM_PER_PERCENT = 10_000;

  /** The lab in which this process runs; empty outside one. */
  public static Optional<LabConditions> here() {
    String file = System.getenv("KELPIE_LAB");
    return file == null || file.isEmpty() ? Optional.empty() : Optional.of(read(Path.of(file)));
  }

  /** What the link's dimensions are held at: by the lab, or nothing of each outside one. */
  public static Map<String, Values> limits(Optional<LabConditions> lab) {
    return Map.of(
        Catalogue.DELAY.name(), held(lab.map(LabConditions::delay)),
        Catalogue.LOSS.name(), held(lab.map(LabConditions::loss)),
        Catalogue.REORDER.name(), held(lab.map(LabConditions::reorder)));
  }

  private static Values held(Optional<Long> at) {
    return new Values.Range(at.orElse(0L), at.orElse(0L));
  }

  static LabConditions read(Path file) {
    JsonNode lab;
    try {
      lab = StrictJson.MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UsageException("KELPIE_LAB names " + file + ", which cannot be read", e);
    }
    SortedMap<String, String> versions = new TreeMap<>();
    for (String key : new String[] {"kernel", "kernel_package", "kernel_version"}) {
      versions.put("lab." + key, lab.path(key).asString(""));
    }
    return new LabConditions(
        lab.path("delay_us").asLong(0),
        Math.round(lab.path("loss_percent").asDouble(0) * PPM_PER_PERCENT),
        Math.round(lab.path("reorder_percent").asDouble(0) * PPM_PER_PERCENT),
        versions);
  }
}
