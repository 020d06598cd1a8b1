package io.kelpie.search;

import java.util.Locale;

/** What a probe was run for. A budget counts probes of the search ledger. */
public enum Ledger {
  /** The idle baseline and the short calibration at the start of a hunt. */
  CALIBRATION,
  /** Workloads that the strategy chose, and the twins that judge them. */
  SEARCH,
  /** Repeated runs of what was found, and the counterfactuals. */
  CONFIRMATION,
  /** Runs that reduce an anomaly to its conditions. */
  MINIMISING;

  /** The name in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
