package io.kelpie.search.minimise;

import io.kelpie.workload.Condition;
import io.kelpie.workload.Workload;

/**
 * A healthy workload that breaks one condition of an MFS and no other: the proof that the condition
 * is necessary.
 */
public record Neighbour(Condition condition, Workload workload) {
  /**
   * What it is called in files and in names of files: after the dimension, or the two, it breaks.
   */
  public String name() {
    return "neighbour-" + condition.dimension().replace("*", "-by-").replace("%", "-mod-");
  }
}
