package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * Messages that a responder executed and has yet to acknowledge, a run of each queue pair's: until
 * they have enough packets, or the first has waited long enough.
 */
final class HeldAcknowledgements {
  private static final int NONE = -1;
  private static final long NEVER = Long.MAX_VALUE;

  private final AckCoalescing settings;
  private final int[] first;
  private final int[] last;
  private final int[] packets;
  private final long[] until;

  HeldAcknowledgements(AckCoalescing settings, int queuePairs) {
    this.settings = settings;
    first = new int[queuePairs];
    last = new int[queuePairs];
    packets = new int[queuePairs];
    until = new long[queuePairs];
    clear();
  }

  void clear() {
    Arrays.fill(first, NONE);
    Arrays.fill(packets, 0);
    Arrays.fill(until, NEVER);
  }

  /**
   * Holds the acknowledgement of a message back.
   *
   * @return when it is sent at the latest: the time itself where there are enough packets, {@link
   *     Long#MAX_VALUE} where that is known already
   */
  long hold(int queue, int request, int messagePackets, long executed) {
    boolean begins = first[queue] == NONE;
    first[queue] = begins ? request : first[queue];
    last[queue] = request;
    packets[queue] += messagePackets;
    if (packets[queue] >= settings.packets()) {
      until[queue] = executed;
      return executed;
    }
    if (!begins) {
      return NEVER;
    }
    until[queue] = executed + settings.waitNanos();
    return until[queue];
  }

  /** When what is held is acknowledged at the latest. */
  long until(int queue) {
    return until[queue];
  }

  /** Whether what is held is acknowledged at this time. */
  boolean isDue(int queue, long now) {
    return until[queue] == now;
  }

  boolean isEmpty(int queue) {
    return first[queue] == NONE;
  }

  int first(int queue) {
    return first[queue];
  }

  int last(int queue) {
    return last[queue];
  }

  /** What was held is acknowledged. */
  void release(int queue) {
    first[queue] = NONE;
    packets[queue] = 0;
    until[queue] = NEVER;
  }
}
