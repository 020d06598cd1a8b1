package io.kelpie.probes.model;

import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.EventTrace.Burst;
import io.kelpie.probes.model.EventTrace.Event;
import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reliable queue pairs on a network that loses packets, replayed packet by packet: a responder
 * takes a packet if it is the next one, refuses the first behind a gap, and executes a request when
 * its last packet came; a requester goes back to what its responder lacks, when it is told so or
 * its timer ends, and counts as done what was executed and answered.
 */
final class LossChecks {
  private final FlowPass pass;
  private final Waits waits;
  private final SenderGroup group;
  private final Workload workload;
  private final long mtu;
  private final List<Queue> queues = new ArrayList<>();
  private final Map<Integer, List<Long>> again = new HashMap<>();
  private final List<AckChecks.Part> parts = new ArrayList<>();
  private @Nullable Burst burst;
  private final Set<Long> lost = new HashSet<>();
  private final List<Event.OutOfSequence> refused = new ArrayList<>();

  LossChecks(FlowPass pass) {
    this.pass = pass;
    waits = pass.waits();
    group = pass.group();
    workload = pass.workload();
    mtu = workload.get(PATH_MTU);
    for (int queue = 0; queue < pass.plan().queuePairs; queue++) {
      queues.add(new Queue());
    }
  }

  void check() {
    for (Event event : pass.flow().events) {
      if (event instanceof Event.Lost packet) {
        lost.add(packet.offset());
        continue;
      }
      if (event instanceof Event.OutOfSequence nak && burst != null && !burst.answer()) {
        refused.add(nak);
        continue;
      }
      come();
      switch (event) {
        case Event.Sent sent -> burst = sent.burst();
        case Event.Posted posted -> queues.get(posted.queue()).order.add(posted.request());
        case Event.Executed executed -> of(executed.request()).executed(executed);
        case Event.Reached reached -> of(reached.request()).reached(reached);
        case Event.Unready unready -> of(unready.request()).unready(unready.request());
        case Event.Refused back -> of(back.request()).refused(back);
        case Event.Answered answered -> of(answered.request()).answered(answered);
        case Event.AnsweredPart part -> of(part.request()).answeredPart(part);
        case Event.PartlyAcknowledged part -> of(part.request()).partlyAcknowledged(part);
        case Event.LostAnswer answer -> of(answer.request()).lostAnswer();
        case Event.SequenceError error -> queues.get(error.queue()).sequenceError(error);
        case Event.TimedOut timer -> queues.get(timer.queue()).timedOut(timer.at());
        case Event.Settled settled -> of(settled.request()).settled(settled);
        case Event.WentBack back -> of(back.request()).wentBack(back);
        default -> {}
      }
    }
  }

  /** Whether a queue pair gave up. */
  boolean exhausted() {
    return queues.stream().anyMatch(queue -> queue.tries > workload.get(RETRIES));
  }

  /** When requests came in whole that were executed before; not READs. */
  Map<Integer, List<Long>> again() {
    return again;
  }

  /** Parts of messages that came in their sequence, of which there may be acknowledgements. */
  List<AckChecks.Part> parts() {
    return parts;
  }

  private Queue of(int request) {
    return queues.get(group.queues().queuePair(request));
  }

  /** The burst that was sent last comes, less what was lost of it. */
  private void come() {
    if (burst != null) {
      Queue queue = queues.get(burst.queue());
      if (burst.answer()) {
        queue.data(burst);
      } else {
        queue.sent(burst);
        queue.packets(burst);
      }
    }
    same(refused.size(), 0);
    burst = null;
    lost.clear();
  }

  private long bytes(int request) {
    return group.isRead(request) ? 0 : group.queues().bytes(request);
  }

  /** One queue pair's. */
  private final class Queue {
    private final List<Integer> order = new ArrayList<>();
    private final Map<Integer, Long> due = new HashMap<>();
    private final Map<Integer, Set<Long>> dueAgain = new HashMap<>();
    private final Map<Integer, Set<Long>> data = new HashMap<>();
    private final Set<Integer> executed = new HashSet<>();
    private final Set<Integer> settled = new HashSet<>();
    private final Map<Long, Integer> answers = new HashMap<>();
    private final Map<Integer, Integer> partly = new HashMap<>();
    private final Map<Integer, ArrayDeque<Event.AnsweredPart>> partsTold = new HashMap<>();
    private final Set<Long> naks = new HashSet<>();
    private int expected;
    private long expectedOffset;
    private boolean isAwaiting;
    private boolean isTold;
    private boolean isWhole = true;
    private long arrived;
    private long progress;
    private int tries;
    private Event.@Nullable Answered lastAnswer;
    private @Nullable Integer besideLast;
    private @Nullable Event cause;

    private int oldest() {
      return order.stream().filter(request -> !settled.contains(request)).findFirst().orElse(-1);
    }

    void sent(Burst sent) {
      if (sent.offset() == 0 && sent.request() == oldest()) {
        progress = sent.from();
      }
    }

    void packets(Burst sent) {
      long packets = Math.max(1, Math.ceilDiv(sent.bytes(), mtu));
      long each = (sent.until() - sent.from()) / packets;
      int place = order.indexOf(sent.request());
      for (long packet = 0; packet < packets; packet++) {
        long offset = sent.offset() + packet * mtu;
        boolean ends = offset + mtu >= bytes(sent.request());
        isWhole &= !lost.contains(offset);
        if (lost.contains(offset)) {
          isWhole |= ends;
          continue;
        }
        if (place < expected || (place == expected && offset < expectedOffset)) {
          if (ends && isWhole) {
            arrived = sent.come();
            again(sent);
          }
          isWhole |= ends;
        } else if (place > expected || offset > expectedOffset) {
          if (!isTold && !isAwaiting) {
            refuse(sent.until() - (packets - 1 - packet) * each + group.oneWay());
          }
        } else if (!isAwaiting) {
          isWhole |= ends;
          isTold = false;
          expectedOffset += mtu;
          if (AckChecks.Part.ends(pass, sent.request(), offset)) {
            parts.add(new AckChecks.Part(sent.request(), expectedOffset / mtu, sent.come()));
          }
          if (ends) {
            expected++;
            expectedOffset = 0;
            due.put(sent.request(), sent.come());
            arrived = sent.come();
          }
        }
      }
      if (isAwaiting) {
        // behind a message without receive a responder may say once more what it lacks
        refused.stream().filter(nak -> !nak.lost()).forEach(nak -> naks.add(nak.told()));
        refused.clear();
      }
    }

    private void again(Burst sent) {
      if (group.isRead(sent.request())) {
        dueAgain.computeIfAbsent(sent.request(), _ -> new HashSet<>()).add(sent.come());
      } else {
        again.computeIfAbsent(sent.request(), _ -> new ArrayList<>()).add(sent.come());
      }
    }

    private void refuse(long at) {
      isTold = true;
      same(refused.isEmpty(), false);
      Event.OutOfSequence nak = refused.removeFirst();
      same(nak.told(), Math.max(at, arrived) + pass.ackNanos() + group.oneWay());
      if (!nak.lost()) {
        naks.add(nak.told());
      }
      waits.met(Blocker.SEQUENCE_ERROR);
    }

    void data(Burst answer) {
      Set<Long> have = data.computeIfAbsent(answer.request(), _ -> new HashSet<>());
      for (long offset = answer.offset();
          offset < answer.offset() + answer.bytes();
          offset += mtu) {
        if (!lost.contains(offset)) {
          have.add(offset);
        }
      }
    }

    void executed(Event.Executed event) {
      Long come = due.remove(event.request());
      same(come != null && come == event.from(), true);
      same(executed.add(event.request()), true);
    }

    void reached(Event.Reached event) {
      boolean first = due.remove(event.request(), event.at());
      same(
          first || dueAgain.getOrDefault(event.request(), new HashSet<>()).remove(event.at()),
          true);
      executed.add(event.request());
    }

    void unready(int request) {
      same(due.containsKey(request), true);
      expected = order.indexOf(request);
      expectedOffset = 0;
      order.subList(expected, order.size()).forEach(due::remove);
      isAwaiting = true;
    }

    void answered(Event.Answered event) {
      lastAnswer = event;
      besideLast = answers.get(event.at());
      answers.merge(event.at(), order.indexOf(event.request()), Math::max);
    }

    void answeredPart(Event.AnsweredPart event) {
      if (!event.lost()) {
        answers.merge(event.at(), order.indexOf(event.request()) - 1, Math::max);
        partsTold.computeIfAbsent(event.request(), _ -> new ArrayDeque<>()).add(event);
      }
    }

    /** It knows of a part when it is told, unless it misses the answer of an atomic before. */
    void partlyAcknowledged(Event.PartlyAcknowledged event) {
      missParts(event.request(), event.at());
      int known = partly.merge(event.request(), event.packets(), Integer::sum);
      ArrayDeque<Event.AnsweredPart> coming =
          partsTold.getOrDefault(event.request(), new ArrayDeque<>());
      Event.AnsweredPart told = coming.element();
      same(told.at(), event.at());
      between(known, 1, told.packets());
      if (known == told.packets()) {
        coming.remove();
      }
      tries = 0;
      progress = event.at();
    }

    private void missParts(int request, long before) {
      ArrayDeque<Event.AnsweredPart> told = partsTold.getOrDefault(request, new ArrayDeque<>());
      while (!told.isEmpty() && told.element().at() < before) {
        told.remove();
        same(group.isAtomic(pass.plan().tiles), true);
      }
    }

    void lostAnswer() {
      if (lastAnswer != null && besideLast == null) {
        answers.remove(lastAnswer.at());
      } else if (lastAnswer != null) {
        answers.put(lastAnswer.at(), besideLast);
      }
    }

    void settled(Event.Settled event) {
      same(settled.add(event.request()), true);
      same(executed.contains(event.request()), true);
      missParts(event.request(), event.at());
      if (group.isRead(event.request())) {
        long packets = Math.ceilDiv(group.queues().bytes(event.request()), mtu);
        same(data.getOrDefault(event.request(), Set.of()).size(), packets);
      }
      Integer told = answers.get(event.at());
      boolean isTold = told != null && told >= order.indexOf(event.request());
      same(isTold || cause instanceof Event.SequenceError, true);
      tries = cause == null ? 0 : 1;
      progress = event.at();
    }

    void sequenceError(Event.SequenceError error) {
      same(
          error.implied()
              ? answers.containsKey(error.at()) || isData(error.at())
              : naks.remove(error.at()),
          true);
      tries++;
      cause = error;
    }

    private boolean isData(long at) {
      return order.stream()
          .filter(group::isRead)
          .flatMap(request -> pass.flow().bursts.get(request).stream())
          .anyMatch(each -> each.answer() && each.come() == at);
    }

    void timedOut(long at) {
      same(at, progress + AckTimer.nanos(workload.integer(ACK_TIMEOUT)));
      waits.met(Blocker.TIMER);
      tries++;
      cause = new Event.TimedOut(0, at);
    }

    void refused(Event.Refused event) {
      progress = event.until();
      cause = event;
    }

    void wentBack(Event.WentBack back) {
      int place = order.indexOf(back.request());
      switch (cause) {
        case Event.Refused refused -> same(back.until(), refused.until());
        case Event.SequenceError error when !error.implied() -> {
          between(place, 0, expected);
          if (place == expected) {
            same(back.offset(), expectedOffset);
          } else {
            same(group.holdsWindow(back.request()), true);
          }
        }
        case null -> throw new AssertionError("nothing made it go back");
        default -> {
          same(back.request(), oldest());
          same(back.offset(), partly.getOrDefault(back.request(), 0) * mtu);
          waits.met(back.offset() > 0 ? Blocker.REST : Blocker.NOTHING);
        }
      }
      if (!(cause instanceof Event.Refused)) {
        between(tries, 1, workload.get(RETRIES));
        progress = back.at();
      }
      cause = null;
      isTold = false;
      isWhole = true;
      isAwaiting &= place > expected;
    }
  }
}
