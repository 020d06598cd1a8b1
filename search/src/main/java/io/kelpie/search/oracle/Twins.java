package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.RECEIVE_BUFFER;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Workload;

/** The same traffic, queue pairs and signals with the suspected features taken out. */
public final class Twins {
  private Twins() {}

  /**
   * Whether a workload has something that can be taken out: a drain or a NIC fence, which hold
   * signals back, or a receiver's ring, which holds tiles back. Same-QP order posts what no
   * ordering posts, so there is nothing to take out.
   */
  public static boolean exists(Workload workload) {
    return isFenced(workload) || isRing(workload);
  }

  /** The twin: without a fence's ordering, and with a place for every tile. */
  public static Workload of(Workload workload) {
    Workload unordered = isFenced(workload) ? workload.with(ORDERING, Ordering.NONE) : workload;
    return unordered.with(RECEIVE_BUFFER, ReceiveBuffer.FULL);
  }

  /** What a workload's twin is called. */
  public static String name(Workload workload) {
    if (!isRing(workload)) {
      return "unordered twin";
    }
    return isFenced(workload) ? "unordered full-buffer twin" : "full-buffer twin";
  }

  private static boolean isFenced(Workload workload) {
    return workload.get(ORDERING) == Ordering.DRAIN || workload.get(ORDERING) == Ordering.NIC_FENCE;
  }

  private static boolean isRing(Workload workload) {
    return workload.get(RECEIVE_BUFFER) == ReceiveBuffer.RING;
  }
}
