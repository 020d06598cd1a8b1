package io.kelpie.probes.model;

import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/** The send queues of a pass: what their work requests wait for. */
final class QueueChecks {
  /** In the order in which the check lists them. */
  private static final Blocker[] GATES = {
    Blocker.NOTHING,
    Blocker.QUEUE_ORDER,
    Blocker.SPACING,
    Blocker.FENCE,
    Blocker.WINDOW,
    Blocker.ENDPOINT
  };

  private final Waits waits;
  private final SenderGroup group;
  private final EventTrace.Flow flow;
  private final Workload workload;
  private final FabricParameters fabric;
  private final TilePlan plan;

  QueueChecks(FlowPass pass) {
    waits = pass.waits();
    group = pass.group();
    flow = pass.flow();
    workload = pass.workload();
    fabric = pass.fabric();
    plan = pass.plan();
  }

  void check() {
    for (List<Integer> posted : flow.postedOf) {
      checkQueue(posted);
    }
  }

  /**
   * In a send queue a work request waits for the NIC's having it, for the one before, for fence and
   * window, and for the port: it offers itself the moment that the last of these lets it.
   */
  private void checkQueue(List<Integer> posted) {
    List<Integer> windowed = new ArrayList<>();
    long before = Long.MIN_VALUE;
    long spaced = Long.MIN_VALUE;
    for (int place = 0; place < posted.size(); place++) {
      int request = posted.get(place);
      checkDoorbell(request);
      List<EventTrace.Burst> bursts =
          flow.bursts.get(request).stream().filter(burst -> !burst.answer()).toList();
      if (flow.refused || bursts.isEmpty()) {
        continue;
      }
      EventTrace.Burst first = bursts.getFirst();
      long[] opens = {
        flow.ready[request],
        before,
        spaced,
        fenceOpens(posted, place, windowed),
        windowOpens(request, windowed),
        endpointOpens(request)
      };
      int last = 0;
      for (int gate = 1; gate < opens.length; gate++) {
        last = opens[gate] > opens[last] ? gate : last;
      }
      same(first.offered(), opens[last]);
      waits.met(GATES[last]);
      long turn = first.offered();
      for (EventTrace.Burst burst : bursts) {
        same(burst.offered(), turn);
        turn = burst.from();
      }
      before = bursts.getLast().from();
      spaced = first.from() + fabric.nic().queuePairNanos();
      if (group.holdsWindow(request)) {
        windowed.add(request);
      }
    }
  }

  private void checkDoorbell(int request) {
    boolean inline =
        group.isRead(request)
            || group.isAtomic(request)
            || group.queues().bytes(request) <= workload.get(INLINE_THRESHOLD);
    same(
        flow.ready[request] - flow.posted[request],
        fabric.nic().doorbellNanos() + (inline ? 0 : fabric.nic().fetchNanos()));
  }

  private boolean isFenced(int request) {
    if (workload.get(ORDERING) != Ordering.NIC_FENCE || request < plan.tiles) {
      return false;
    }
    int tile = request - plan.tiles;
    return plan.member(plan.groupStart(plan.group(tile))) == tile;
  }

  private long fenceOpens(List<Integer> posted, int place, List<Integer> windowed) {
    if (!isFenced(posted.get(place))) {
      return Long.MIN_VALUE;
    }
    List<Integer> awaited =
        fabric.nic().fenceWaitsForWrites() ? posted.subList(0, place) : windowed;
    return awaited.stream().mapToLong(each -> flow.answered[each]).max().orElse(Long.MIN_VALUE);
  }

  private long windowOpens(int request, List<Integer> windowed) {
    int free = windowed.size() - workload.integer(OUTSTANDING_READS);
    return group.holdsWindow(request) && free >= 0
        ? windowed.subList(0, free + 1).stream()
            .mapToLong(each -> flow.answered[each])
            .max()
            .orElseThrow()
        : Long.MIN_VALUE;
  }

  /** What a command queue of the endpoint adds: a fence waits for all, and all for a fence. */
  private long endpointOpens(int request) {
    if (!fabric.nic().fenceGatesEndpoint()) {
      return Long.MIN_VALUE;
    }
    long opens = Long.MIN_VALUE;
    int queue = group.queues().queuePair(request);
    for (int earlier : flow.built.get(plan.thread(queue))) {
      if (earlier == request) {
        return opens;
      }
      if (isFenced(request)) {
        opens = Math.max(opens, flow.answered[earlier]);
      }
      if (isFenced(earlier)) {
        opens = Math.max(opens, flow.bursts.get(earlier).getFirst().from());
      }
    }
    throw new AssertionError("request " + request + " was never built");
  }
}
