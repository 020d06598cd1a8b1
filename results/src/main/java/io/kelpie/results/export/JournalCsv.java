package io.kelpie.results.export;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.Stage;
import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Place;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A journal as a table (RFC 4180): a line a run, a column for each figure, each facet of the
 * workload and each counter. Times in seconds, goodput in bytes a second; what is unknown is empty.
 * A text that a spreadsheet would take for a formula has an apostrophe before it.
 */
public final class JournalCsv {
  private static final List<String> FIGURES =
      List.of(
          "run",
          "elapsed",
          "simulated",
          "ledger",
          "purpose",
          "verdict",
          "outcome",
          "reason",
          "tile_time",
          "goodput",
          "p50",
          "p99",
          "max",
          "disordered",
          "missing",
          "corrupt",
          "idle_round_trip",
          "setup_seconds",
          "device_seconds");

  private final Appendable out;
  private final boolean simulated;
  private final List<Counter> counters;

  private JournalCsv(Appendable out, Place place) {
    this.out = out;
    this.simulated = place.simulated();
    this.counters = place.counters();
  }

  /**
   * Writes a hunt's journal.
   *
   * @throws UncheckedIOException if {@code out} refuses it
   */
  public static void write(Path folder, Appendable out) {
    HuntFile file = HuntFolder.read(folder);
    JournalCsv table = new JournalCsv(out, file.place());
    table.line(table.heads());
    HuntFolder.forEachRun(folder, run -> table.line(table.cells(run)));
  }

  private List<String> heads() {
    List<String> heads = new ArrayList<>(FIGURES);
    for (Stage stage : Stage.values()) {
      heads.add("mean_" + stage);
      heads.add("blocked_share_" + stage);
    }
    Catalogue.facets().forEach(facet -> heads.add(facet.name()));
    counters.forEach(counter -> heads.add(text(counter.id())));
    return heads;
  }

  private List<String> cells(ProbeRecord run) {
    Measurement measured = run.measurement();
    boolean moved = measured.completed() && !measured.flows().isEmpty();
    Integrity integrity = measured.integrity();
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(run.number()));
    cells.add(Double.toString(run.elapsed()));
    cells.add(Boolean.toString(simulated));
    cells.add(run.ledger().toString());
    cells.add(text(run.purpose()));
    cells.add(run.verdict() == null ? "" : text(run.verdict()));
    outcome(measured.outcome(), cells);
    cells.add(moved ? Double.toString(measured.tileTime()) : "");
    cells.add(
        moved
            ? Double.toString(
                measured.flows().stream().mapToDouble(Flow::goodput).min().orElseThrow())
            : "");
    worst(measured.sojourns(), cells);
    cells.add(Long.toString(integrity.disordered()));
    cells.add(Long.toString(integrity.missing()));
    cells.add(Long.toString(integrity.corrupt()));
    cells.add(Double.toString(measured.idleRoundTrip()));
    cells.add(Double.toString(measured.setupSeconds()));
    cells.add(Double.toString(measured.deviceSeconds()));
    for (Stage stage : Stage.values()) {
      boolean known = !measured.stages().isEmpty();
      cells.add(known ? Double.toString(measured.stage(stage).mean()) : "");
      cells.add(known ? Double.toString(measured.stage(stage).blockedShare()) : "");
    }
    for (Facet facet : Catalogue.facets()) {
      cells.add(text(facet.text(run.workload())));
    }
    readings(measured, cells);
    return cells;
  }

  private static void outcome(Outcome outcome, List<String> cells) {
    switch (outcome) {
      case Outcome.Completed _ -> cells.addAll(List.of("completed", ""));
      case Outcome.Invalid(String reason) -> cells.addAll(List.of("invalid", text(reason)));
      case Outcome.Hang(var scope, var waiting, String detail) ->
          cells.addAll(List.of("hang", text(scope + " in " + waiting + ": " + detail)));
      case Outcome.Failed(String what, String detail) ->
          cells.addAll(List.of("failed", text(what + ": " + detail)));
    }
  }

  /** Of the size class with the longest tail. */
  private static void worst(List<Sojourn> sojourns, List<String> cells) {
    sojourns.stream()
        .reduce((one, other) -> one.p99() >= other.p99() ? one : other)
        .ifPresentOrElse(
            worst ->
                cells.addAll(
                    List.of(
                        Double.toString(worst.p50()),
                        Double.toString(worst.p99()),
                        Double.toString(worst.max()))),
            () -> cells.addAll(List.of("", "", "")));
  }

  private void readings(Measurement measured, List<String> cells) {
    Map<String, CounterReading> readings = new HashMap<>();
    measured.counters().forEach(reading -> readings.put(reading.counter(), reading));
    for (Counter counter : counters) {
      CounterReading reading = readings.get(counter.id());
      cells.add(reading == null || !reading.isKnown() ? "" : Double.toString(reading.value()));
    }
  }

  /** A text that is no formula. */
  private static String text(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }

  private void line(List<String> cells) {
    try {
      out.append(cells.stream().map(JournalCsv::quoted).collect(Collectors.joining(",")));
      out.append("\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
