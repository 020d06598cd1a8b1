package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.Ordering.DRAIN;
import static io.kelpie.workload.Catalogue.QpType.RC;
import static io.kelpie.workload.Catalogue.QpType.UC;
import static io.kelpie.workload.Catalogue.QpType.UD;
import static io.kelpie.workload.Catalogue.Signal.COMPARE_SWAP;
import static io.kelpie.workload.Catalogue.Signal.COMPLETION;
import static io.kelpie.workload.Catalogue.Signal.FETCH_ADD;
import static io.kelpie.workload.Catalogue.Signal.IMMEDIATE;
import static io.kelpie.workload.Catalogue.Signal.INLINE_WRITE;
import static io.kelpie.workload.Catalogue.Signal.NOTHING;
import static io.kelpie.workload.Catalogue.Signal.SEND;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Workload;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What keeps a signal from being seen before its data: a table of queue pair type, signal, queue
 * pair of the signal and fence. The rows are tried in order; the last fits whatever is left. A NIC
 * fence waits for READs and atomics alone (IBTA 10.8.3.3), so behind a WRITE or a SEND it adds
 * nothing to its queue pair's own order.
 */
public enum OrderingContract {
  OWN_COMPLETION(
      EnumSet.allOf(QpType.class),
      EnumSet.of(COMPLETION, NOTHING),
      QueuePair.ANY,
      EnumSet.allOf(Ordering.class),
      Guarantee.GUARANTEED,
      "IBTA 1.4 vol. 1, 9.5: a READ completes after its data was placed; without a signal nothing is"
          + " promised"),
  MESSAGE_BEHIND_DATA(
      EnumSet.of(RC),
      EnumSet.of(SEND, IMMEDIATE),
      QueuePair.SAME,
      EnumSet.allOf(Ordering.class),
      Guarantee.GUARANTEED,
      "IBTA 1.4 vol. 1, 9.5: requests of a queue pair are executed in order, and the receive"
          + " completion of a message says that what came before it was placed"),
  UNRELIABLE_MESSAGE_BEHIND_DATA(
      EnumSet.of(UC),
      EnumSet.of(SEND, IMMEDIATE),
      QueuePair.SAME,
      EnumSet.allOf(Ordering.class),
      Guarantee.GUARANTEED,
      "IBTA 1.4 vol. 1, 9.8.2: UC delivers in order or not at all; what was lost is missing, not"
          + " disordered"),
  DRAINED_SAME_QP(
      EnumSet.of(RC),
      EnumSet.of(INLINE_WRITE, FETCH_ADD, COMPARE_SWAP),
      QueuePair.SAME,
      EnumSet.of(DRAIN),
      Guarantee.GUARANTEED,
      "IBTA 1.4 vol. 1, 9.5 and 9.7.5: an acknowledged request was executed before a later one of the"
          + " same queue pair is"),
  DRAINED_OTHER_QP(
      EnumSet.of(RC),
      EnumSet.of(INLINE_WRITE, FETCH_ADD, COMPARE_SWAP, SEND),
      QueuePair.OTHER,
      EnumSet.of(DRAIN),
      Guarantee.CUSTOMARY,
      "IBTA 1.4 vol. 1, 9.5 orders one queue pair alone; that acknowledged data is visible to other"
          + " queue pairs' peers is what SHMEM libraries rely on"),
  MEMORY_BEHIND_DATA(
      EnumSet.of(RC, UC),
      EnumSet.of(INLINE_WRITE, FETCH_ADD, COMPARE_SWAP),
      QueuePair.SAME,
      EnumSet.allOf(Ordering.class),
      Guarantee.CUSTOMARY,
      "IBTA 1.4 vol. 1, 9.5: execution is in order, but a memory location that is polled is no"
          + " completion; adapters without relaxed ordering place in order"),
  DATAGRAM_SAME_QP(
      EnumSet.of(UD),
      EnumSet.of(SEND, IMMEDIATE),
      QueuePair.SAME,
      EnumSet.allOf(Ordering.class),
      Guarantee.CUSTOMARY,
      "IBTA 1.4 vol. 1, 9.8.3: datagrams are not ordered; on one path they arrive as they were sent"),
  UNORDERED(
      EnumSet.allOf(QpType.class),
      EnumSet.allOf(Signal.class),
      QueuePair.ANY,
      EnumSet.allOf(Ordering.class),
      Guarantee.NONE,
      "IBTA 1.4 vol. 1, 9.5: nothing orders two queue pairs");

  /** How firm an order is. */
  public enum Guarantee {
    /** The specification promises it: who breaks it is at fault. */
    GUARANTEED,
    /** No specification promises it, yet software relies on it: a caution to its author. */
    CUSTOMARY,
    /** Nothing orders the signal: disorder is the workload's own. */
    NONE;

    /** The name in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private enum QueuePair {
    SAME,
    OTHER,
    ANY
  }

  private final Set<QpType> types;
  private final Set<Signal> signals;
  private final QueuePair queuePair;
  private final Set<Ordering> orderings;
  private final Guarantee guarantee;
  private final String source;

  OrderingContract(
      Set<QpType> types,
      Set<Signal> signals,
      QueuePair queuePair,
      Set<Ordering> orderings,
      Guarantee guarantee,
      String source) {
    this.types = types;
    this.signals = signals;
    this.queuePair = queuePair;
    this.orderings = orderings;
    this.guarantee = guarantee;
    this.source = source;
  }

  public Guarantee guarantee() {
    return guarantee;
  }

  /** Where it is written, and what it says. */
  public String source() {
    return source;
  }

  /** The row that a workload falls under. */
  public static OrderingContract of(Workload workload) {
    for (OrderingContract row : values()) {
      if (row.covers(workload)) {
        return row;
      }
    }
    throw new IllegalStateException("the last row covers every workload");
  }

  private boolean covers(Workload workload) {
    boolean same = workload.get(Catalogue.SIGNAL_QP) == SignalQp.TILE;
    return types.contains(workload.get(Catalogue.QP_TYPE))
        && signals.contains(workload.get(Catalogue.SIGNAL))
        && orderings.contains(workload.get(Catalogue.ORDERING))
        && (queuePair == QueuePair.ANY || same == (queuePair == QueuePair.SAME));
  }
}
