package io.kelpie.probes.exec;

import io.kelpie.workload.Values;
import java.util.Map;

/**
 * What a command says of itself, in answer to {@code describe}.
 *
 * @param version of this format
 * @param environment versions and names that a replay compares
 * @param dimensions what it can vary, by facet; whatever it does not name stays at its initial
 *     value
 */
record Profession(int version, Map<String, String> environment, Map<String, Values> dimensions) {
  /** The format's version. */
  static final int VERSION = 1;

  Profession {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "version %d of the answer is not %d, which this Kelpie reads"
              .formatted(version, VERSION));
    }
    environment = Map.copyOf(environment);
    dimensions = Map.copyOf(dimensions);
  }
}
