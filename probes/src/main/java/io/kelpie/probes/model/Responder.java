package io.kelpie.probes.model;

import static io.kelpie.probes.Stamp.SIGNAL_SEEN;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of one sender's queue pairs: it executes each queue pair's requests in order,
 * one atomic at a time a peer, and its software sees signals and checks tiles.
 */
final class Responder {
  private static final long UNSET = Long.MIN_VALUE;
  private static final int NONE = -1;

  private final SenderGroup group;
  private final TilePlan plan;
  private final FabricParameters.Receiver costs;
  private final @Nullable GoBackN recovery;
  private final @Nullable HeldAcknowledgements held;
  private final long[] placed;
  private final long[] answered;
  private final int[] receives;
  private final int[] awaited;
  private final int[] parts;
  private final long[] atomicsFreeAt;
  private final long[] softwareFreeAt;
  private final long[] dataAt;
  private final long[] seenAt;
  private final int[] answerNext;
  private final int[] answerHead;
  private final int[] answerTail;
  private final long[] answerSent;
  private final boolean[] answering;

  /**
   * @param recovery from lost packets; null where none is lost
   */
  Responder(SenderGroup group, TilePlan plan, @Nullable GoBackN recovery) {
    this.group = group;
    this.recovery = recovery;
    this.plan = plan;
    costs = group.parameters().receiver();
    AckCoalescing coalescing = group.parameters().acknowledgement();
    held =
        coalescing.waits() && group.reliable()
            ? new HeldAcknowledgements(coalescing, plan.queuePairs)
            : null;
    placed = new long[plan.queuePairs];
    answered = new long[plan.queuePairs];
    receives = new int[plan.queuePairs];
    awaited = new int[plan.queuePairs];
    parts = new int[group.splitsAcknowledgements() ? plan.tiles : 0];
    atomicsFreeAt = new long[plan.peers];
    softwareFreeAt = new long[plan.peers];
    dataAt = new long[plan.tiles];
    seenAt = new long[plan.tiles];
    int reading = group.reads() ? plan.tiles : 0;
    answerNext = new int[reading];
    answerHead = new int[plan.queuePairs];
    answerTail = new int[plan.queuePairs];
    answerSent = new long[plan.queuePairs];
    answering = new boolean[plan.queuePairs];
  }

  void clear() {
    Arrays.fill(placed, UNSET);
    Arrays.fill(answered, UNSET);
    Arrays.fill(receives, group.receivesPosted());
    Arrays.fill(awaited, NONE);
    Arrays.fill(parts, 0);
    Arrays.fill(atomicsFreeAt, UNSET);
    Arrays.fill(softwareFreeAt, UNSET);
    Arrays.fill(dataAt, UNSET);
    Arrays.fill(seenAt, UNSET);
    Arrays.fill(answerNext, NONE);
    Arrays.fill(answerHead, NONE);
    Arrays.fill(answerTail, NONE);
    Arrays.fill(answerSent, 0);
    Arrays.fill(answering, false);
    if (held != null) {
      held.clear();
    }
  }

  /** The last packet of a request has come. */
  void arrived(int request) {
    int queue = group.queues().queuePair(request);
    if (recovery != null && recovery.isDuplicate(request)) {
      group.acknowledge(request, group.answerTime(queue, group.now()));
      return;
    }
    if (awaited[queue] != NONE && awaited[queue] != request) {
      if (recovery != null) {
        recovery.discarded(queue, request);
      }
      return;
    }
    if (group.isRead(request)) {
      Trace trace = group.trace();
      if (trace != null) {
        trace.reached(group.number(), request, group.now());
      }
      if (recovery != null) {
        recovery.executed(request);
        answerFrom(recovery, queue, request);
      }
      answer(queue, request);
      return;
    }
    if (group.consumesReceive(request)) {
      if (receives[queue] == 0) {
        refuse(queue, request);
        return;
      }
      awaited[queue] = NONE;
      receives[queue]--;
    }
    execute(queue, request);
  }

  /** As many more packets of a message have come as are acknowledged before its end. */
  void partArrived(int request) {
    int queue = group.queues().queuePair(request);
    if (awaited[queue] != NONE && awaited[queue] != request) {
      return;
    }
    parts[request]++;
    if (group.consumesReceive(request) && receives[queue] == 0) {
      return;
    }
    int packets = parts[request] * group.parameters().acknowledgement().withinPackets();
    long told = group.answerTime(queue, Math.max(group.now(), answered[queue]));
    group.acknowledgePart(request, packets, told);
    if (held != null) {
      answerHeld(held, queue, told);
    }
  }

  /** Software has posted a receive again. */
  void receivePosted(int queue) {
    receives[queue]++;
  }

  /**
   * Sends a burst of a READ's data.
   *
   * @return until when that takes the port
   */
  long burst(int queue) {
    int request = answerHead[queue];
    long total = plan.bytes[request];
    long chunk = Math.min(group.burstBytes(), total - answerSent[queue]);
    long done = group.respond(queue, request, chunk, answerSent[queue]);
    answerSent[queue] += chunk;
    if (answerSent[queue] == total) {
      answerSent[queue] = 0;
      answerHead[queue] = answerNext[request];
      group.acknowledge(request, group.arrival());
    }
    answering[queue] = answerHead[queue] != NONE;
    if (answering[queue]) {
      group.requestAnswerTurn(queue);
    }
    return done;
  }

  /**
   * Drops the answers that a requester no longer waits for, if it went back to this READ, or asks
   * for it again.
   */
  private void answerFrom(GoBackN back, int queue, int request) {
    boolean resumes = back.resumes(queue, request);
    if (!resumes && !isAnswering(queue, request)) {
      return;
    }
    if (answerHead[queue] == NONE || back.isBehind(answerHead[queue], request)) {
      answerHead[queue] = NONE;
      answerSent[queue] = resumes ? back.resumedFrom(queue) : 0;
      return;
    }
    int last = answerHead[queue];
    while (answerNext[last] != NONE && !back.isBehind(answerNext[last], request)) {
      last = answerNext[last];
    }
    answerNext[last] = NONE;
    answerTail[queue] = last;
  }

  private boolean isAnswering(int queue, int request) {
    int each = answerHead[queue];
    while (each != NONE && each != request) {
      each = answerNext[each];
    }
    return each == request;
  }

  private void answer(int queue, int request) {
    answerNext[request] = NONE;
    if (answerHead[queue] == NONE) {
      answerHead[queue] = request;
    } else {
      answerNext[answerTail[queue]] = request;
    }
    answerTail[queue] = request;
    if (!answering[queue]) {
      answering[queue] = true;
      group.requestAnswerTurn(queue);
    }
  }

  private void refuse(int queue, int request) {
    long now = group.now();
    long told = Math.max(now, answered[queue]);
    Trace trace = group.trace();
    if (trace != null) {
      trace.unready(group.number(), request, now, told);
    }
    if (group.reliable()) {
      acknowledgeHeld(queue, told);
      awaited[queue] = request;
      if (request < parts.length) {
        parts[request] = 0;
      }
      if (recovery != null) {
        recovery.discarded(queue, request);
      }
      group.refuse(request, told);
    } else {
      group.dropped();
    }
  }

  private void execute(int queue, int request) {
    if (recovery != null) {
      recovery.executed(request);
    }
    long now = group.now();
    int peer = plan.peerOfQueuePair(queue);
    long executed = now;
    if (group.isAtomic(request)) {
      executed =
          Math.max(now, Math.max(atomicsFreeAt[peer], answered[queue]))
              + group.jitter(group.atomicNanos());
      atomicsFreeAt[peer] = executed;
    }
    Trace trace = group.trace();
    if (trace != null) {
      trace.executed(group.number(), request, now, executed);
    }
    answered[queue] = Math.max(answered[queue], executed);
    placed[queue] = Math.max(placed[queue], answered[queue] + costs.placeNanos());
    if (group.reliable()) {
      acknowledge(queue, request, answered[queue]);
    }
    boolean message = group.consumesReceive(request);
    long seen = placed[queue] + costs.seenNanos();
    if (message) {
      seen = Math.max(softwareFreeAt[peer], placed[queue]) + group.jitter(costs.messageNanos());
      softwareFreeAt[peer] = seen;
      if (trace != null) {
        trace.received(group.number(), request, seen);
      }
      group.postReceive(queue, seen);
    }
    if (request >= plan.tiles) {
      signalSeen(request - plan.tiles, seen);
    } else {
      dataPlaced(request, placed[queue]);
      if (group.carriesImmediate()) {
        signalSeen(request, seen);
      }
    }
  }

  /** Acknowledges a message that is executed at {@code at}, or lets its acknowledgement wait. */
  private void acknowledge(int queue, int request, long at) {
    if (held == null) {
      group.acknowledge(request, group.answerTime(queue, at));
      return;
    }
    if (group.isAtomic(request)) {
      acknowledgeHeld(queue, at);
      group.acknowledge(request, group.answerTime(queue, at));
      return;
    }
    long until = held.hold(queue, request, group.packets(group.queues().bytes(request)), at);
    if (until == at) {
      acknowledgeHeld(queue, at);
    } else if (until != Long.MAX_VALUE) {
      group.scheduleHeldAcknowledgements(queue, until);
    }
  }

  /** Acknowledgements that were held back may be due. */
  void heldAcknowledgementsDue(int queue) {
    if (held != null && held.isDue(queue, group.now())) {
      acknowledgeHeld(queue, group.now());
    }
  }

  /** A NAK, sent at {@code at}, stands for everything that was executed up to then. */
  void refusedSequence(int queue, long at) {
    if (held != null) {
      held.cover(queue, at, group.now());
    }
  }

  /**
   * One acknowledgement for every message that waits for one; where packets are lost, the last.
   *
   * @param at when, unless they have waited long enough before
   */
  private void acknowledgeHeld(int queue, long at) {
    if (held == null || held.isEmpty(queue)) {
      return;
    }
    long leaves = Math.min(at, held.until(queue));
    if (held.isCovered(queue, leaves)) {
      held.release(queue);
      return;
    }
    long told = group.answerTime(queue, leaves);
    if (recovery != null) {
      group.acknowledge(held.last(queue), told);
    }
    answerHeld(held, queue, told);
  }

  /** What is held is acknowledged by something that the requester has at {@code told}. */
  private void answerHeld(HeldAcknowledgements messages, int queue, long told) {
    if (recovery == null && !messages.isEmpty(queue)) {
      int last = messages.last(queue);
      for (int each = messages.first(queue); each != last; each = group.queues().next(each)) {
        group.acknowledge(each, told);
      }
      group.acknowledge(last, told);
    }
    messages.release(queue);
  }

  private void dataPlaced(int tile, long at) {
    dataAt[tile] = at;
    Trace trace = group.trace();
    if (trace != null) {
      trace.placed(group.number(), tile, at);
    }
    if (seenAt[tile] != UNSET) {
      check(tile);
    }
  }

  private void signalSeen(int tile, long at) {
    seenAt[tile] = at;
    Trace trace = group.trace();
    if (trace != null) {
      trace.seen(group.number(), tile, at);
    }
    group.stamp(SIGNAL_SEEN, tile, at);
    if (dataAt[tile] != UNSET) {
      check(tile);
    }
  }

  private void check(int tile) {
    long nanos = group.jitter(costs.verifyNanos());
    group.verified(
        tile, nanos, Math.max(seenAt[tile], dataAt[tile]) + nanos, dataAt[tile] > seenAt[tile]);
  }
}
