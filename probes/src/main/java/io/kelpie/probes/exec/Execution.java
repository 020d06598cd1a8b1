package io.kelpie.probes.exec;

import io.kelpie.workload.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a command: its lines, its last words, its end. */
final class Execution {
  private static final int LAST_WORDS = 5;
  private static final Duration REAPING = Duration.ofSeconds(5);

  private final Process process;
  private final Thread outputReader;
  private final Thread errorReader;
  private final StringBuilder output = new StringBuilder();
  private final Deque<String> words = new ArrayDeque<>();
  private volatile long heard = System.nanoTime();
  private volatile String heartbeat = "";

  /** How it ended. */
  sealed interface End {
    /** By itself. */
    record Exited(int status) implements End {}

    /**
     * It was killed at the deadline.
     *
     * @param silence for which it had said nothing
     * @param heartbeat its last line; empty without any
     */
    record Killed(Duration silence, String heartbeat) implements End {}
  }

  /**
   * Starts it.
   *
   * @throws UsageException where it cannot be started
   */
  Execution(List<String> command) {
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new UsageException(
          "--device "
              + command.getFirst()
              + " cannot be started ("
              + e.getMessage()
              + "): name an executable file",
          e);
    }
    outputReader = read(process.inputReader(StandardCharsets.UTF_8), this::hear);
    errorReader = read(process.errorReader(StandardCharsets.UTF_8), this::complain);
  }

  private interface Listener {
    void line(String line);
  }

  private static Thread read(BufferedReader lines, Listener listener) {
    return Thread.ofPlatform()
        .daemon()
        .name("exec's words")
        .start(() -> {
          try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              listener.line(line);
            }
          } catch (IOException closed) {
            listener.line("");
          }
        });
  }

  private synchronized void hear(String line) {
    heard = System.nanoTime();
    heartbeat = line.strip();
    output.append(line).append('\n');
  }

  private synchronized void complain(String line) {
    words.add(line);
    if (words.size() > LAST_WORDS) {
      words.remove();
    }
  }

  /** Waits for its end, and kills it and what it started where that does not come. */
  End await(Duration deadline) {
    try {
      if (process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        outputReader.join(REAPING);
        errorReader.join(REAPING);
        return new End.Exited(process.exitValue());
      }
      End killed = new End.Killed(Duration.ofNanos(System.nanoTime() - heard), heartbeat);
      kill();
      return killed;
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a command ran", e);
    }
  }

  private void kill() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(REAPING.toSeconds(), TimeUnit.SECONDS);
      for (ProcessHandle each : started) {
        each.onExit()
            .orTimeout(REAPING.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(_ -> each)
            .join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All that it printed on standard output. */
  synchronized String output() {
    return output.toString();
  }

  /** The last lines that it printed on standard error, in one. */
  synchronized String lastWords() {
    return words.isEmpty() ? "it said nothing" : String.join("; ", words);
  }
}
