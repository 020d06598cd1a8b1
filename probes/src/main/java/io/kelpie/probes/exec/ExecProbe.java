package io.kelpie.probes.exec;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.OwnCounters;
import io.kelpie.probes.Probe;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A user's command as a probe: one process a run, killed at its deadline. */
public final class ExecProbe implements Probe {
  public static final String NAME = "exec";

  private static final Duration DESCRIBING = Duration.ofSeconds(30);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Bounds what a draw may ask of a command that frees its regions. */
  private static final long MEMORY = 1L << 30;

  /** Who spoke within the last of so many parts of the deadline was not hung. */
  private static final int QUIET_SHARE = 10;

  private final String command;
  private final Description description;

  /**
   * @param devices the command, alone
   * @throws UsageException where there is none, or it does not describe itself
   */
  public ExecProbe(List<String> devices) {
    if (devices.size() != 1) {
      throw new UsageException(
          "--probe exec needs one command: --device ./ADAPTER; docs/exec.md says what it has to do");
    }
    command = devices.getFirst();
    Profession profession = describe();
    SortedMap<String, String> environment = new TreeMap<>(profession.environment());
    environment.put("command", Path.of(command).getFileName().toString());
    description =
        new Description(
            NAME,
            false,
            new Limits(dimensions(profession.dimensions()), MEMORY, DEADLINE),
            null,
            OwnCounter.counters(),
            environment);
  }

  private Profession describe() {
    Execution execution = new Execution(List.of(command, "describe"));
    if (!(execution.await(DESCRIBING) instanceof Execution.End.Exited(int status)) || status != 0) {
      throw new UsageException(
          "%s describe did not end with status 0: %s".formatted(command, execution.lastWords()));
    }
    Profession profession =
        StrictJson.read(execution.output(), command + " describe", Profession.class);
    for (String facet : profession.dimensions().keySet()) {
      if (Catalogue.facet(facet).isEmpty()) {
        throw new UsageException(
            "%s describe: no dimension is named %s; kelpie space lists them"
                .formatted(command, facet));
      }
    }
    return profession;
  }

  private static Map<String, Values> dimensions(Map<String, Values> named) {
    Map<String, Values> values = new TreeMap<>(named);
    for (Facet facet : Catalogue.facets()) {
      values.computeIfAbsent(
          facet.name(),
          _ ->
              switch (facet) {
                case Facet.Numeric numeric -> {
                  long initial = numeric.value(Workload.initial());
                  yield new Values.Range(initial, initial);
                }
                case Facet.Choice choice ->
                    new Values.Members(new TreeSet<>(List.of(choice.word(Workload.initial()))));
              });
    }
    return values;
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    List<String> objections = objections(workload);
    if (!objections.isEmpty()) {
      throw new UsageException(String.join("; ", objections));
    }
    long started = System.nanoTime();
    Path folder = null;
    try {
      folder = Files.createTempDirectory("kelpie-exec-");
      Files.writeString(folder.resolve("workload.json"), StrictJson.page(workload));
      Files.writeString(folder.resolve("task.json"), StrictJson.page(Task.of(budget)));
      Execution execution = new Execution(List.of(command, "run", folder.toString()));
      Execution.End end = execution.await(budget.deadline());
      double seconds = (System.nanoTime() - started) * 1e-9;
      return switch (end) {
        case Execution.End.Killed killed ->
            Measurement.without(silenced(killed, budget.deadline()), seconds);
        case Execution.End.Exited exited when exited.status() != 0 ->
            Measurement.without(
                new Outcome.Failed(
                    "the command ended with status " + exited.status(), execution.lastWords()),
                seconds);
        case Execution.End.Exited _ -> read(folder, workload, budget, seconds);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("the files of a run cannot be written", e);
    } finally {
      delete(folder);
    }
  }

  private static Outcome silenced(Execution.End.Killed killed, Duration deadline) {
    if (killed.silence().compareTo(deadline.dividedBy(QUIET_SHARE)) < 0) {
      return new Outcome.Invalid("slower than the deadline: it still spoke when that passed");
    }
    Stage waiting =
        Arrays.stream(Stage.values())
            .filter(stage -> stage.toString().equals(killed.heartbeat()))
            .findFirst()
            .orElse(Stage.SIGNAL);
    return new Outcome.Hang(
        Outcome.Scope.CHILD,
        waiting,
        "the command was killed at its deadline, after %.1f s of silence%s"
            .formatted(
                killed.silence().toNanos() * 1e-9,
                killed.heartbeat().isEmpty() ? "" : "; its last line: " + killed.heartbeat()));
  }

  private Measurement read(Path folder, Workload workload, Budget budget, double seconds) {
    int tiles = workload.integer(Catalogue.TILES);
    Answer answer;
    try {
      String text = Files.readString(folder.resolve("measurement.json"));
      answer = StrictJson.read(text, "measurement.json of " + command, Answer.class);
      answer.check(tiles, budget.windows());
    } catch (IOException | UsageException | IllegalArgumentException wrong) {
      return Measurement.without(
          new Outcome.Invalid("the command left no measurement that holds: " + wrong.getMessage()),
          seconds);
    }
    return measurement(answer, workload, budget, seconds);
  }

  private static Measurement measurement(
      Answer answer, Workload workload, Budget budget, double seconds) {
    long[] bytes = bytes(workload);
    StageClock clock =
        new StageClock(bytes, Math.max(1, Math.round(answer.idleRoundTripSeconds() * 1e9)));
    if (budget.detailed()) {
      clock.keepPass();
    }
    List<Double> passes = new ArrayList<>();
    for (List<List<List<Long>>> window : answer.windows()) {
      long sum = 0;
      for (List<List<Long>> pass : window) {
        clock.startPass();
        for (int tile = 0; tile < bytes.length; tile++) {
          for (Stamp stamp : Stamp.values()) {
            clock.stamp(stamp, tile, pass.get(tile).get(stamp.ordinal()));
          }
        }
        sum += clock.finishPass();
      }
      passes.add(sum * 1e-9 / window.size());
    }
    long[] requests = answer.queueRequests().stream().mapToLong(Long::longValue).toArray();
    return new Measurement(
        new Outcome.Completed(),
        List.of(new Flow("forward", bytes.length, Arrays.stream(bytes).sum(), passes)),
        clock.stages(),
        clock.sojourns(),
        answer.integrity(),
        List.of(),
        OwnCounters.of(
            clock,
            new OwnCounters.Sender(null, null, OwnCounters.imbalance(requests, requests.length)),
            null,
            answer.integrity().missing()),
        answer.idleRoundTripSeconds(),
        Math.min(answer.setupSeconds(), seconds),
        seconds,
        clock.detail("forward"));
  }

  private static long[] bytes(Workload workload) {
    List<Long> sizes = workload.get(Catalogue.TILE_BYTES);
    long[] bytes = new long[workload.integer(Catalogue.TILES)];
    Arrays.setAll(bytes, tile -> sizes.get(tile % sizes.size()));
    return bytes;
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of a run stay behind in " + folder, e);
    }
  }

  /** It reads no device's counters. */
  @Override
  public List<CounterReading> idle(Duration time) {
    return List.of();
  }

  /** Nothing runs between two runs. */
  @Override
  public void close() {}
}
