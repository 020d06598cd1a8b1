package io.kelpie.search;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * One line of a hunt's journal. The idle baseline stands in it as a run of the initial workload
 * whose measurement holds counters alone.
 *
 * @param number of the run in its hunt, from 1, over all ledgers
 * @param purpose what it was for, in words
 * @param verdict {@code invalid}, {@code clean} or {@code anomalous} where this run decided one;
 *     null where it alone decides nothing
 * @param elapsed seconds from the start of the hunt to the end of this run, pauses between a kill
 *     and a resume left out
 */
public record ProbeRecord(
    long number,
    Ledger ledger,
    String purpose,
    Workload workload,
    Budget budget,
    Measurement measurement,
    @Nullable String verdict,
    double elapsed) {

  /** Whether this record answers the request. */
  public boolean answers(ProbeRequest request) {
    return request.equals(new ProbeRequest(number, ledger, purpose, workload, budget));
  }
}
