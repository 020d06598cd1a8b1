package io.kelpie.results;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Journal;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.ProbeRequest;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hunt told again from its folder, without a probe. Where {@code result.json} and {@code
 * anomalies/} are not those of the whole journal, the search runs again over the journal, which is
 * the truth.
 */
public final class Recollection {
  private final Path folder;
  private final HuntFile file;

  private Recollection(Path folder) {
    this.folder = folder;
    this.file = HuntFolder.read(folder);
  }

  /**
   * Tells a listener every finding and every run of a hunt, which may be going on meanwhile.
   *
   * @throws UsageException if it is no hunt's folder, damaged, or another version's
   */
  public static HuntResult tell(Path folder, HuntListener listener) {
    return new Recollection(folder).tell(listener);
  }

  /**
   * Hunts again over the journal up to a run, and tells a listener all that the hunt says by then.
   */
  static void tellUntil(Path folder, long run, HuntListener listener) {
    Recollection recollection = new Recollection(folder);
    recollection.requireJournal();
    recollection.search(Math.min(run, recollection.runs()), listener);
  }

  /**
   * The findings of a hunt, in the order in which they were met.
   *
   * @throws UsageException as {@link #tell}
   */
  public static List<Finding> findings(Path folder) {
    Recollection recollection = new Recollection(folder);
    recollection.requireJournal();
    long runs = recollection.runs();
    return HuntEnd.in(folder)
        .filter(end -> end.runs() == runs)
        .flatMap(recollection::saved)
        .orElseGet(() -> recollection.search(runs, new HuntListener() {}).findings());
  }

  private HuntResult tell(HuntListener listener) {
    requireJournal();
    long runs = runs();
    Optional<HuntEnd> end = HuntEnd.in(folder).filter(last -> last.runs() == runs);
    Optional<List<Finding>> findings = end.flatMap(this::saved);
    return end.isPresent() && findings.isPresent()
        ? read(end.get(), findings.get(), listener)
        : search(runs, listener);
  }

  private void requireJournal() {
    if (!Files.exists(journal())) {
      throw new UsageException(
          folder + " holds no journal: its hunt was cut off before its first run; hunt again");
    }
  }

  private Path journal() {
    return folder.resolve(HuntFolder.JOURNAL);
  }

  private long runs() {
    try (JournalReader reader = new JournalReader(journal(), file.hunt())) {
      while (reader.next().isPresent()) {}
      return reader.runs();
    }
  }

  private Optional<List<Finding>> saved(HuntEnd end) {
    List<Finding> findings = new ArrayList<>();
    for (String id : end.findings()) {
      Path anomaly = folder.resolve(HuntFolder.ANOMALIES).resolve(id);
      if (!Files.exists(anomaly.resolve(Anomaly.FINDING))) {
        return Optional.empty();
      }
      findings.add(Anomaly.read(anomaly).finding());
    }
    return Optional.of(findings);
  }

  private HuntResult read(HuntEnd end, List<Finding> findings, HuntListener listener) {
    findings.forEach(listener::found);
    Totals totals = new Totals(listener);
    try (JournalReader reader = new JournalReader(journal(), file.hunt())) {
      reader.forEachRun(totals::add);
    }
    return new HuntResult(
        findings,
        totals.ledgers,
        totals.invalid,
        totals.elapsed,
        end.ended(),
        end.unranked(),
        end.notes());
  }

  private HuntResult search(long runs, HuntListener listener) {
    try (JournalReader reader = new JournalReader(journal(), file.hunt())) {
      Stopping stopping = new Stopping(listener, runs);
      Hunt hunt =
          new Hunt(
              file.settings(),
              new NoProbe(file.place().description()),
              new Recorded(reader),
              stopping);
      stopping.stops(hunt);
      return hunt.run();
    }
  }

  /** What a hunt's runs come to, each told. */
  private static final class Totals {
    private final HuntListener listener;
    private final Map<Ledger, LedgerTotals> ledgers = new EnumMap<>(Ledger.class);
    private long invalid;
    private double elapsed;

    Totals(HuntListener listener) {
      this.listener = listener;
    }

    void add(ProbeRecord run) {
      Measurement measurement = run.measurement();
      ledgers.merge(
          run.ledger(),
          LedgerTotals.NONE.plus(measurement.deviceSeconds()),
          (old, one) -> old.plus(one.deviceSeconds()));
      invalid += measurement.outcome() instanceof Outcome.Invalid ? 1 : 0;
      elapsed = run.elapsed();
      listener.probed(run, false);
    }
  }

  /** Stops a hunt where its journal ends. */
  private static final class Stopping implements HuntListener {
    private final HuntListener listener;
    private final long runs;
    private Runnable stop = () -> {};

    Stopping(HuntListener listener, long runs) {
      this.listener = listener;
      this.runs = runs;
    }

    void stops(Hunt hunt) {
      stop = hunt::stop;
      if (runs == 0) {
        hunt.stop();
      }
    }

    @Override
    public void probed(ProbeRecord record, boolean live) {
      listener.probed(record, live);
      if (record.number() == runs) {
        stop.run();
      }
    }

    @Override
    public void chosen(String why) {
      listener.chosen(why);
    }

    @Override
    public void found(Finding finding) {
      listener.found(finding);
    }
  }

  private record Recorded(JournalReader reader) implements Journal {
    @Override
    public Optional<ProbeRecord> recorded() {
      return reader.nextRun();
    }

    @Override
    public void attempt(ProbeRequest request) {
      throw new IllegalStateException("run " + request.number() + " is not in the journal");
    }

    @Override
    public void append(ProbeRecord record) {
      throw new IllegalStateException("run " + record.number() + " cannot be added");
    }
  }

  /** What a hunt asks about, of which nothing can be run. */
  private record NoProbe(Description description) implements Probe {
    @Override
    public Measurement run(Workload workload, Budget budget) {
      throw new IllegalStateException("no run is to be had");
    }

    @Override
    public List<CounterReading> idle(Duration time) {
      throw new IllegalStateException("no run is to be had");
    }

    @Override
    public void close() {}
  }
}
