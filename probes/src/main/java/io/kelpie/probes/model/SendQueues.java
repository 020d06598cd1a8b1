package io.kelpie.probes.model;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The send queues of one sender in its NIC: work requests wait in the order of their queue pair for
 * a fence, for the window of READs and atomics, and for their turn at the port.
 *
 * <p>Work request {@code t} moves tile {@code t}; work request {@code tiles + t} is its signal.
 */
final class SendQueues {
  /** Payload of a signal, or of an atomic's operand on the wire. */
  static final int SIGNAL_BYTES = 8;

  private static final long NEVER = Long.MAX_VALUE;
  private static final int NONE = -1;

  private final SenderGroup group;
  private final TilePlan plan;
  private final int tiles;
  private final int[] next;
  private final long[] ready;
  private final boolean[] fenced;
  private final int[] head;
  private final int[] tail;
  private final long[] sent;
  private final long[] notBefore;
  private final long[] wakeAt;
  private final boolean[] inTurn;
  private final int[] reads;
  private final int[] unacknowledged;
  private final int[] unacknowledgedPackets;
  private final int[] retries;
  private final EndpointFence @Nullable [] gates;
  private final int @Nullable [] partly;

  SendQueues(SenderGroup group, TilePlan plan) {
    this.group = group;
    this.plan = plan;
    tiles = plan.tiles;
    next = new int[2 * tiles];
    ready = new long[2 * tiles];
    fenced = new boolean[2 * tiles];
    head = new int[plan.queuePairs];
    tail = new int[plan.queuePairs];
    sent = new long[plan.queuePairs];
    notBefore = new long[plan.queuePairs];
    wakeAt = new long[plan.queuePairs];
    inTurn = new boolean[plan.queuePairs];
    reads = new int[plan.queuePairs];
    unacknowledged = new int[plan.queuePairs];
    unacknowledgedPackets = new int[plan.queuePairs];
    retries = new int[plan.queuePairs];
    gates = group.parameters().nic().fenceGatesEndpoint() ? new EndpointFence[plan.threads] : null;
    if (gates != null) {
      Arrays.setAll(gates, _ -> new EndpointFence(2 * tiles, plan.queuePairs));
    }
    partly = group.splitsAcknowledgements() ? new int[tiles] : null;
  }

  void clear() {
    Arrays.fill(next, NONE);
    Arrays.fill(ready, NEVER);
    Arrays.fill(fenced, false);
    Arrays.fill(head, NONE);
    Arrays.fill(tail, NONE);
    Arrays.fill(sent, 0);
    Arrays.fill(notBefore, 0);
    Arrays.fill(wakeAt, NEVER);
    Arrays.fill(inTurn, false);
    Arrays.fill(reads, 0);
    Arrays.fill(unacknowledged, 0);
    Arrays.fill(unacknowledgedPackets, 0);
    Arrays.fill(retries, 0);
    if (gates != null) {
      for (EndpointFence gate : gates) {
        gate.clear();
      }
    }
    if (partly != null) {
      Arrays.fill(partly, 0);
    }
  }

  /**
   * The fences of the endpoint that a queue pair belongs to, a thread's; null where it has none.
   */
  private @Nullable EndpointFence gate(int queue) {
    return gates == null ? null : gates[plan.thread(queue)];
  }

  int queuePair(int request) {
    return request < tiles ? plan.queuePair(request) : plan.signalQueuePair(request - tiles);
  }

  /** Bytes that a work request delivers. */
  long bytes(int request) {
    return request < tiles ? plan.bytes[request] : SIGNAL_BYTES;
  }

  /** The work request behind this one in its queue; negative where there is none. */
  int next(int request) {
    return next[request];
  }

  /** The work request that a queue sends next or is sending; negative where there is none. */
  int head(int queue) {
    return head[queue];
  }

  /** Whether a part of the first work request was sent. */
  boolean isUnderWay(int queue) {
    return sent[queue] > 0;
  }

  /** Appends a work request that no doorbell tells of yet. */
  void append(int request, boolean fence) {
    int queue = queuePair(request);
    fenced[request] = fence;
    EndpointFence gate = gate(queue);
    if (gate != null) {
      gate.append(request, fence);
    }
    group.appended(queue, request);
    if (tail[queue] == NONE) {
      head[queue] = request;
    } else {
      next[tail[queue]] = request;
      if (head[queue] == NONE) {
        head[queue] = request;
      }
    }
    tail[queue] = request;
  }

  /** The NIC has the work request from this time on. */
  void ring(int request, long at) {
    ready[request] = at;
    poke(queuePair(request));
  }

  /** Gives a queue its turn at the port as soon as nothing gates its first work request. */
  void poke(int queue) {
    if (inTurn[queue] || head[queue] == NONE) {
      return;
    }
    long at = startable(queue);
    if (at <= group.now()) {
      inTurn[queue] = true;
      group.requestTurn(queue);
    } else if (at != NEVER && wakeAt[queue] != at) {
      wakeAt[queue] = at;
      group.wakeQueue(queue, at);
    }
  }

  /**
   * Sends a burst of a queue whose turn it is.
   *
   * @return until when that takes the port; negative where the queue is gated after all
   */
  long burst(int queue) {
    long now = group.now();
    inTurn[queue] = false;
    if (head[queue] == NONE || startable(queue) > now) {
      poke(queue);
      return -1;
    }
    int request = head[queue];
    long total = group.isRead(request) ? 0 : bytes(request);
    boolean starts = sent[queue] == 0;
    long chunk = Math.min(group.burstBytes(), total - sent[queue]);
    long done = group.transmit(chunk, sent[queue], request);
    if (starts) {
      notBefore[queue] = now + group.parameters().nic().queuePairNanos();
      claim(queue, request);
    }
    sent[queue] += chunk;
    if (sent[queue] == total) {
      sent[queue] = 0;
      head[queue] = next[request];
      group.sent(request, done);
    }
    EndpointFence gate = gate(queue);
    if (starts && gate != null && gate.started(request)) {
      pokeHeld(gate);
    }
    poke(queue);
    return done;
  }

  /** A work request was acknowledged or answered. */
  void acknowledged(int request) {
    int queue = queuePair(request);
    release(queue, request);
    reported(queue, request);
  }

  /**
   * As many more packets of a message as are acknowledged before its end were.
   *
   * @param started whether it was sent since the queue last went back
   */
  void partAcknowledged(int request, boolean started) {
    int packets = group.parameters().acknowledgement().withinPackets();
    int[] parts = Objects.requireNonNull(partly, "messages are acknowledged at their end alone");
    parts[request] += packets;
    int queue = queuePair(request);
    unacknowledgedPackets[queue] -= started ? packets : 0;
    Trace trace = group.trace();
    if (trace != null) {
      trace.partlyAcknowledged(group.number(), request, packets, group.now());
    }
    poke(queue);
  }

  private void reported(int queue, int request) {
    Trace trace = group.trace();
    if (trace != null) {
      trace.settled(group.number(), request, group.now());
    }
    retries[queue] = 0;
    EndpointFence gate = gate(queue);
    if (gate != null && gate.acknowledged()) {
      poke(queuePair(gate.next()));
    }
    poke(queue);
  }

  /**
   * A work request was acknowledged on a queue pair that may go back.
   *
   * @param started whether it was sent since the queue last went back; if not, it need not be
   */
  void settle(int request, boolean started) {
    int queue = queuePair(request);
    if (request == head[queue]) {
      head[queue] = next[request];
      sent[queue] = 0;
    }
    if (started) {
      acknowledged(request);
    } else {
      reported(queue, request);
    }
  }

  private void pokeHeld(EndpointFence fence) {
    int queues = fence.release();
    for (int place = 0; place < queues; place++) {
      poke(fence.released(place));
    }
  }

  /**
   * Goes back to a work request that found no receive posted.
   *
   * @return how often in a row this queue pair has gone back
   */
  int refused(int request, long until) {
    goBack(request, 0, until);
    return ++retries[queuePair(request)];
  }

  /**
   * Sends from a byte of a work request on once more.
   *
   * @param until when at the earliest, where that is its first byte
   */
  void goBack(int request, long offset, long until) {
    int queue = queuePair(request);
    for (int started = request; started != head[queue]; started = next[started]) {
      release(queue, started);
    }
    if (sent[queue] > 0) {
      release(queue, head[queue]);
    }
    if (offset > 0) {
      claim(queue, request);
    }
    head[queue] = request;
    sent[queue] = offset;
    notBefore[queue] = until;
    Trace trace = group.trace();
    if (trace != null) {
      trace.wentBack(group.number(), request, offset, group.now(), until);
    }
    poke(queue);
  }

  private void claim(int queue, int request) {
    unacknowledged[queue]++;
    unacknowledgedPackets[queue] += unacknowledged(request);
    if (group.holdsWindow(request)) {
      reads[queue]++;
    }
  }

  private void release(int queue, int request) {
    unacknowledged[queue]--;
    unacknowledgedPackets[queue] -= unacknowledged(request);
    if (group.holdsWindow(request)) {
      reads[queue]--;
    }
  }

  private int unacknowledged(int request) {
    return group.packets(group.isRead(request) ? 0 : bytes(request)) - partly(request);
  }

  /** Packets of a message that are acknowledged before its end. */
  int partly(int request) {
    return partly == null || request >= tiles ? 0 : partly[request];
  }

  private long startable(int queue) {
    int request = head[queue];
    long allowed = group.rateAllows(queue);
    if (sent[queue] > 0) {
      return allowed;
    }
    FabricParameters.Nic nic = group.parameters().nic();
    boolean fence =
        fenced[request]
            && (reads[queue] > 0 || (nic.fenceWaitsForWrites() && unacknowledged[queue] > 0));
    boolean window = group.holdsWindow(request) && reads[queue] >= group.outstandingReads();
    boolean packets =
        group.reliable()
            && nic.countsAcknowledgements()
            && unacknowledgedPackets[queue] >= nic.unacknowledgedPackets();
    EndpointFence gate = gate(queue);
    boolean gated = gate != null && gate.holds(request, queue);
    return fence || window || packets || gated
        ? NEVER
        : Math.max(allowed, Math.max(ready[request], notBefore[queue]));
  }
}
