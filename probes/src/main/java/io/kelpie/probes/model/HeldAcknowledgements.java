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
  private final long[] begun;
  private final long[] coveredAt;

  HeldAcknowledgements(AckCoalescing settings, int queuePairs) {
    this.settings = settings;
    first = new int[queuePairs];
    last = new int[queuePairs];
    packets = new int[queuePairs];
    until = new long[queuePairs];
    begun = new long[queuePairs];
    coveredAt = new long[queuePairs];
    clear();
  }

  void clear() {
    Arrays.fill(first, NONE);
    Arrays.fill(packets, 0);
    Arrays.fill(until, NEVER);
    Arrays.fill(coveredAt, Long.MIN_VALUE);
  }

  /**
   * Holds the acknowledgement of a message back.
   *
   * @return when it is sent at the latest: the time itself where there are enough packets, {@link
   *     Long#MAX_VALUE} where that is known already
   */
  long hold(int queue, int request, int messagePackets, long executed) {
    if (executed > coveredAt[queue] && isCovered(queue, executed)) {
      release(queue);
    }
    boolean begins = first[queue] == NONE;
    if (begins) {
      first[queue] = request;
      begun[queue] = executed;
    }
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

  /** A NAK stands for everything that was executed up to {@code at}, when it is sent. */
  void cover(int queue, long at, long now) {
    if (isCovered(queue, now)) {
      release(queue);
    }
    coveredAt[queue] = Math.max(coveredAt[queue], at);
  }

  /** Whether a NAK that was sent at {@code at} or before stands for what is held. */
  boolean isCovered(int queue, long at) {
    return first[queue] != NONE && begun[queue] <= coveredAt[queue] && coveredAt[queue] <= at;
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
