package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.workload.Workload;

/**
 * A workload that ran to its end, and what it showed.
 *
 * @param at the levels of its facets
 * @param isClean without symptom
 */
record Seen(Workload workload, Levels.Point at, Measurement measurement, boolean isClean) {}
