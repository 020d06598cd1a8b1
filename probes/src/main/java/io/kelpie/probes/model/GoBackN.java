package io.kelpie.probes.model;

import io.kelpie.probes.Silence;
import java.util.Arrays;

/**
 * What queue pairs of one sender do about packets that the network loses (IBTA volume 1, 9.7.5 to
 * 9.9.2). Of a reliable one the responder takes packets in sequence only: the first behind a gap is
 * answered with a NAK, one for each gap, and the requester goes back to the packet that is missing.
 * A lost acknowledgement is made up for by the next one; a lost answer of a READ or an atomic shows
 * in the answers behind it, from which the requester goes back by itself. Where nothing comes
 * behind what was lost, the requester's timer sends everything again that was not acknowledged: of
 * a message that was in part, the rest.
 *
 * <p>A message of an unreliable queue pair is gone with any of its packets.
 */
final class GoBackN {
  private static final int NONE = -1;
  private static final long NEVER = Long.MAX_VALUE;

  private final SenderGroup group;
  private final SendQueues queues;
  private final PacketLoss network;
  private final long timeout;
  private final int retries;
  private final int[] place;
  private final int[] appended;
  private final int[] oldest;
  private final boolean[] executed;
  private final boolean[] unasked;
  private final boolean[] accepted;
  private final long[] progress;
  private final boolean[] timed;
  private final int[] tries;
  private final boolean[] spoiled;
  private final long[] arrived;
  private final int[] resumed;
  private final long[] resumedFrom;
  private final int[] begun;
  private final long[] taken;
  private final int[] partsTold;
  private final int withinPackets;
  private final Gaps requests;
  private final Gaps answers;

  /**
   * @param timeout nanoseconds without an acknowledgement after which everything is sent again; 0
   *     for never
   * @param retries in a row that change nothing before the queue pair gives up
   */
  GoBackN(SenderGroup group, TilePlan plan, PacketLoss network, long timeout, int retries) {
    this.group = group;
    this.network = network;
    this.timeout = timeout;
    this.retries = retries;
    queues = group.queues();
    place = new int[2 * plan.tiles];
    executed = new boolean[2 * plan.tiles];
    unasked = new boolean[2 * plan.tiles];
    accepted = new boolean[2 * plan.tiles];
    appended = new int[plan.queuePairs];
    oldest = new int[plan.queuePairs];
    progress = new long[plan.queuePairs];
    timed = new boolean[plan.queuePairs];
    tries = new int[plan.queuePairs];
    spoiled = new boolean[plan.queuePairs];
    arrived = new long[plan.queuePairs];
    resumed = new int[plan.queuePairs];
    resumedFrom = new long[plan.queuePairs];
    begun = new int[plan.queuePairs];
    taken = new long[plan.queuePairs];
    partsTold = new int[group.splitsAcknowledgements() ? plan.tiles : 0];
    withinPackets = group.parameters().acknowledgement().withinPackets();
    requests = new Gaps(plan.queuePairs);
    answers = new Gaps(plan.queuePairs);
  }

  void clear() {
    Arrays.fill(executed, false);
    Arrays.fill(unasked, false);
    Arrays.fill(accepted, false);
    Arrays.fill(appended, 0);
    Arrays.fill(oldest, NONE);
    Arrays.fill(progress, 0);
    Arrays.fill(timed, false);
    Arrays.fill(tries, 0);
    Arrays.fill(spoiled, false);
    Arrays.fill(arrived, 0);
    Arrays.fill(resumed, NONE);
    Arrays.fill(begun, NONE);
    Arrays.fill(partsTold, 0);
    requests.clear();
    answers.clear();
  }

  // On the way to the responder.

  void append(int queue, int request) {
    place[request] = appended[queue]++;
    if (oldest[queue] == NONE) {
      oldest[queue] = request;
    }
  }

  /**
   * Packets of a work request were sent.
   *
   * @param offset of the first of their bytes in the message
   * @param done when the last bit leaves
   */
  void transmitted(int queue, int request, long offset, long bytes, long done) {
    long now = group.now();
    int packets = group.packets(bytes);
    unasked[request] = false;
    long each = (done - now) / packets;
    for (int packet = 0; packet < packets; packet++) {
      long from = offset + (long) packet * group.mtu();
      if (network.takes()) {
        tellLost(request, false, from);
        if (!group.reliable() || accepted[request]) {
          spoiled[queue] = true;
          loseAgain(queue, request);
        } else if (!requests.isOpen(queue) && !isTaken(queue, request, from)) {
          requests.open(queue, request, from);
        }
      } else if (requests.isOpen(queue)) {
        group.count(ModelCounter.OUT_OF_SEQUENCE);
        if (!requests.told[queue]) {
          refuse(queue, done - (packets - 1 - packet) * each + group.oneWay());
        }
      } else if (!accepted[request] && !isTaken(queue, request, from)) {
        begun[queue] = request;
        taken[queue] = from + group.mtu();
        takePart(request, from);
      }
    }
    if (group.reliable() && timeout > 0) {
      progress[queue] = oldest[queue] == request && offset == 0 ? now : progress[queue];
      startTimer(queue);
    }
  }

  /** After every so many of its packets but the last a message is acknowledged when they come. */
  private void takePart(int request, long from) {
    if (request < partsTold.length
        && from + group.mtu() < queues.bytes(request)
        && (from / group.mtu() + 1) % withinPackets == 0) {
      group.schedulePart(request);
    }
  }

  /** The responder keeps nothing of a message that came: one lacks its receive. */
  void discarded(int queue, int request) {
    accepted[request] = false;
    begun[queue] = NONE;
  }

  /** Whether the responder has had a packet of the message that it has begun to receive. */
  private boolean isTaken(int queue, int request, long from) {
    return begun[queue] == request && from < taken[queue];
  }

  /**
   * A READ that is asked for again is lost: its responder, which has had it, sees no gap, and its
   * requester sees one in the answers behind it.
   */
  private void loseAgain(int queue, int request) {
    if (!group.isRead(request)) {
      return;
    }
    if (answers.request[queue] == request) {
      answers.told[queue] = false;
      answers.noticed[queue] = NEVER;
    } else if (!answers.isOpen(queue) || place[answers.request[queue]] > place[request]) {
      answers.open(queue, request, 0);
    }
    unasked[request] = true;
  }

  /** An answer that was missing comes; the next one may be missing because nothing asks for it. */
  private void closeAnswers(int queue, int request) {
    answers.close(queue);
    for (int each = queues.next(request); each != NONE; each = queues.next(each)) {
      if (unasked[each]) {
        answers.open(queue, each, 0);
        return;
      }
    }
  }

  private void refuse(int queue, long at) {
    requests.told[queue] = true;
    long told = group.sequenceErrorTime(queue, Math.max(at, arrived[queue]));
    boolean lost = network.takes();
    Trace trace = group.trace();
    if (trace != null) {
      trace.outOfSequence(group.number(), queue, told, lost);
    }
    if (!lost) {
      requests.noticed[queue] = told;
      group.scheduleSequenceError(queue, told);
    }
  }

  private void tellLost(int request, boolean answer, long offset) {
    Trace trace = group.trace();
    if (trace != null) {
      trace.lost(group.number(), request, answer, offset);
    }
  }

  /**
   * Whether a work request whose last packet was just sent arrives in whole and in sequence.
   *
   * @param at when
   */
  boolean arrives(int queue, int request, long at) {
    boolean arrives = !spoiled[queue] && !requests.isOpen(queue);
    spoiled[queue] = false;
    if (arrives) {
      accepted[request] = true;
      arrived[queue] = at;
    }
    return arrives;
  }

  /** Whether the responder has a work request already, and only acknowledges it again. */
  boolean isDuplicate(int request) {
    boolean duplicate = executed[request];
    if (duplicate) {
      group.count(ModelCounter.DUPLICATE_REQUEST);
    }
    return duplicate && !group.isRead(request);
  }

  void executed(int request) {
    executed[request] = true;
  }

  // On the way back.

  /** Whether the network loses an answer that only its sender's timer makes up for. */
  boolean losesAnswer() {
    return network.takes();
  }

  /**
   * An acknowledgement, or an atomic's answer, was sent.
   *
   * @param at when it comes to the requester, unless it is lost
   */
  void answered(int queue, int request, long at) {
    if (answers.request[queue] == request) {
      closeAnswers(queue, request);
    }
    boolean lost = network.takes();
    Trace trace = group.trace();
    if (trace != null && lost) {
      trace.lostAnswer(group.number(), request);
    }
    if (answers.isOpen(queue)) {
      if (!lost) {
        implied(queue, request, at);
      }
    } else if (!lost) {
      group.scheduleAcknowledgement(request, at);
    } else if (group.isAtomic(request)) {
      answers.open(queue, request, 0);
    }
  }

  /**
   * The first packets of a message were acknowledged, and that is not lost.
   *
   * @param at when it comes to the requester
   */
  void partAnswered(int queue, int request, int packets, long at) {
    if (answers.isOpen(queue)) {
      implied(queue, request, at);
      return;
    }
    for (; partsTold[request] < packets; partsTold[request] += withinPackets) {
      group.schedulePartAcknowledgement(request, at);
    }
  }

  /**
   * Packets of a READ's data were sent.
   *
   * @param offset of the first of their bytes in the message
   * @param at when the last of them comes to the requester
   */
  void responded(int queue, int request, long offset, long bytes, long at) {
    int packets = group.packets(bytes);
    for (int packet = 0; packet < packets; packet++) {
      if (!network.takes()) {
        if (answers.isOpen(queue)) {
          implied(queue, request, at);
        }
      } else {
        tellLost(request, true, offset + (long) packet * group.mtu());
        if (!answers.isOpen(queue)) {
          answers.open(queue, request, offset + (long) packet * group.mtu());
        }
      }
    }
  }

  /** All data of a READ was sent. */
  void readAnswered(int queue, int request, long at) {
    if (!answers.isOpen(queue)) {
      group.scheduleAcknowledgement(request, at);
    }
  }

  private void implied(int queue, int request, long at) {
    if (!answers.told[queue] && place[request] >= place[answers.request[queue]]) {
      answers.told[queue] = true;
      answers.noticed[queue] = at;
      group.scheduleSequenceError(queue, at);
    }
  }

  /** Whether a READ that arrives is the one to which its requester went back. */
  boolean resumes(int queue, int request) {
    if (resumed[queue] != request) {
      return false;
    }
    resumed[queue] = NONE;
    closeAnswers(queue, request);
    return true;
  }

  /** The byte from which a READ to which its requester went back is answered. */
  long resumedFrom(int queue) {
    return resumedFrom[queue];
  }

  /** Whether a work request stands in its queue no earlier than another. */
  boolean isBehind(int request, int other) {
    return place[request] >= place[other];
  }

  // At the requester.

  /** An acknowledgement came: it stands for everything before it, too. */
  void acknowledged(int queue, int request) {
    settleTo(queue, place[request]);
  }

  /** As many more packets of a message as are acknowledged before its end were, and all before. */
  void partAcknowledged(int queue, int request) {
    if (oldest[queue] == NONE || place[request] < place[oldest[queue]]) {
      return;
    }
    settleTo(queue, place[request] - 1);
    tries[queue] = 0;
    progress[queue] = group.now();
    queues.partAcknowledged(request, isStarted(queue, request));
  }

  private void settleTo(int queue, int last) {
    while (oldest[queue] != NONE && place[oldest[queue]] <= last) {
      int each = oldest[queue];
      oldest[queue] = queues.next(each);
      tries[queue] = 0;
      progress[queue] = group.now();
      queues.settle(each, isStarted(queue, each));
      group.settled(each);
    }
    if (requests.isOpen(queue) && place[requests.request[queue]] <= last) {
      requests.close(queue);
    }
  }

  private boolean isStarted(int queue, int request) {
    int head = queues.head(queue);
    return head == NONE
        || place[request] < place[head]
        || (request == head && queues.isUnderWay(queue));
  }

  /** A NAK may be there, or answers that show that one is missing. */
  void sequenceErrorDue(int queue) {
    long now = group.now();
    if (requests.noticed[queue] == now) {
      group.count(ModelCounter.PACKET_SEQ_ERR);
      tellSequenceError(queue, false);
      int missing = requests.request[queue];
      int from = expected(queue, missing);
      long offset = from == missing ? requests.offset[queue] : 0;
      while (oldest[queue] != from && !group.holdsWindow(oldest[queue])) {
        acknowledged(queue, oldest[queue]);
      }
      goBack(queue, from, offset);
    } else if (answers.noticed[queue] == now) {
      group.count(ModelCounter.IMPLIED_NAK_SEQ_ERR);
      tellSequenceError(queue, true);
      goBackToOldest(queue);
    }
  }

  private void tellSequenceError(int queue, boolean implied) {
    Trace trace = group.trace();
    if (trace != null) {
      trace.sequenceError(group.number(), queue, implied, group.now());
    }
  }

  /** The first work request up to a missing one that was not executed, or lacks its answer. */
  private int expected(int queue, int missing) {
    int request = oldest[queue];
    while (request != missing && executed[request] && answers.request[queue] != request) {
      request = queues.next(request);
    }
    return request;
  }

  /**
   * A receiver was not ready; the requester goes back and waits.
   *
   * @return false where it has gone back by itself already
   */
  boolean refused(int queue, int request, long until) {
    if (!isStarted(queue, request)) {
      return false;
    }
    requests.close(queue);
    spoiled[queue] = false;
    progress[queue] = until;
    return true;
  }

  /** Goes back to the first packet that is not acknowledged. */
  private void goBackToOldest(int queue) {
    int request = oldest[queue];
    goBack(queue, request, (long) queues.partly(request) * group.mtu());
  }

  private void goBack(int queue, int request, long offset) {
    requests.close(queue);
    spoiled[queue] = false;
    answers.noticed[queue] = NEVER;
    progress[queue] = group.now();
    if (++tries[queue] > retries) {
      group.giveUp(queue, retries);
      return;
    }
    if (group.isRead(request)) {
      resumed[queue] = request;
      resumedFrom[queue] = answers.request[queue] == request ? answers.offset[queue] : 0;
      queues.goBack(request, 0, group.now());
    } else {
      queues.goBack(request, offset, group.now());
    }
  }

  // The timer.

  private void startTimer(int queue) {
    if (!timed[queue]) {
      timed[queue] = true;
      group.scheduleTimer(queue, progress[queue] + timeout);
    }
  }

  /**
   * Whether a queue pair's timer ends now. It runs on where there was an acknowledgement meanwhile,
   * and stops where nothing is outstanding.
   */
  boolean ends(int queue, long now) {
    timed[queue] = false;
    if (oldest[queue] == NONE || !isStarted(queue, oldest[queue])) {
      return false;
    }
    if (now < progress[queue] + timeout) {
      startTimer(queue);
      return false;
    }
    return true;
  }

  void timerEnded(int queue) {
    group.count(ModelCounter.LOCAL_ACK_TIMEOUT_ERR);
    Trace trace = group.trace();
    if (trace != null) {
      trace.timedOut(group.number(), queue, group.now());
    }
    group.silentSince(Silence.ACK_TIMEOUT, group.now() - timeout);
    goBackToOldest(queue);
  }
}
