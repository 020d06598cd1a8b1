package io.kelpie.cli;

import io.kelpie.search.Finding;
import io.kelpie.search.HuntBudget;
import io.kelpie.search.HuntListener;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.ProbeRequest;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * What a hunt is at: two lines redrawn in place on a terminal, a line a minute elsewhere. Findings
 * and notes are lines of their own.
 */
final class LiveStatus implements HuntListener, AutoCloseable {
  private static final long REDRAW = 200_000_000L;
  private static final long MINUTE = 60_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean simulated;
  private final HuntBudget budget;
  private final long began = System.nanoTime();
  private long drawn;
  private boolean standing;
  private long probes;
  private long searched;
  private int findings;
  private double elapsed;
  private double lastNew;
  private String phase = "starting";
  private String current = "";

  LiveStatus(PrintWriter out, boolean terminal, boolean simulated, HuntBudget budget) {
    this.out = out;
    this.terminal = terminal;
    this.simulated = simulated;
    this.budget = budget;
    this.drawn = began;
  }

  @Override
  public void phase(Phase phase) {
    this.phase = phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public void starting(ProbeRequest request) {
    current = request.purpose() + " " + request.workload();
    redraw();
  }

  @Override
  public void probed(ProbeRecord record, boolean live) {
    probes++;
    elapsed = record.elapsed();
    if (record.ledger() == Ledger.SEARCH) {
      searched++;
    }
    redraw();
  }

  @Override
  public void found(Finding finding) {
    findings++;
    lastNew = elapsed;
    line(String.format(Locale.ROOT, "%sanomaly %s: %s", mark(), finding.id(), finding.title()));
  }

  @Override
  public void note(String sentence) {
    line(sentence);
  }

  /** Takes the status from the terminal. */
  @Override
  public void close() {
    erase();
    out.flush();
  }

  private void redraw() {
    long now = System.nanoTime();
    if (now - drawn < (terminal ? REDRAW : MINUTE)) {
      return;
    }
    drawn = now;
    erase();
    out.println(status());
    if (terminal) {
      out.println(current.length() > 118 ? current.substring(0, 115) + "..." : current);
      standing = true;
    }
    out.flush();
  }

  private String status() {
    double seconds = Math.max(1e-3, (System.nanoTime() - began) * 1e-9);
    return String.format(
        Locale.ROOT,
        "%s%s  %d probes (%d searched)  %.0f/h  %d anomalies%s  %s",
        mark(),
        phase,
        probes,
        searched,
        probes / seconds * 3600,
        findings,
        findings == 0
            ? ""
            : String.format(Locale.ROOT, " (last new %.0f s ago)", elapsed - lastNew),
        left());
  }

  private String left() {
    return switch (budget) {
      case HuntBudget.Probes count -> Math.max(0, count.count() - searched) + " probes left";
      case HuntBudget.Time time ->
          String.format(
              Locale.ROOT, "%.0f s left", Math.max(0, time.duration().toSeconds() - elapsed));
    };
  }

  private String mark() {
    return simulated ? "SIMULATED " : "";
  }

  private void line(String text) {
    erase();
    out.println(text);
    out.flush();
  }

  private void erase() {
    if (standing) {
      out.print("\u001b[2A\u001b[J");
      standing = false;
    }
  }
}
