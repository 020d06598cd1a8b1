package io.kelpie.search;

import static io.kelpie.workload.Catalogue.OPCODE;
import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.QP_TYPE;
import static io.kelpie.workload.Catalogue.RECEIVE_BUFFER;
import static io.kelpie.workload.Catalogue.RECEIVE_SLOTS;
import static io.kelpie.workload.Catalogue.SIGNAL;
import static io.kelpie.workload.Catalogue.SIGNALS_PER_FENCE;
import static io.kelpie.workload.Catalogue.TILES;

import io.kelpie.search.oracle.Evidence;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.Locale;

/** Says in the field's words what an anomaly is. */
final class Titles {
  private Titles() {}

  /**
   * The title.
   *
   * @param effect from the confirmation
   */
  static String of(Evidence anomaly, Workload workload, double effect, int reproduced, int runs) {
    String ratio = String.format(Locale.ROOT, effect < 10 ? "%.1fx" : "%.0fx", effect);
    String transfer = workload.get(QP_TYPE) + " " + workload.get(OPCODE);
    String often =
        reproduced == 0
            ? " (once, and in none of " + runs + " runs after it)"
            : " (" + reproduced + " of " + runs + " runs)";
    return switch (anomaly.symptom()) {
      case SERIALISED ->
          holder(workload)
              + " serialises: "
              + ratio
              + " slower than "
              + freed(workload)
              + " while "
              + workload.get(TILES)
              + " tiles wait";
      case LOW_GOODPUT -> transfer + " stays " + ratio + " below its bound";
      case TAIL -> holder(workload) + " stretches the tail: p99 is " + ratio + " the median";
      case RETRANSMIT -> transfer + " retransmits " + ratio + " as often as its healthy neighbour";
      case PAUSE -> transfer + " pauses the link " + ratio + " as long as is tolerated";
      case DISORDER ->
          signal(workload) + " under " + ordering(workload) + " is seen before its data" + often;
      case STALLED -> transfer + " falls silent until " + anomaly.detail() + " ends it" + often;
      case ERROR -> transfer + " fails: " + anomaly.detail() + often;
      case HANG -> transfer + " hangs: " + anomaly.detail() + often;
    };
  }

  /** What holds tiles or signals back. */
  private static String holder(Workload workload) {
    if (workload.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL) {
      return ordering(workload);
    }
    String ring = "a ring of " + slots(workload.get(RECEIVE_SLOTS));
    return isFenced(workload) ? ordering(workload) + " over " + ring : ring;
  }

  private static String slots(long slots) {
    return slots == 1 ? "one slot" : slots + " slots";
  }

  private static String freed(Workload workload) {
    if (workload.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL) {
      return "unordered";
    }
    return isFenced(workload) ? "unordered into a full buffer" : "into a full buffer";
  }

  private static boolean isFenced(Workload workload) {
    return workload.get(ORDERING) == Ordering.DRAIN || workload.get(ORDERING) == Ordering.NIC_FENCE;
  }

  private static String ordering(Workload workload) {
    return switch (workload.get(ORDERING)) {
      case DRAIN -> "drain " + per(workload);
      case NIC_FENCE -> "NIC fence " + per(workload) + " before " + signal(workload);
      case SAME_QP -> "same-QP order of " + signal(workload);
      case NONE -> "no ordering";
    };
  }

  private static String per(Workload workload) {
    long group = workload.get(SIGNALS_PER_FENCE);
    return group == 1 ? "per tile" : "per " + group + " tiles";
  }

  private static String signal(Workload workload) {
    return workload.get(SIGNAL) == Signal.INLINE_WRITE
        ? "inline write"
        : workload.get(SIGNAL).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
