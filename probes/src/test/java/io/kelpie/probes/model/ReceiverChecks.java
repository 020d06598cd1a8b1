package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTrace.UNSET;
import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/** The receiving side of a pass: what comes, in which order, when it is seen and answered. */
final class ReceiverChecks {
  private final FlowPass pass;
  private final Waits waits;
  private final SenderGroup group;
  private final EventTrace.Flow flow;
  private final Workload workload;
  private final FabricParameters fabric;
  private final TilePlan plan;
  private final StageClock clock;
  private final boolean quiet;

  ReceiverChecks(FlowPass pass) {
    this.pass = pass;
    waits = pass.waits();
    group = pass.group();
    flow = pass.flow();
    workload = pass.workload();
    fabric = pass.fabric();
    plan = pass.plan();
    clock = pass.clock();
    quiet = pass.quiet();
  }

  void check() {
    checkConservation();
    checkReceives();
    checkReceiver();
    checkMakespan();
  }

  /** Everything arrives once, in whole. */
  private void checkConservation() {
    boolean lossless = workload.get(QP_TYPE) == QpType.RC;
    boolean once = !pass.lossy() && flow.messages.stream().allMatch(EventTrace.Message::isReady);
    for (int tile = 0; tile < plan.tiles; tile++) {
      between(flow.verifications[tile], lossless && !pass.isCut() ? 1 : 0, 1);
      between(flow.executions[tile], 0, 1);
      boolean answers = group.isRead(tile);
      long sent =
          flow.bursts.get(tile).stream()
              .filter(burst -> burst.answer() == answers)
              .mapToLong(EventTrace.Burst::bytes)
              .sum();
      long least = lossless && flow.verifications[tile] > 0 ? plan.bytes[tile] : 0;
      between(sent, least, once ? plan.bytes[tile] : Long.MAX_VALUE);
    }
  }

  /**
   * A message is refused where each receive that was posted is another message's, and software has
   * not handled it yet; it is told of behind what came before, and those of a reliable queue pair
   * are executed in their order.
   */
  private void checkReceives() {
    List<List<Long>> handled = new ArrayList<>();
    List<List<Integer>> executed = new ArrayList<>();
    for (int queue = 0; queue < plan.queuePairs; queue++) {
      handled.add(new ArrayList<>());
      executed.add(new ArrayList<>());
    }
    long[] answered = new long[plan.queuePairs];
    for (EventTrace.Message message : flow.messages) {
      int queue = group.queues().queuePair(message.request());
      if (message.isReady()) {
        executed.get(queue).add(message.request());
        answered[queue] = Math.max(answered[queue], message.done());
      } else {
        same(message.done(), Math.max(answered[queue], message.at()));
      }
      if (!group.consumesReceive(message.request())) {
        same(message.isReady(), true);
        continue;
      }
      long free = workload.get(RECEIVES_POSTED) - handled.get(queue).size();
      if (message.isReady()) {
        between(free + count(handled.get(queue), message.at()), 1, Long.MAX_VALUE);
        handled.get(queue).add(flow.received[message.request()]);
      } else {
        same(free + count(handled.get(queue), message.at() - 1), 0);
        waits.met(Blocker.RECEIVE);
      }
    }
    for (int queue = 0; group.reliable() && queue < plan.queuePairs; queue++) {
      List<Integer> posted =
          flow.postedOf.get(queue).stream().filter(request -> !group.isRead(request)).toList();
      int end = pass.isCut() ? executed.get(queue).size() : posted.size();
      same(executed.get(queue).equals(posted.subList(0, end)), true);
    }
  }

  private static long count(List<Long> handled, long until) {
    return handled.stream().filter(at -> at <= until).count();
  }

  /** Data and signals are seen in the order of their queue, by one thread at each peer. */
  private void checkReceiver() {
    long[] answered = new long[plan.queuePairs];
    long[] placed = new long[plan.queuePairs];
    long[] software = new long[plan.peers];
    for (int request : flow.executionOrder) {
      int queue = group.queues().queuePair(request);
      int peer = plan.peerOfQueuePair(queue);
      List<EventTrace.Burst> bursts = flow.bursts.get(request);
      if (!pass.lossy()) {
        same(flow.executedFrom[request], bursts.getLast().come());
      }
      answered[queue] = Math.max(answered[queue], flow.executed[request]);
      placed[queue] = Math.max(placed[queue], answered[queue] + fabric.receiver().placeNanos());
      long seen = placed[queue] + fabric.receiver().seenNanos();
      int tile = request % plan.tiles;
      boolean signals = request >= plan.tiles || group.carriesImmediate();
      if (group.consumesReceive(request)) {
        long begins = Math.max(software[peer], placed[queue]);
        waits.met(begins > placed[queue] ? Blocker.SOFTWARE : Blocker.NOTHING);
        long takes = fabric.receiver().messageNanos();
        seen = flow.received[request];
        between(
            seen - begins,
            quiet ? takes : (long) (0.8 * takes),
            quiet ? takes : (long) (1.25 * takes));
        software[peer] = seen;
      }
      if (request < plan.tiles) {
        same(flow.placed[request], placed[queue]);
      }
      if (signals) {
        same(flow.seen[tile], seen);
      }
    }
  }

  /** The last tile that its receiver has checked ends the pass. */
  private void checkMakespan() {
    long last = 0;
    boolean whole = true;
    for (int tile = 0; tile < plan.tiles; tile++) {
      whole &= flow.handedOver[tile] != UNSET;
      same(clock.has(Stamp.VERIFIED, tile), flow.handedOver[tile] != UNSET);
      if (flow.verified[tile] == UNSET) {
        same(flow.handedOver[tile], UNSET);
        continue;
      }
      if (plan.signalled || group.carriesImmediate()) {
        same(
            flow.verified[tile],
            Math.max(flow.seen[tile], flow.placed[tile]) + flow.verifying[tile]);
      } else {
        same(flow.seen[tile], clock.at(Stamp.COMPLETED, tile));
        same(flow.verified[tile], flow.seen[tile] + flow.verifying[tile]);
      }
      same(clock.at(Stamp.SIGNAL_SEEN, tile), flow.seen[tile]);
      same(clock.at(Stamp.VERIFIED, tile), flow.handedOver[tile]);
      last = Math.max(last, flow.handedOver[tile]);
    }
    if (whole) {
      same(clock.finishPass(), last - group.readyAfter(0));
    }
  }
}
