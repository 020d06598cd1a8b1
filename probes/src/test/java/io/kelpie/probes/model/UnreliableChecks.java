package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTrace.UNSET;
import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.PATH_MTU;
import static io.kelpie.workload.Catalogue.QP_TYPE;

import io.kelpie.probes.Stamp;
import io.kelpie.probes.model.EventTrace.Burst;
import io.kelpie.probes.model.EventTrace.Event;
import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.QpType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Unreliable queue pairs on a network that loses packets, replayed packet by packet: a message that
 * lacks one is gone with all of them, those behind it come all the same, nobody is told and nothing
 * is sent again. What a tile lacks then is never placed, seen or checked; the rest is.
 */
final class UnreliableChecks {
  private final FlowPass pass;
  private final SenderGroup group;
  private final EventTrace.Flow flow;
  private final TilePlan plan;
  private final long mtu;
  private final long[] sent;
  private final int[] missing;
  private final Set<Integer> executed = new HashSet<>();
  private final List<List<Message>> due = new ArrayList<>();

  /** A message whose last packet comes at a moment. */
  private record Message(int request, long at) {}

  UnreliableChecks(FlowPass pass) {
    this.pass = pass;
    group = pass.group();
    flow = pass.flow();
    plan = pass.plan();
    mtu = pass.workload().get(PATH_MTU);
    sent = new long[2 * plan.tiles];
    missing = new int[2 * plan.tiles];
    for (int queue = 0; queue < plan.queuePairs; queue++) {
      due.add(new ArrayList<>());
    }
  }

  void check() {
    same(pass.isCut(), false);
    @Nullable Burst burst = null;
    for (Event event : flow.events) {
      switch (event) {
        case Event.Sent told -> {
          come(burst);
          burst = told.burst();
          same(burst.offset(), sent[burst.request()]);
          sent[burst.request()] += burst.bytes();
        }
        case Event.Lost packet -> lost(packet, Objects.requireNonNull(burst));
        case Event.Posted _, Event.Offered _, Event.Marked _, Event.Notified _ -> {}
        case Event.Executed _, Event.Unready _ -> {}
        default -> throw new AssertionError(event + " on a queue pair that is told of nothing");
      }
    }
    come(burst);
    checkMessages();
    for (int tile = 0; tile < plan.tiles; tile++) {
      checkTile(tile);
    }
    same(group.unverified(), count(flow.handedOver));
  }

  private static int count(long[] moments) {
    int unset = 0;
    for (long moment : moments) {
      unset += moment == UNSET ? 1 : 0;
    }
    return unset;
  }

  private void lost(Event.Lost packet, Burst burst) {
    same(packet.answer(), false);
    same(packet.request(), burst.request());
    same(packet.offset() % mtu, 0);
    between(packet.offset(), burst.offset(), burst.offset() + burst.bytes() - 1);
    missing[packet.request()]++;
  }

  private void come(@Nullable Burst burst) {
    if (burst == null || sent[burst.request()] < group.queues().bytes(burst.request())) {
      return;
    }
    if (missing[burst.request()] == 0) {
      due.get(burst.queue()).add(new Message(burst.request(), burst.come()));
    } else {
      pass.waits().met(Blocker.LOST);
    }
  }

  /** What came whole is executed when it is there, in its order, or dropped without a receive. */
  private void checkMessages() {
    int[] place = new int[plan.queuePairs];
    for (EventTrace.Message message : flow.messages) {
      int queue = group.queues().queuePair(message.request());
      Message expected = due.get(queue).get(place[queue]++);
      same(message.request(), expected.request());
      same(message.at(), expected.at());
      if (message.isReady()) {
        same(executed.add(message.request()), true);
      }
    }
    for (int queue = 0; queue < plan.queuePairs; queue++) {
      same(place[queue], due.get(queue).size());
      checkSent(queue);
    }
  }

  /** All that was posted was sent, in whole and once; a datagram is one packet. */
  private void checkSent(int queue) {
    for (int request : flow.postedOf.get(queue)) {
      same(sent[request], group.queues().bytes(request));
      if (pass.workload().get(QP_TYPE) == QpType.UD) {
        same(flow.bursts.get(request).size(), 1);
        between(sent[request], 1, mtu);
      }
    }
  }

  private void checkTile(int tile) {
    boolean placed = executed.contains(tile);
    same(flow.placed[tile] != UNSET, placed);
    boolean seen =
        plan.signalled
            ? executed.contains(plan.tiles + tile)
            : group.carriesImmediate() ? placed : pass.clock().has(Stamp.COMPLETED, tile);
    same(flow.seen[tile] != UNSET, seen);
    same(pass.clock().has(Stamp.SIGNAL_SEEN, tile), seen);
    boolean lacks = plan.signalled && !placed;
    same(flow.verified[tile] != UNSET, seen && !lacks);
  }
}
