package io.kelpie.results.compare;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.results.FindingBuilder;
import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Hunts;
import io.kelpie.results.JournalFile;
import io.kelpie.results.Place;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Twins;
import io.kelpie.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A hunt whose search probes and confirmations are chosen, as its folder. */
final class ComparedHunt {
  private static final int PAIRS = 12;

  private final List<ProbeRecord> runs = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Finding, Long> met = new HashMap<>();

  /** A search probe that was judged at once. */
  ComparedHunt searched(Workload workload, String verdict) {
    add(Ledger.SEARCH, "search", workload, 1e-4, verdict);
    return this;
  }

  /** A search probe that raised a suspicion. */
  ComparedHunt met(Finding like) {
    add(Ledger.SEARCH, "search", like.workload(), 1e-3, "anomalous");
    met.put(like, (long) runs.size());
    return this;
  }

  /** An anomaly, met and pursued at once. */
  ComparedHunt found(Finding like, double ratio) {
    return met(like).pursued(like, ratio);
  }

  /** What was met is confirmed: its pairs show this ratio, each a little larger than the last. */
  ComparedHunt pursued(Finding like, double ratio) {
    long number = Objects.requireNonNull(met.get(like));
    Workload twin = Twins.of(like.workload());
    add(Ledger.CONFIRMATION, "repeat of " + number, like.workload(), 1e-4 * ratio, null);
    add(Ledger.CONFIRMATION, "repeat of " + number + ", reference", twin, 1e-4, null);
    for (int pair = 0; pair < PAIRS; pair++) {
      double slower = ratio * (1 + 0.002 * pair);
      add(Ledger.CONFIRMATION, "same queue pairs", like.workload(), 1e-4 * slower, null);
      add(Ledger.CONFIRMATION, "same queue pairs, reference", twin, 1e-4, null);
    }
    for (Counterfactual change : like.counterfactuals()) {
      String purpose = "counterfactual: " + change.name();
      add(Ledger.CONFIRMATION, purpose, change.workload(), 1e-4, null);
    }
    findings.add(sized(like, ratio, number));
    return this;
  }

  private static Finding sized(Finding like, double ratio, long met) {
    return FindingBuilder.like(like)
        .effect(ratio, new Interval(ratio * 0.99, ratio * 1.02))
        .runs(PAIRS, PAIRS)
        .firstProbe(met)
        .build();
  }

  private void add(
      Ledger ledger, String purpose, Workload workload, double pass, @Nullable String verdict) {
    long number = runs.size() + 1L;
    Measurement measurement =
        new Measurement(
            new Outcome.Completed(),
            List.of(new Flow("a to b", 64, 64 << 12, List.of(pass, pass, pass))),
            List.of(),
            List.of(),
            Integrity.UNCHECKED,
            List.of(),
            List.of(),
            0,
            0,
            pass);
    runs.add(
        new ProbeRecord(
            number,
            ledger,
            purpose,
            workload,
            Budget.search(number),
            measurement,
            verdict,
            number * 0.5));
  }

  Path in(Path folder, String kernel) {
    Description plain = Hunts.description();
    Description here =
        new Description(
            plain.name(),
            plain.simulated(),
            plain.limits(),
            null,
            plain.counters(),
            Map.of("kernel", kernel, "device", "rxe0"));
    HuntFile file = HuntFile.starting(Hunts.file().asked(), Place.of(here, "0.1.0"));
    try (HuntFolder made = HuntFolder.create(folder, file);
        JournalFile journal = made.journal(false, _ -> {})) {
      findings.forEach(made::save);
      runs.forEach(journal::append);
      made.save(
          new HuntResult(
              findings,
              Map.of(Ledger.SEARCH, new LedgerTotals(runs.size(), 1)),
              0,
              runs.size() * 0.5,
              "budget",
              Map.of(),
              List.of()));
    }
    return folder;
  }
}
