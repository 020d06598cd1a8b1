package io.kelpie.results.export;

import io.kelpie.probes.Outcome;
import io.kelpie.results.Disk;
import io.kelpie.results.HuntFile;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntListener;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a hunt is at, as an OpenMetrics text file for a collector that reads files. It is replaced
 * whole, at most every ten seconds, at each find and at the end. Of the types only gauges and
 * counters are used, so that a reader of Prometheus' older text format takes it too.
 */
public final class HuntMetrics implements HuntListener {
  /** The file's name in a hunt's folder. */
  public static final String FILE = "metrics.prom";

  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Path target;
  private final HuntFile file;
  private final Consumer<String> words;
  private final LongSupplier nanoClock;
  private final Map<Ledger, LedgerTotals> ledgers = new EnumMap<>(Ledger.class);
  private final Map<Symptom, Integer> found = new EnumMap<>(Symptom.class);
  private Phase phase = Phase.IDLE_BASELINE;
  private long invalid;
  private double elapsed;
  private double lastNew;
  private double largest;
  private long written;
  private boolean isFailing;

  /**
   * Begins to listen; the file is written with the first run.
   *
   * @param folder the hunt's
   * @param words told once if the file cannot be written; the hunt does not end for that
   */
  public HuntMetrics(Path folder, HuntFile file, Consumer<String> words) {
    this(folder, file, words, System::nanoTime);
  }

  HuntMetrics(Path folder, HuntFile file, Consumer<String> words, LongSupplier nanoClock) {
    this.target = folder.resolve(FILE);
    this.file = file;
    this.words = words;
    this.nanoClock = nanoClock;
    this.written = nanoClock.getAsLong() - EVERY.toNanos();
  }

  @Override
  public void probed(ProbeRecord record, boolean live) {
    ledgers.merge(
        record.ledger(),
        LedgerTotals.NONE.plus(record.measurement().deviceSeconds()),
        (old, one) -> old.plus(one.deviceSeconds()));
    invalid += record.measurement().outcome() instanceof Outcome.Invalid ? 1 : 0;
    elapsed = record.elapsed();
    if (nanoClock.getAsLong() - written >= EVERY.toNanos()) {
      write();
    }
  }

  @Override
  public void phase(Phase next) {
    phase = next;
    if (next == Phase.ENDED) {
      write();
    }
  }

  @Override
  public void found(Finding finding) {
    found.merge(finding.symptom(), 1, Integer::sum);
    lastNew = elapsed;
    if (finding.symptom().isRatio()) {
      largest = Math.max(largest, finding.effect());
    }
    write();
  }

  private void write() {
    written = nanoClock.getAsLong();
    try {
      Disk.REAL.replace(target, text());
      isFailing = false;
    } catch (UsageException e) {
      if (!isFailing) {
        words.accept(e.getMessage());
      }
      isFailing = true;
    }
  }

  String text() {
    Metrics text = new Metrics();
    text.family("kelpie_hunt_info", "gauge", "What is hunted, and where; always 1.");
    text.sample(
        "kelpie_hunt_info",
        1,
        "hunt",
        file.hunt(),
        "probe",
        file.asked().probe(),
        "strategy",
        file.asked().strategy(),
        "seed",
        Long.toString(file.asked().seed()),
        "device",
        Objects.requireNonNullElse(file.place().environment().get("device"), ""),
        "simulated",
        Boolean.toString(file.place().simulated()));
    text.family("kelpie_phase", "gauge", "1 of what the hunt is at, 0 of the other phases.");
    for (Phase each : Phase.values()) {
      text.sample("kelpie_phase", each == phase ? 1 : 0, "phase", word(each));
    }
    text.family("kelpie_started_seconds", "gauge", "When the hunt began, in seconds since 1970.");
    text.sample("kelpie_started_seconds", Instant.parse(file.started()).toEpochMilli() / 1e3);
    text.family("kelpie_elapsed_seconds", "gauge", "Time of the hunt, pauses left out.");
    text.sample("kelpie_elapsed_seconds", elapsed);
    text.family("kelpie_runs", "counter", "Runs by ledger.");
    for (Ledger ledger : Ledger.values()) {
      text.sample("kelpie_runs_total", totals(ledger).probes(), "ledger", ledger.toString());
    }
    text.family("kelpie_device_seconds", "counter", "Device time by ledger.");
    for (Ledger ledger : Ledger.values()) {
      text.sample(
          "kelpie_device_seconds_total",
          totals(ledger).deviceSeconds(),
          "ledger",
          ledger.toString());
    }
    text.family("kelpie_invalid_runs", "counter", "Runs of which nothing can be said.");
    text.sample("kelpie_invalid_runs_total", invalid);
    text.family("kelpie_anomalies", "gauge", "Confirmed anomalies by symptom.");
    for (Symptom symptom : Symptom.values()) {
      text.sample("kelpie_anomalies", found.getOrDefault(symptom, 0), "symptom", symptom.name());
    }
    text.family(
        "kelpie_last_new_find_seconds",
        "gauge",
        "Time of the hunt at its last find; 0 without one.");
    text.sample("kelpie_last_new_find_seconds", lastNew);
    text.family("kelpie_largest_effect_ratio", "gauge", "Largest confirmed ratio; 0 without one.");
    text.sample("kelpie_largest_effect_ratio", largest);
    return text.end();
  }

  private LedgerTotals totals(Ledger ledger) {
    return ledgers.getOrDefault(ledger, LedgerTotals.NONE);
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  /** The text format of OpenMetrics 1.0. */
  private static final class Metrics {
    private final StringBuilder text = new StringBuilder();

    void family(String name, String type, String help) {
      text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
      text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    }

    void sample(String name, double value, String... labels) {
      text.append(name);
      for (int i = 0; i < labels.length; i += 2) {
        text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
        text.append(labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        text.append('"');
      }
      text.append(labels.length == 0 ? " " : "} ");
      text.append(
          value == Math.rint(value) && Math.abs(value) < 1e15
              ? Long.toString((long) value)
              : Double.toString(value));
      text.append('\n');
    }

    String end() {
      return text.append("# EOF\n").toString();
    }
  }
}
