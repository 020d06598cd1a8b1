package io.kelpie.results.bundle;

import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;

/**
 * What the machine says of itself when a hunt on real hardware finds something, kept in the hunt's
 * folder as it is; a bundle takes it from there, under pseudonyms.
 */
public final class SiteRecord {
  /** Below a hunt: a file for each command of {@code site-commands.txt}. */
  static final String ENVIRONMENT = "env";

  /** Below an anomaly: logs, those that its user puts there included. */
  static final String LOGS = "logs";

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration BEFORE = Duration.ofMinutes(1);

  private SiteRecord() {}

  /**
   * Asks the machine, once a hunt, and keeps the kernel's log since shortly before the hunt began.
   *
   * @param hunt its folder
   * @param anomaly the folder of what was found
   */
  public static void keep(Path hunt, Path anomaly, Instant began) {
    try {
      Path environment = hunt.resolve(ENVIRONMENT);
      if (!Files.exists(environment)) {
        Path partial = hunt.resolve("." + ENVIRONMENT + ".partial");
        Files.createDirectories(partial);
        for (String line : Templates.text("site-commands.txt").lines().toList()) {
          int colon = line.indexOf(": ");
          if (!line.startsWith("#") && colon > 0) {
            Files.writeString(
                partial.resolve(line.substring(0, colon) + ".txt"),
                said(line.substring(colon + 2)));
          }
        }
        Files.move(partial, environment);
      }
      Path logs = Files.createDirectories(anomaly.resolve(LOGS));
      Files.writeString(
          logs.resolve("kernel.log"), since(said("dmesg --time-format iso"), began.minus(BEFORE)));
    } catch (IOException e) {
      throw new UsageException(
          "the machine's own record cannot be kept in " + hunt + " (" + e.getMessage() + ")", e);
    }
  }

  /** Lines from a moment on; all of them where they bear no time. */
  static String since(String log, Instant from) {
    StringBuilder kept = new StringBuilder();
    for (String line : log.lines().toList()) {
      if (!isBefore(line, from)) {
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }

  private static boolean isBefore(String line, Instant from) {
    int blank = line.indexOf(' ');
    if (blank < 0) {
      return false;
    }
    try {
      return OffsetDateTime.parse(line.substring(0, blank).replace(',', '.'))
          .toInstant()
          .isBefore(from);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** What a command printed; what kept it from printing, in brackets. */
  private static String said(String command) throws IOException {
    Path output = Files.createTempFile("kelpie", ".txt");
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile())
              .start();
      String end = "";
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        end = "[ended after " + LIMIT.toSeconds() + " s]\n";
      } else if (process.exitValue() != 0) {
        end = "[status " + process.exitValue() + "]\n";
      }
      return new String(Files.readAllBytes(output), StandardCharsets.UTF_8) + end;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "[interrupted]\n";
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
