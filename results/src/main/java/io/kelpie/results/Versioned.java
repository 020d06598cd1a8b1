package io.kelpie.results;

import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** JSON with a version, which is looked at before a newer one's keys can look like mistakes. */
final class Versioned {
  private Versioned() {}

  /**
   * Reads an object whose {@code version} is {@code current}.
   *
   * @throws UsageException if it is another, or wrong in any other way
   */
  static <T> T read(Path file, Class<T> type, int current) {
    check(StrictJson.read(file, JsonNode.class), file.toString(), "version", current);
    return StrictJson.read(file, type);
  }

  static <T> T read(String text, String where, Class<T> type, String key, int current) {
    check(StrictJson.read(text, where, JsonNode.class), where, key, current);
    return StrictJson.read(text, where, type);
  }

  private static void check(JsonNode tree, String where, String key, int current) {
    JsonNode version = tree.get(key);
    if (version == null || !version.isInt() || version.intValue() < 1) {
      throw new UsageException(
          where + " at " + key + ": " + version + " is no version; Kelpie did not write this");
    }
    if (version.intValue() != current) {
      throw new UsageException(
          where
              + " is of version "
              + version
              + ", but this Kelpie reads "
              + current
              + "; use the Kelpie that wrote it"
              + (version.intValue() > current ? ", or a newer one" : ""));
    }
  }
}
