package io.kelpie.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that a hunt ran on. */
public record Host(String name, String system, String architecture, int processors, String java) {

  /** This machine. */
  public static Host here() {
    return new Host(
        hostname(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString());
  }

  private static String hostname() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
