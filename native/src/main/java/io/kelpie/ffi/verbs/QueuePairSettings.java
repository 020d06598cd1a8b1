package io.kelpie.ffi.verbs;

import java.util.Optional;

/**
 * What a queue pair is created with ({@code struct ibv_qp_init_attr}).
 *
 * @param type transport service
 * @param sendCompletions where sends complete
 * @param receiveCompletions where receives complete; may be the same
 * @param sharedReceives where receives are taken from instead of a queue of its own
 * @param capacity what it is to hold
 * @param signalAll whether every send completes with a completion, or only those that say so
 */
public record QueuePairSettings(
    QueuePairType type,
    CompletionQueue sendCompletions,
    CompletionQueue receiveCompletions,
    Optional<SharedReceiveQueue> sharedReceives,
    QueuePairCapacity capacity,
    boolean signalAll) {

  /** A queue pair with receives of its own, whose sends complete where they say so. */
  public QueuePairSettings(
      QueuePairType type,
      CompletionQueue sendCompletions,
      CompletionQueue receiveCompletions,
      QueuePairCapacity capacity) {
    this(type, sendCompletions, receiveCompletions, Optional.empty(), capacity, false);
  }
}
