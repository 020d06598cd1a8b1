package io.kelpie.bench;

import io.kelpie.probes.model.Profile;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A profile of the model whose ring and copies cost what {@code native/gpu-check measure} found on
 * a card; all else, the NIC above all, is the base's.
 *
 * <ul>
 *   <li>{@code ring.requestNanos}: a second by the requests that one thread takes from 32 rings
 *   <li>{@code ring.visibleNanos}: the least time from requested to taken, of many drained tiles
 *   <li>{@code receiver.seenNanos}: the least time from a signal written to its being seen. It and
 *       the one before are off by what clocks are, in opposite directions: their sum is not
 *   <li>{@code pcie.gpuBytesPerSecond}: the copy engine to or from the host, the slower
 * </ul>
 *
 * <p>The model has no launches, so that what one costs stands in the title alone.
 */
final class MeasuredProfile {
  private static final double NANOS = 1e9;

  private MeasuredProfile() {}

  /**
   * @param base what is not measured comes from
   * @throws UsageException where the file is no measurement, or lacks one of these figures
   */
  static Profile of(Path measurement, Profile base) {
    JsonNode measured = StrictJson.read(measurement, JsonNode.class);
    ObjectNode profile = (ObjectNode) StrictJson.MAPPER.valueToTree(base);
    String card = text(measurement, measured, "gpu");
    profile.put("name", card.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
    profile.put(
        "title",
        "%s: ring and copies as measured there, a launch %.1f us; all else as %s"
            .formatted(
                card,
                number(measurement, measured, "launches", "seconds_each") * 1e6,
                base.name()));
    profile.putArray("published");
    ObjectNode parameters = (ObjectNode) profile.get("parameters");
    put(
        parameters,
        "ring",
        "requestNanos",
        NANOS / number(measurement, measured, "requests", "median_rate"));
    put(
        parameters,
        "ring",
        "visibleNanos",
        NANOS * number(measurement, measured, "waterfall", "least_from_requested_to_taken"));
    put(
        parameters,
        "receiver",
        "seenNanos",
        NANOS * number(measurement, measured, "waterfall", "least_from_signal_posted_to_seen"));
    put(
        parameters,
        "pcie",
        "gpuBytesPerSecond",
        Math.min(
            number(measurement, measured, "host_copies", "to_host"),
            number(measurement, measured, "host_copies", "from_host")));
    return StrictJson.read(StrictJson.line(profile), measurement.toString(), Profile.class);
  }

  private static void put(ObjectNode parameters, String part, String name, double value) {
    ((ObjectNode) parameters.get(part)).put(name, Math.round(value));
  }

  private static double number(Path file, JsonNode measured, String step, String name) {
    JsonNode value = measured.path(step).path(name);
    if (!value.isNumber()) {
      throw new UsageException(
          "%s has no number %s.%s: it is not what gpu-check measure prints, or that step failed"
              .formatted(file, step, name));
    }
    return value.asDouble();
  }

  private static String text(Path file, JsonNode measured, String name) {
    JsonNode value = measured.path(name);
    if (!value.isString()) {
      throw new UsageException(
          file + " names no " + name + ": it is not what gpu-check measure prints");
    }
    return value.asString();
  }
}
