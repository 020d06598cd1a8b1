package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.SIGNAL;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What software may do otherwise, what tells most of a cause first: a limit that is lifted names
 * the resource that ran out, an order that is had otherwise names what waited; last comes what does
 * without most of what could wait.
 */
public enum Change {
  MORE_RECEIVES("more receives posted"),
  FULL_BUFFER("full receive buffer instead of a ring"),
  MORE_SLOTS("four times the slots in the receive ring"),
  FULL_BUFFER_DECOUPLED("full receive buffer, and one fence for each peer's tiles"),
  MORE_OUTSTANDING("more READs and atomics outstanding"),
  DEEPER_QUEUE("deeper send queue"),
  UNBATCHED("each tile asked for when it is ready, not in batches"),
  UNHOOKED("receive in the launch that sends"),
  INLINE_SIGNAL("inline write instead of an atomic"),
  NIC_FENCE("NIC fence instead of a drain"),
  SIGNAL_BEHIND_TILE("signal on its tile's queue pair"),
  DECOUPLED("decouple: one fence for each peer's tiles"),
  NIC_FENCE_DECOUPLED("NIC fence instead of a drain, one for each peer's tiles"),
  SAME_QP("same-QP order instead of a fence"),
  FEWER_QUEUE_PAIRS("one queue pair a peer"),
  LARGEST_MTU("largest path MTU"),
  MORE_RECEIVES_IMMEDIATE("more receives posted, and immediate data instead of a signal"),
  IMMEDIATE("immediate data instead of a signal");

  private final String phrase;

  Change(String phrase) {
    this.phrase = phrase;
  }

  /** The change of these words; empty where this Kelpie knows none. */
  static Optional<Change> named(String phrase) {
    return Stream.of(values()).filter(change -> change.phrase.equals(phrase)).findFirst();
  }

  /** Whether it names the resource that ran out. */
  public boolean liftsALimit() {
    return compareTo(DEEPER_QUEUE) <= 0;
  }

  /**
   * Whether a device within its bounds has no need of it. Bounds know what a signal's message
   * costs, so that to spare it explains a goodput only where the signal waited.
   *
   * @param workload that is changed
   */
  boolean isRelief(Workload workload) {
    return switch (this) {
      case FEWER_QUEUE_PAIRS, LARGEST_MTU -> true;
      case IMMEDIATE -> !signalWaits(workload);
      default -> false;
    };
  }

  /** For a fence, for the response to an atomic, or for a receive. */
  private static boolean signalWaits(Workload workload) {
    return workload.get(ORDERING) == Ordering.DRAIN
        || workload.get(ORDERING) == Ordering.NIC_FENCE
        || workload.get(SIGNAL) != Signal.INLINE_WRITE;
  }

  /** In a few words, by which a {@link Counterfactual} names it. */
  @Override
  public String toString() {
    return phrase;
  }
}
