package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTrace.UNSET;
import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.List;

/** The receiving side of a pass: what comes, in which order, when it is seen and answered. */
final class ReceiverChecks {
  private final Waits waits;
  private final SenderGroup group;
  private final EventTrace.Flow flow;
  private final Workload workload;
  private final FabricParameters fabric;
  private final TilePlan plan;
  private final StageClock clock;
  private final boolean quiet;

  ReceiverChecks(FlowPass pass) {
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
    checkReceiver();
    checkMakespan();
  }

  /** Everything arrives once, in whole. */
  private void checkConservation() {
    boolean lossless = workload.get(QP_TYPE) == QpType.RC;
    for (int tile = 0; tile < plan.tiles; tile++) {
      between(flow.verifications[tile], lossless ? 1 : 0, 1);
      between(flow.executions[tile], 0, 1);
      boolean answers = group.isRead(tile);
      long sent =
          flow.bursts.get(tile).stream()
              .filter(burst -> burst.answer() == answers)
              .mapToLong(EventTrace.Burst::bytes)
              .sum();
      long least = lossless ? plan.bytes[tile] : 0;
      between(sent, least, flow.refused ? Long.MAX_VALUE : plan.bytes[tile]);
    }
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
      same(flow.executedFrom[request], bursts.getLast().come());
      answered[queue] = Math.max(answered[queue], flow.executed[request]);
      placed[queue] = Math.max(placed[queue], answered[queue] + fabric.receiver().placeNanos());
      checkAnswer(request, answered[queue]);
      long seen = placed[queue] + fabric.receiver().seenNanos();
      int tile = request % plan.tiles;
      boolean signals = request >= plan.tiles || group.carriesImmediate();
      if (group.consumesReceive(request)) {
        long begins = Math.max(software[peer], placed[queue]);
        waits.met(begins > placed[queue] ? Blocker.SOFTWARE : Blocker.NOTHING);
        seen = begins + fabric.receiver().messageNanos();
        if (!quiet && signals) {
          between(
              flow.seen[tile] - begins,
              (long) (0.8 * (seen - begins)),
              (long) (1.25 * (seen - begins)));
          seen = flow.seen[tile];
        } else if (!quiet) {
          return;
        }
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

  /** An acknowledgement goes as soon as a request is executed, or as long later as it may. */
  private void checkAnswer(int request, long executed) {
    if (workload.get(QP_TYPE) != QpType.RC) {
      return;
    }
    long ack = flow.answered[request] - group.oneWay() - ackNanos();
    if (!fabric.acknowledgement().waits() || group.isAtomic(request)) {
      same(ack, executed);
    } else {
      long most = fabric.acknowledgement().waitNanos();
      boolean atomics =
          workload.get(SIGNAL) == Signal.FETCH_ADD || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
      between(ack - executed, 0L, atomics ? Long.MAX_VALUE : most);
      waits.met(ack > executed ? Blocker.COALESCING : Blocker.NOTHING);
    }
  }

  private long ackNanos() {
    FabricParameters.Link link = fabric.link();
    long rate = group.loopback() ? link.loopbackBytesPerSecond() : link.bytesPerSecond();
    return new Port(rate, link.ackBytes()).nanos(link.ackBytes());
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
