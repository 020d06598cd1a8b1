package io.kelpie.search;

/**
 * What one ledger cost.
 *
 * @param probes runs
 * @param deviceSeconds device time, set-up and tear-down included
 */
public record LedgerTotals(long probes, double deviceSeconds) {
  public static final LedgerTotals NONE = new LedgerTotals(0, 0);

  public LedgerTotals plus(double seconds) {
    return new LedgerTotals(probes + 1, deviceSeconds + seconds);
  }
}
