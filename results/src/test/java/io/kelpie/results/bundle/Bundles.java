package io.kelpie.results.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Bundles for tests. */
public final class Bundles {
  private Bundles() {}

  /** A bundle of a hunt's first anomaly, which may be a model's. */
  public static void of(Path hunt, Path out) throws IOException {
    try (Stream<Path> anomalies = Files.list(hunt.resolve("anomalies"))) {
      Bundle.of(
          anomalies.sorted().findFirst().orElseThrow(),
          new Bundle.Options(out, null, List.of(), true, false),
          new Bundle.Here("workstation9", "annika"));
    }
  }
}
