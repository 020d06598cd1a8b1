package io.kelpie.results.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts that stand beside these classes as resources. */
final class Templates {
  private Templates() {}

  static String text(String name) {
    try (InputStream stream = Templates.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("there is no resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
