package io.kelpie.probes.model;

import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.RECEIVES_POSTED;

import io.kelpie.probes.model.EventTrace.Event;
import io.kelpie.probes.model.Waits.Blocker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * When a reliable queue pair's responder acknowledges: a message as soon as it is executed or,
 * where it may wait, with enough packets of others, when the first of them has waited long enough,
 * or before the answer of an atomic or the refusal of a message without receive; not at all where a
 * NAK stood for it meanwhile. What comes once more is acknowledged at once, and a READ by its data.
 */
final class AckChecks {
  private static final int NONE = -1;

  private final FlowPass pass;
  private final SenderGroup group;
  private final EventTrace.Flow flow;
  private final AckCoalescing settings;
  private final Map<Integer, List<Long>> again;
  private final List<Queue> queues = new ArrayList<>();

  /** The first packets of a message have come, so many that they may be acknowledged. */
  record Part(int request, long packets, long come) {
    /** Whether the packet at an offset is the last of such a part. */
    static boolean ends(FlowPass pass, int request, long offset) {
      SenderGroup group = pass.group();
      long mtu = group.mtu();
      long packets = offset / mtu + 1;
      return request < pass.plan().tiles
          && !group.isRead(request)
          && packets * mtu < group.queues().bytes(request)
          && packets % pass.fabric().acknowledgement().withinPackets() == 0;
    }

    /** Those of what was sent, where nothing is lost. */
    static List<Part> sent(FlowPass pass) {
      List<Part> parts = new ArrayList<>();
      int mtu = pass.group().mtu();
      for (Event event : pass.flow().events) {
        if (event instanceof Event.Sent(EventTrace.Burst burst) && !burst.answer()) {
          for (long at = burst.offset(); at < burst.offset() + burst.bytes(); at += mtu) {
            if (ends(pass, burst.request(), at)) {
              parts.add(new Part(burst.request(), at / mtu + 1, burst.come()));
            }
          }
        }
      }
      return parts;
    }
  }

  /**
   * @param again when requests came in whole that had been executed before
   * @param parts that came in their sequence, in that order
   */
  AckChecks(FlowPass pass, Map<Integer, List<Long>> again, List<Part> parts) {
    this.pass = pass;
    this.again = again;
    group = pass.group();
    flow = pass.flow();
    settings = pass.fabric().acknowledgement();
    for (int queue = 0; queue < pass.plan().queuePairs; queue++) {
      queues.add(new Queue());
    }
    parts.forEach(part -> of(part.request()).parts.add(part));
  }

  void check() {
    for (Event event : flow.events) {
      switch (event) {
        case Event.Executed executed -> of(executed.request()).executed(executed.request());
        case Event.Unready unready -> of(unready.request()).unready(unready);
        case Event.AnsweredPart part -> of(part.request()).answeredPart(part);
        case Event.OutOfSequence nak -> queues.get(nak.queue()).naks.add(leaves(nak.told()));
        case Event.Answered answered -> of(answered.request()).answered(answered);
        default -> {}
      }
    }
    queues.forEach(Queue::end);
    again.values().stream()
        .flatMap(List::stream)
        .forEach(come -> between(come, pass.end(), FlowPass.WHOLE));
  }

  private Queue of(int request) {
    return queues.get(group.queues().queuePair(request));
  }

  /** When an acknowledgement that comes at a moment was sent. */
  private long leaves(long told) {
    return told - group.oneWay() - pass.ackNanos();
  }

  /** One queue pair's responder. */
  private final class Queue {
    private final ArrayDeque<Integer> held = new ArrayDeque<>();
    private final ArrayDeque<Event.Answered> expected = new ArrayDeque<>();
    private long answered = Long.MIN_VALUE;
    private long until;
    private long packets;
    private final TreeSet<Long> naks = new TreeSet<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<Long> posted = new ArrayList<>();
    private int awaiting = NONE;
    private int partOf = NONE;

    void executed(int request) {
      long from = flow.executedFrom[request];
      unanswered(request, from);
      if (awaiting == request) {
        parts.removeIf(each -> each.come() <= from);
        awaiting = NONE;
      }
      if (group.consumesReceive(request)) {
        posted.add(flow.received[request]);
      }
      answered = Math.max(answered, flow.executed[request]);
      if (!settings.waits()) {
        expect(request, answered);
      } else if (group.isAtomic(request)) {
        release(answered);
        expect(request, answered);
      } else {
        hold(request);
      }
    }

    /** Nothing of a message was acknowledged that lacks its receive. */
    void unready(Event.Unready unready) {
      unanswered(unready.request(), unready.told());
      same(partOf == unready.request(), false);
      awaiting = unready.request();
      release(unready.told());
    }

    /** A part is acknowledged when it is there, unless its message lacks a receive until then. */
    void answeredPart(Event.AnsweredPart event) {
      Part come =
          parts.stream()
              .filter(
                  each -> each.request() == event.request() && each.packets() == event.packets())
              .findFirst()
              .orElseThrow();
      unanswered(event.request(), come.come() - 1, event.packets());
      parts.remove(come);
      same(awaiting == NONE || awaiting == event.request(), true);
      same(!group.consumesReceive(event.request()) || receives(come.come()) > 0, true);
      long leaves = Math.max(come.come(), answered);
      same(leaves(event.at()), leaves);
      partOf = event.request();
      pass.waits().met(Blocker.PART);
      while (!held.isEmpty()) {
        int each = held.remove();
        if (!pass.lossy()) {
          expect(each, leaves);
        }
      }
      packets = 0;
    }

    private void unanswered(int request, long until) {
      unanswered(request, until, Long.MAX_VALUE);
    }

    /** No part of a message up to a moment had its receive. */
    private void unanswered(int request, long until, long below) {
      for (Part each : List.copyOf(parts)) {
        if (each.request() == request && each.come() <= until && each.packets() < below) {
          same(lacksReceive(each), true);
          pass.waits().met(Blocker.PART_WITHOUT_RECEIVE);
          parts.remove(each);
        }
      }
    }

    private boolean lacksReceive(Part part) {
      return group.consumesReceive(part.request()) && receives(part.come() - 1) == 0;
    }

    private long receives(long at) {
      long again = posted.stream().filter(each -> each <= at).count();
      return pass.workload().get(RECEIVES_POSTED) - posted.size() + again;
    }

    private void hold(int request) {
      if (isCovered(answered - 1)) {
        forget();
      }
      if (held.isEmpty()) {
        until = answered + settings.waitNanos();
      }
      held.add(request);
      packets += group.packets(group.queues().bytes(request));
      if (packets >= settings.packets()) {
        release(answered);
      } else {
        pass.waits().met(Blocker.COALESCING);
      }
    }

    /** Whether a NAK stood for what is held before a moment. */
    private boolean isCovered(long at) {
      Long nak = held.isEmpty() ? null : naks.ceiling(until - settings.waitNanos());
      return nak != null && nak <= at;
    }

    private void forget() {
      held.clear();
      packets = 0;
      pass.waits().met(Blocker.COVERED);
    }

    /** What is held goes at once, unless it has waited long enough before. */
    void release(long at) {
      long leaves = Math.min(at, until);
      if (held.isEmpty()) {
        return;
      }
      if (isCovered(leaves)) {
        forget();
        return;
      }
      while (!held.isEmpty()) {
        int each = held.remove();
        if (!pass.lossy() || held.isEmpty()) {
          expect(each, leaves);
        }
      }
      packets = 0;
    }

    private void expect(int request, long at) {
      expected.add(new Event.Answered(request, at));
    }

    void answered(Event.Answered event) {
      long at = leaves(event.at());
      if (group.isRead(event.request())) {
        same(flow.bursts.get(event.request()).stream().anyMatch(each -> ends(each, event)), true);
        return;
      }
      if (expected.isEmpty() && !held.isEmpty() && at == until) {
        release(until);
      }
      if (!expected.isEmpty()) {
        same(event.request(), expected.element().request());
        same(at, expected.remove().at());
      } else {
        same(again.getOrDefault(event.request(), new ArrayList<>()).remove(at), true);
      }
    }

    private boolean ends(EventTrace.Burst burst, Event.Answered event) {
      return burst.answer()
          && burst.offset() + burst.bytes() == pass.plan().bytes[event.request()]
          && burst.come() == event.at();
    }

    void end() {
      same(expected.isEmpty(), true);
      for (Part each : parts) {
        boolean dropped = awaiting != NONE && awaiting != each.request();
        same(dropped || lacksReceive(each) || each.come() >= pass.end(), true);
      }
      if (!held.isEmpty() && !isCovered(until)) {
        between(until, pass.end(), FlowPass.WHOLE);
      }
    }
  }
}
