package io.kelpie.probes.traffic;

import io.kelpie.workload.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The parent's end of a {@link TrafficServer}: its life, its messages, its last words. */
final class ChildProcess {
  private static final Duration REAPING = Duration.ofSeconds(5);
  private static final int LAST_WORDS = 20;
  private static final int SIGNALLED = 128;

  /** What came of waiting for the child. */
  sealed interface Event {
    record Said(Message.Reply reply) implements Event {}

    /** It ended by itself; {@code signal} is 0 where none ended it. */
    record Ended(int status, int signal, String lastWords) implements Event {}

    record Silent() implements Event {}
  }

  private final Process process;
  private final Writer requests;
  private final BlockingQueue<Optional<String>> replies = new LinkedBlockingQueue<>();
  private final Deque<String> words = new ArrayDeque<>();

  /**
   * @param program the class that serves
   * @param arguments of its main
   */
  ChildProcess(Class<?> program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(inherited());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx512m",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:ErrorFile=/dev/null",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    command.addAll(arguments);
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new UncheckedIOException("the traffic process cannot be started", e);
    }
    requests = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().name("child's replies").start(this::readReplies);
    Thread.ofPlatform().daemon().name("child's words").start(this::readWords);
  }

  /** The archives that this process starts from serve the child as well. */
  private static List<String> inherited() {
    return ProcessHandle.current().info().arguments().stream()
        .flatMap(Arrays::stream)
        .filter(argument ->
            argument.startsWith("-XX:AOTCache=")
                || argument.startsWith("-XX:SharedArchiveFile=")
                || argument.startsWith("-Xshare:"))
        .toList();
  }

  long id() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a request; that a dead child does not take it shows in {@link #await}. */
  void ask(Message.Request request) {
    try {
      requests.write(StrictJson.line(request));
      requests.write('\n');
      requests.flush();
    } catch (IOException e) {
      remember("it no longer listens: " + e.getMessage());
    }
  }

  /** Waits for the next thing that the child says or does. */
  Event await(Duration time) throws InterruptedException {
    Optional<String> line = replies.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      return new Event.Silent();
    }
    if (line.isPresent()) {
      return new Event.Said(
          StrictJson.read(line.get(), "the traffic process", Message.Reply.class));
    }
    if (!process.waitFor(REAPING.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Event.Silent();
    }
    int status = process.exitValue();
    return new Event.Ended(status, Math.max(0, status - SIGNALLED), lastWords());
  }

  /** Kills it; answers whether it could be reaped. */
  boolean kill() throws InterruptedException {
    process.destroyForcibly();
    return process.waitFor(REAPING.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes its input, at which it ends; kills it where it does not. */
  void close() {
    try {
      requests.close();
      if (!process.waitFor(REAPING.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  String lastWords() {
    synchronized (words) {
      return String.join("\n", words);
    }
  }

  /** A reply is an object; a dying JVM may report beside them. */
  private void readReplies() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) {
          replies.add(Optional.of(line));
        } else {
          remember(line);
        }
      }
    } catch (IOException e) {
      remember("its replies end: " + e.getMessage());
    } finally {
      replies.add(Optional.empty());
    }
  }

  private void readWords() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        remember(line);
      }
    } catch (IOException e) {
      remember("its messages end: " + e.getMessage());
    }
  }

  private void remember(String line) {
    synchronized (words) {
      words.addLast(line);
      if (words.size() > LAST_WORDS) {
        words.removeFirst();
      }
    }
  }
}
