package io.kelpie.results.report;

import io.kelpie.probes.Outcome;
import io.kelpie.search.HuntListener;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each search probe what it came to, once the runs that its judgement needed are known.
 */
public final class SearchProbes implements HuntListener {
  private final Told told;
  private @Nullable ProbeRecord probe;
  private boolean isAnomalous;

  /** Is told of search probes in their order. */
  @FunctionalInterface
  public interface Told {
    void told(ProbeRecord probe, Explored explored);
  }

  public SearchProbes(Told told) {
    this.told = told;
  }

  @Override
  public void probed(ProbeRecord run, boolean live) {
    if (run.ledger() != Ledger.SEARCH) {
      return;
    }
    if (run.purpose().equals("search")) {
      close();
      probe = run;
      isAnomalous = false;
    }
    isAnomalous |= "anomalous".equals(run.verdict());
  }

  /** The last search probe is told too: call at the end. */
  public void close() {
    ProbeRecord last = probe;
    if (last != null) {
      probe = null;
      told.told(last, explored(last));
    }
  }

  private Explored explored(ProbeRecord last) {
    if (last.measurement().outcome() instanceof Outcome.Invalid) {
      return Explored.INVALID;
    }
    return isAnomalous ? Explored.ANOMALOUS : Explored.CLEAN;
  }
}
