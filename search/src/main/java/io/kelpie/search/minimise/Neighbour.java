package io.kelpie.search.minimise;

import io.kelpie.workload.Condition;
import io.kelpie.workload.Workload;

/**
 * A healthy workload that breaks one condition of an MFS and no other: the proof that the condition
 * is necessary.
 */
public record Neighbour(Condition condition, Workload workload) {}
