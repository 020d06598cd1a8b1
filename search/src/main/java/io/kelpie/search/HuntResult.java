package io.kelpie.search;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a hunt came to.
 *
 * @param findings in the order in which they were met
 * @param ledgers what each cost
 * @param invalid runs of which nothing can be said, all ledgers
 * @param elapsed seconds, pauses left out
 * @param ended why it ended: {@code budget}, {@code stopped} or {@code exhausted}
 * @param unranked counters that the strategy does not drive, by id, with the reason
 * @param notes what else its reader should know, a sentence each
 */
public record HuntResult(
    List<Finding> findings,
    Map<Ledger, LedgerTotals> ledgers,
    long invalid,
    double elapsed,
    String ended,
    Map<String, String> unranked,
    List<String> notes) {

  public HuntResult {
    findings = List.copyOf(findings);
    ledgers = Collections.unmodifiableMap(new EnumMap<>(ledgers));
    unranked = Collections.unmodifiableMap(new java.util.TreeMap<>(unranked));
    notes = List.copyOf(notes);
  }

  /** What one ledger cost. */
  public LedgerTotals ledger(Ledger ledger) {
    return ledgers.getOrDefault(ledger, LedgerTotals.NONE);
  }

  /** Runs of all ledgers. */
  public long probes() {
    return ledgers.values().stream().mapToLong(LedgerTotals::probes).sum();
  }
}
