package io.kelpie.results.report;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.results.HuntFile;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntListener;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a page needs of a hunt's runs, gathered as they come by. Its memory does not grow with the
 * length of a hunt, but with its findings.
 */
public final class Chronicle implements HuntListener {
  /**
   * Suspicious search probes that are kept for a pursuit that comes later; a few kilobytes each.
   */
  private static final int MOST_SUSPECTS = 2000;

  private final HuntFile file;
  private final Coverage coverage;
  private final Timeline timeline = new Timeline();
  private final CounterSurvey counters;
  private final Map<String, Finding> findings = new LinkedHashMap<>();
  private final Map<String, CaseFile> cases = new LinkedHashMap<>();
  private final SearchProbes search = new SearchProbes(this::searched);
  private final Pursuits pursuits = new Pursuits(this::pursued);
  private final Map<Long, ProbeRecord> suspects = new LinkedHashMap<>();
  private final List<List<CounterReading>> idle = new ArrayList<>();
  private @Nullable ProbeRecord latest;

  public Chronicle(HuntFile file) {
    this.file = file;
    this.coverage = new Coverage(file.settings().space());
    this.counters = new CounterSurvey(file.place().counters());
  }

  @Override
  public void probed(ProbeRecord run, boolean live) {
    counters.add(run);
    if (CounterSurvey.isIdle(run)) {
      idle.add(run.measurement().counters());
    }
    search.probed(run, live);
    if (run.ledger() == Ledger.SEARCH && run.purpose().equals("search")) {
      latest = run;
    }
    pursuits.probed(run);
  }

  @Override
  public void found(Finding finding) {
    findings.put(finding.id(), finding);
  }

  /** The last search probe and the last pursuit are told: call at the end. */
  public void close() {
    search.close();
    pursuits.close();
    for (Finding finding : findings.values()) {
      if (!cases.containsKey(finding.id())) {
        pursued(finding, List.of());
      }
    }
  }

  private void searched(ProbeRecord probe, Explored explored) {
    coverage.add(probe.workload(), explored);
    timeline.add(probe, explored);
    if (explored == Explored.ANOMALOUS) {
      suspects.put(probe.number(), probe);
      if (suspects.size() > MOST_SUSPECTS) {
        suspects.remove(suspects.keySet().iterator().next());
      }
    }
  }

  /**
   * One probe may have met several anomalies, each with a pursuit of its own, in the order in which
   * they were found.
   */
  private void pursued(long met, List<ProbeRecord> confirming) {
    findings.values().stream()
        .filter(finding -> finding.firstProbe() == met && !cases.containsKey(finding.id()))
        .filter(finding -> CaseFile.isOf(finding, confirming))
        .findFirst()
        .ifPresent(finding -> pursued(finding, confirming));
  }

  private void pursued(Finding finding, List<ProbeRecord> confirming) {
    ProbeRecord met = suspects.get(finding.firstProbe());
    if (latest != null && latest.number() == finding.firstProbe()) {
      met = latest;
    }
    if (met == null) {
      return;
    }
    cases.put(finding.id(), CaseFile.of(finding, file.place(), met, confirming));
  }

  HuntFile file() {
    return file;
  }

  Coverage coverage() {
    return coverage;
  }

  Timeline timeline() {
    return timeline;
  }

  CounterSurvey counters() {
    return counters;
  }

  /** What the counters did without traffic. */
  public IdleBaseline idle() {
    return IdleBaseline.of(idle);
  }

  /** What was run to confirm and explain a finding; empty where the journal does not hold it. */
  public Optional<CaseFile> caseFile(Finding finding) {
    return Optional.ofNullable(cases.get(finding.id()));
  }
}
