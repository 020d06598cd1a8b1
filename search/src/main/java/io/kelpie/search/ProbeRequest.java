package io.kelpie.search;

import io.kelpie.probes.Budget;
import io.kelpie.workload.Workload;

/**
 * A run that is about to happen.
 *
 * @param number of the run in its hunt, from 1, over all ledgers
 * @param purpose what it is for, in words: {@code search}, {@code twin of 12}, …
 */
public record ProbeRequest(
    long number, Ledger ledger, String purpose, Workload workload, Budget budget) {}
