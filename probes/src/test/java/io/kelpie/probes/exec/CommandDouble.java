package io.kelpie.probes.exec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The double of a user's command, made executable in a folder. */
final class CommandDouble {
  private CommandDouble() {}

  /**
   * A command that behaves so.
   *
   * @param way {@code lies}, {@code dies}, or empty for well
   */
  static String in(Path folder, String way) throws IOException {
    Path adapter = folder.resolve("adapter.sh");
    try (InputStream in = CommandDouble.class.getResourceAsStream("adapter.sh")) {
      Files.write(adapter, Objects.requireNonNull(in).readAllBytes());
    }
    Path command = folder.resolve("double");
    Files.writeString(
        command, "#!/bin/sh\nKELPIE_DOUBLE=%s exec sh %s \"$@\"\n".formatted(way, adapter));
    if (!command.toFile().setExecutable(true)) {
      throw new IOException(command + " cannot be made executable");
    }
    return command.toString();
  }
}
