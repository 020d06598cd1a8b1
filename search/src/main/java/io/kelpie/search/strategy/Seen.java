package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.workload.Workload;

/**
 * A workload that ran to its end, and what it showed.
 *
 * @param levels of its facets, as {@link Levels} has them
 * @param isClean without symptom
 */
record Seen(Workload workload, int[] levels, Measurement measurement, boolean isClean) {}
