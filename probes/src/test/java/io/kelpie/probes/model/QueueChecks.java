package io.kelpie.probes.model;

import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.EventTrace.Burst;
import io.kelpie.probes.model.EventTrace.Event;
import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The send queues of a flow, replayed from what was told of them: a work request waits for the
 * NIC's having it, for the one before, for fence and windows, for the moment from which its queue
 * may send again, and for the port. It offers itself the moment that the last of these lets it, and
 * sends what comes next of its queue, in order and without a gap.
 */
final class QueueChecks {
  private static final long NEVER = Long.MAX_VALUE;

  /** A READ is resumed at the packet that was lost. */
  private static final long ANYWHERE = -1;

  private final FlowPass pass;
  private final Waits waits;
  private final SenderGroup group;
  private final EventTrace.Flow flow;
  private final Workload workload;
  private final FabricParameters fabric;
  private final TilePlan plan;
  private final FlowRates rates;
  private final FlowRates answerRates;
  private boolean exhausted;
  private final List<Queue> queues = new ArrayList<>();
  private final List<Answers> answers = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();

  QueueChecks(FlowPass pass) {
    this.pass = pass;
    waits = pass.waits();
    group = pass.group();
    flow = pass.flow();
    workload = pass.workload();
    fabric = pass.fabric();
    plan = pass.plan();
    long line = fabric.link().bytesPerSecond();
    rates = new FlowRates(Dcqcn.PUBLISHED, line, plan.queuePairs);
    answerRates = new FlowRates(Dcqcn.PUBLISHED, line, plan.queuePairs);
    for (int queue = 0; queue < plan.queuePairs; queue++) {
      queues.add(new Queue(queue));
      answers.add(new Answers(queue));
    }
    flow.built.forEach(built -> endpoints.add(new Endpoint(built)));
  }

  void check() {
    for (Event event : flow.events) {
      switch (event) {
        case Event.Posted posted -> posted(posted);
        case Event.Offered offered when offered.answer() ->
            answers.get(offered.queue()).offered(offered.at());
        case Event.Offered offered -> queues.get(offered.queue()).offered(offered.at());
        case Event.Sent sent when sent.burst().answer() ->
            answers.get(sent.burst().queue()).sent(sent.burst());
        case Event.Sent sent -> sent(sent.burst());
        case Event.Notified notified ->
            (notified.answer() ? answerRates : rates).cut(notified.queue(), notified.at());
        case Event.Reached reached -> answers.get(queue(reached.request())).reached(reached);
        case Event.Unready unready -> of(unready.request()).unready(unready);
        case Event.Refused refused -> of(refused.request()).refused(refused);
        case Event.Settled settled -> settled(settled);
        case Event.PartlyAcknowledged part -> of(part.request()).partlyAcknowledged(part);
        case Event.WentBack back -> {
          of(back.request()).wentBack(back);
          if (group.isRead(back.request())) {
            answers.get(queue(back.request())).resumed = back.request();
          }
        }
        default -> {}
      }
    }
  }

  /** Whether a message found no receive once more often than it may. */
  boolean exhausted() {
    return exhausted;
  }

  private int queue(int request) {
    return group.queues().queuePair(request);
  }

  private Queue of(int request) {
    return queues.get(queue(request));
  }

  private void posted(Event.Posted posted) {
    boolean inline =
        group.isRead(posted.request())
            || group.isAtomic(posted.request())
            || group.queues().bytes(posted.request()) <= workload.get(INLINE_THRESHOLD);
    same(
        posted.ready() - flow.posted[posted.request()],
        fabric.nic().doorbellNanos() + (inline ? 0 : fabric.nic().fetchNanos()));
    queues.get(posted.queue()).posted(posted);
  }

  private void sent(Burst burst) {
    queues.get(burst.queue()).sent(burst);
    if (burst.offset() == 0 && fabric.nic().fenceGatesEndpoint()) {
      endpoints.get(plan.thread(burst.queue())).started(burst.request());
      queues.forEach(each -> each.look(burst.from()));
    }
  }

  private void settled(Event.Settled settled) {
    of(settled.request()).settled(settled);
    if (fabric.nic().fenceGatesEndpoint()) {
      endpoints.get(plan.thread(queue(settled.request()))).settled(settled.request());
      queues.forEach(each -> each.look(settled.at()));
    }
  }

  private boolean isFenced(int request) {
    if (workload.get(ORDERING) != Ordering.NIC_FENCE || request < plan.tiles) {
      return false;
    }
    int tile = request - plan.tiles;
    return plan.member(plan.groupStart(plan.group(tile))) == tile;
  }

  private int packets(int request) {
    return packets(group.isRead(request) ? 0 : group.queues().bytes(request));
  }

  private int packets(long bytes) {
    return (int) Math.max(1, Math.ceilDiv(bytes, workload.get(PATH_MTU)));
  }

  private long wireBytes(Burst burst) {
    return burst.bytes() + (long) packets(burst.bytes()) * fabric.link().headerBytes();
  }

  /** What a command queue of the endpoint adds: a fence waits for all, and all for a fence. */
  private final class Endpoint {
    private final List<Integer> built;
    private final Map<Integer, Integer> places = new HashMap<>();
    private final Set<Integer> started = new HashSet<>();
    private final Set<Integer> settled = new HashSet<>();
    private int fence;
    private int done;

    Endpoint(List<Integer> built) {
      this.built = built;
      built.forEach(request -> places.put(request, places.size()));
      findFence();
    }

    private void findFence() {
      while (fence < built.size()
          && (!isFenced(built.get(fence)) || started.contains(built.get(fence)))) {
        fence++;
      }
    }

    void started(int request) {
      started.add(request);
      findFence();
    }

    void settled(int request) {
      settled.add(request);
      while (done < built.size() && settled.contains(built.get(done))) {
        done++;
      }
    }

    boolean gates(int request) {
      int place = places.getOrDefault(request, 0);
      return place > fence || (place == fence && done < place);
    }
  }

  /** One queue pair's. */
  private final class Queue {
    private final int number;
    private final List<Integer> order = new ArrayList<>();
    private final Set<Integer> outstanding = new LinkedHashSet<>();
    private final int[] partly = new int[2 * plan.tiles];
    private final ArrayDeque<Long> told = new ArrayDeque<>();
    private int head;
    private long sent;
    private long headSince = Long.MIN_VALUE;
    private long notBefore = Long.MIN_VALUE;
    private boolean isGoingBack;
    private long opened = Long.MIN_VALUE;
    private Blocker gate = Blocker.NOTHING;
    private int refusals;

    Queue(int number) {
      this.number = number;
    }

    private int next() {
      return order.get(head);
    }

    void posted(Event.Posted posted) {
      order.add(posted.request());
      look(flow.posted[posted.request()]);
    }

    /** Notes from when on nothing of its queue keeps the next work request from starting. */
    void look(long now) {
      if (head == order.size() || sent > 0) {
        return;
      }
      Blocker closed = closed(next());
      if (closed != Blocker.NOTHING) {
        gate = closed;
        opened = NEVER;
      } else if (opened == NEVER) {
        opened = now;
      }
    }

    private Blocker closed(int request) {
      FabricParameters.Nic nic = fabric.nic();
      long windowed = outstanding.stream().filter(group::holdsWindow).count();
      if (isFenced(request)
          && (windowed > 0 || (nic.fenceWaitsForWrites() && !outstanding.isEmpty()))) {
        return Blocker.FENCE;
      }
      if (group.holdsWindow(request) && windowed >= workload.get(OUTSTANDING_READS)) {
        return Blocker.WINDOW;
      }
      if (group.reliable()
          && nic.countsAcknowledgements()
          && outstanding.stream().mapToInt(each -> packets(each) - partly[each]).sum()
              >= nic.unacknowledgedPackets()) {
        return Blocker.PACKETS;
      }
      return nic.fenceGatesEndpoint() && endpoints.get(plan.thread(number)).gates(request)
          ? Blocker.ENDPOINT
          : Blocker.NOTHING;
    }

    /** When the next burst may offer itself, and what was the last to let it. */
    private long allowed(boolean counts) {
      long paced = rates.next(number);
      if (sent > 0) {
        return Math.max(headSince, paced);
      }
      long[] moments = {flow.ready[next()], headSince, notBefore, opened, paced};
      Blocker[] gates = {
        Blocker.NOTHING,
        Blocker.QUEUE_ORDER,
        isGoingBack ? Blocker.GOING_BACK : Blocker.SPACING,
        gate,
        Blocker.RATE
      };
      int last = 0;
      for (int each = 1; each < moments.length; each++) {
        last = moments[each] > moments[last] ? each : last;
      }
      if (counts) {
        waits.met(gates[last]);
      }
      return moments[last];
    }

    void offered(long at) {
      same(at, allowed(true));
    }

    void sent(Burst burst) {
      between(burst.from(), allowed(false), NEVER);
      int request = next();
      same(burst.request(), request);
      same(burst.offset(), sent);
      long total = group.isRead(request) ? 0 : group.queues().bytes(request);
      same(burst.bytes(), Math.min(group.burstBytes(), total - sent));
      if (sent == 0) {
        outstanding.add(request);
        notBefore = burst.from() + fabric.nic().queuePairNanos();
        isGoingBack = false;
      }
      rates.sent(number, burst.from(), wireBytes(burst));
      sent += burst.bytes();
      headSince = burst.from();
      if (sent == total) {
        moveOn(burst.from());
      }
    }

    private void moveOn(long now) {
      head++;
      sent = 0;
      headSince = now;
      opened = Long.MIN_VALUE;
      look(now);
    }

    void settled(Event.Settled settled) {
      outstanding.remove(settled.request());
      refusals = 0;
      if (head < order.size() && settled.request() == next()) {
        moveOn(settled.at());
      }
      look(settled.at());
    }

    void partlyAcknowledged(Event.PartlyAcknowledged part) {
      partly[part.request()] += part.packets();
      between(partly[part.request()], 1, packets(part.request()));
      look(part.at());
    }

    void wentBack(Event.WentBack back) {
      int place = order.indexOf(back.request());
      between(place, 0, head);
      order.subList(place, order.size()).forEach(outstanding::remove);
      if (back.offset() > 0) {
        outstanding.add(back.request());
      }
      head = place;
      sent = back.offset();
      headSince = back.at();
      notBefore = back.until();
      isGoingBack = true;
      opened = Long.MIN_VALUE;
      look(back.at());
    }

    void unready(Event.Unready unready) {
      if (group.reliable()) {
        told.add(unready.told() + pass.ackNanos() + group.oneWay());
      }
    }

    /** The requester learns of it when its NAK comes, and waits for the timer that it was told. */
    void refused(Event.Refused refused) {
      long at = refused.until() - RnrTimer.nanos(workload.integer(RNR_TIMER));
      while (pass.lossy() && told.element() < at) {
        told.remove();
      }
      same(at, told.remove());
      long retries = workload.get(RNR_RETRIES);
      exhausted |= retries != 7 && ++refusals > retries;
    }
  }

  /** Data of READs on its way back to one queue pair. */
  private final class Answers {
    private final ArrayDeque<Event.Reached> waiting = new ArrayDeque<>();
    private final int number;
    private int resumed = -1;
    private long sent;
    private long before = Long.MIN_VALUE;

    Answers(int number) {
      this.number = number;
    }

    void reached(Event.Reached reached) {
      if (!pass.lossy()) {
        same(flow.bursts.get(reached.request()).getFirst().come(), reached.at());
      } else if (reached.request() == resumed
          || waiting.stream().anyMatch(each -> each.request() == reached.request())) {
        resume(reached.request());
      }
      waiting.add(reached);
    }

    /** Drops the answers that a requester no longer waits for. */
    private void resume(int request) {
      List<Integer> order = queues.get(number).order;
      int from = order.indexOf(request);
      boolean isSending = !waiting.isEmpty() && order.indexOf(waiting.element().request()) < from;
      waiting.removeIf(each -> order.indexOf(each.request()) >= from);
      if (!isSending) {
        sent = request == resumed ? ANYWHERE : 0;
      }
      resumed = request == resumed ? -1 : resumed;
    }

    void offered(long at) {
      long ready = Math.max(waiting.element().at(), before);
      long paced = answerRates.next(number);
      waits.met(paced > ready ? Blocker.RATE : Blocker.NOTHING);
      same(at, Math.max(ready, paced));
    }

    void sent(Burst burst) {
      Event.Reached first = waiting.element();
      same(burst.request(), first.request());
      sent = sent == ANYWHERE ? burst.offset() : sent;
      same(burst.offset(), sent);
      long total = plan.bytes[first.request()];
      same(burst.bytes(), Math.min(group.burstBytes(), total - sent));
      answerRates.sent(number, burst.from(), wireBytes(burst));
      sent += burst.bytes();
      before = burst.from();
      if (sent == total) {
        sent = 0;
        waiting.remove();
      }
    }
  }
}
