package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.ORDERING;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;

/** The same traffic, queue pairs and signals with the suspected feature taken out. */
public final class Twins {
  private Twins() {}

  /**
   * Whether a workload has an ordering that can be taken out: a drain or a NIC fence. Same-QP order
   * posts what no ordering posts, so there is nothing to take out.
   */
  public static boolean hasOrdering(Workload workload) {
    return workload.get(ORDERING) == Ordering.DRAIN || workload.get(ORDERING) == Ordering.NIC_FENCE;
  }

  /** The unordered twin. */
  public static Workload unordered(Workload workload) {
    return workload.with(ORDERING, Ordering.NONE);
  }
}
