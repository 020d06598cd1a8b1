package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTrace.UNSET;
import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Workload;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The threads of a pass: their time, what they are asked for, what they post and what they poll.
 */
final class ThreadChecks {
  private final FlowPass pass;
  private final Waits waits;
  private final SenderGroup group;
  private final EventTrace.Flow flow;
  private final Workload workload;
  private final FabricParameters fabric;
  private final TilePlan plan;
  private final StageClock clock;
  private final boolean quiet;
  private final boolean shared;

  ThreadChecks(FlowPass pass) {
    this.pass = pass;
    waits = pass.waits();
    group = pass.group();
    flow = pass.flow();
    workload = pass.workload();
    fabric = pass.fabric();
    plan = pass.plan();
    clock = pass.clock();
    quiet = pass.quiet();
    shared = pass.shared();
  }

  void check() {
    checkThreads();
    for (int thread = 0; thread < plan.threads; thread++) {
      checkRing(thread, plan.tilesOf(thread));
    }
    for (int tile = 0; tile < plan.tiles; tile++) {
      checkSoftware(tile);
    }
    checkCompletions();
  }

  /** A thread's time is told without a gap; it rests only where there is nothing to do. */
  private void checkThreads() {
    for (int thread = 0; thread < plan.threads; thread++) {
      Set<Long> writes = new HashSet<>(flow.writes.get(thread));
      Set<Long> wakes = new HashSet<>(writes);
      int[] tiles = plan.tilesOf(thread);
      Arrays.stream(tiles).forEach(tile -> wakes.add(flow.visible[tile]));
      Arrays.stream(tiles)
          .forEach(tile ->
              wakes.add(
                  flow.asked[tile] + fabric.ring().leaderNanos() + fabric.ring().visibleNanos()));
      long now = 0;
      for (EventTrace.Segment segment : flow.threads.get(thread)) {
        same(segment.from(), now);
        now = segment.until();
        if (segment.rests() && !shared) {
          boolean lookedUp = pass.isCut() && now == pass.known(thread);
          Set<Long> ends = segment.blocked() && !lookedUp ? writes : wakes;
          same(ends.contains(now), true);
          waits.met(segment.blocked() ? Blocker.FULL_OR_DRAIN : Blocker.NOTHING);
        }
        if (segment.rests()) {
          restsWithoutCompletion(thread, segment);
        }
        if (segment.rests() && !segment.blocked()) {
          restsWithoutRequest(tiles, segment);
        }
      }
    }
  }

  private void restsWithoutCompletion(int thread, EventTrace.Segment rest) {
    long end = rest.until() - fabric.core().awayNanos();
    same(flow.writes.get(thread).stream().noneMatch(at -> at > rest.from() && at < end), true);
  }

  private void restsWithoutRequest(int[] tiles, EventTrace.Segment rest) {
    long end = rest.until() - fabric.core().awayNanos();
    for (int tile : tiles) {
      if (flow.taken[tile] >= rest.until()) {
        between(flow.visible[tile], end, Long.MAX_VALUE);
        return;
      }
    }
  }

  /** From ready to taken: who asks, for what place, when it is told, and what the thread did. */
  private void checkRing(int thread, int[] tiles) {
    for (int place = 0; place < tiles.length; place++) {
      int tile = tiles[place];
      if (flow.asked[tile] == UNSET) {
        checkUnasked(tiles, place);
        continue;
      }
      same(clock.at(Stamp.READY, tile), group.readyAfter(tile));
      same(clock.at(Stamp.REQUESTED, tile), flow.asked[tile]);
      same(flow.free[tile], place == 0 ? 0 : flow.asked[tiles[place - 1]]);
      long begins = Math.max(flow.possible[tile], flow.free[tile]);
      long asking = flow.asked[tile] - begins;
      between(asking, 0L, (long) (1.25 * fabric.ring().requestNanos()) + 1);
      if (quiet && group.opensCall(tile)) {
        same(asking, fabric.ring().requestNanos());
      }
      waits.met(flow.free[tile] > flow.possible[tile] ? Blocker.ASKING : Blocker.NOTHING);
      checkPlace(tiles, place);
      if (flow.visible[tile] == UNSET) {
        checkUntold(thread, tile);
        continue;
      }
      long told = flow.visible[tile] - fabric.ring().visibleNanos() - flow.asked[tile];
      between(told, 0L, (long) fabric.publication().waitNanos());
      if (fabric.publication().requests() == 1) {
        same(told, 0);
      }
      waits.met(told > 0 ? Blocker.PUBLICATION : Blocker.NOTHING);
      same(clock.at(Stamp.TAKEN, tile), flow.taken[tile]);
      long waited = checkBusy(thread, Math.max(flow.visible[tile], 0), flow.taken[tile]);
      waits.met(waited > 0 ? Blocker.THREAD : Blocker.NOTHING);
    }
  }

  /** A request that nobody had seen when a failure ended the pass. */
  private void checkUntold(int thread, int tile) {
    same(pass.isCut(), true);
    long due = flow.asked[tile] + fabric.publication().waitNanos() + fabric.ring().visibleNanos();
    checkBusy(thread, due, UNSET);
    same(flow.taken[tile], UNSET);
    same(clock.has(Stamp.TAKEN, tile), false);
  }

  /**
   * A thread that lets something wait works or is blocked.
   *
   * @param until when it turned to it; unset where a failure ended the pass before
   * @return for how long it waited
   */
  private long checkBusy(int thread, long from, long until) {
    long end = until == UNSET && pass.isCut() ? Math.max(from, pass.known(thread)) : until;
    long away = shared ? fabric.core().awayNanos() : 0;
    between(end - from - pass.held(thread, from, end), 0L, away);
    return end - from;
  }

  /**
   * Nobody asks for a tile whose place at the receiver, or that of one before it, is never free.
   */
  private void checkUnasked(int[] tiles, int place) {
    int tile = tiles[place];
    same(clock.has(Stamp.REQUESTED, tile), false);
    same(clock.has(Stamp.TAKEN, tile), false);
    if (pass.isCut() || (place > 0 && flow.asked[tiles[place - 1]] == UNSET)) {
      return;
    }
    long stride = workload.get(RECEIVE_SLOTS) * plan.peers;
    same(workload.get(RECEIVE_BUFFER) == ReceiveBuffer.RING && tile >= stride, true);
    same(flow.handedOver[(int) (tile - stride)], UNSET);
    waits.met(Blocker.LOST_PLACE);
  }

  /** A request may be written when its call's tiles are ready, in ring and receiver is a place. */
  private void checkPlace(int[] tiles, int place) {
    int tile = tiles[place];
    long possible = group.askedAfter(tile);
    int slots = fabric.ring().slots();
    int told = fabric.publication().returns();
    if (place >= slots) {
      int last = ((place - slots) / told + 1) * told - 1;
      possible = Math.max(possible, flow.taken[tiles[last]]);
    }
    long stride = workload.get(RECEIVE_SLOTS) * plan.peers;
    if (workload.get(RECEIVE_BUFFER) == ReceiveBuffer.RING && tile >= stride) {
      possible = Math.max(possible, flow.handedOver[(int) (tile - stride)] + group.oneWay());
    }
    same(flow.possible[tile], possible);
    waits.met(possible > group.askedAfter(tile) ? Blocker.PLACE : Blocker.NOTHING);
  }

  /** From taken to posted the thread works or is blocked; a drain ends when all is complete. */
  private void checkSoftware(int tile) {
    int thread = plan.thread(plan.queuePair(tile));
    same(clock.at(Stamp.POSTED, tile), flow.posted[tile]);
    if (flow.taken[tile] == UNSET) {
      same(flow.posted[tile], UNSET);
      return;
    }
    checkHeld(thread, flow.taken[tile], flow.posted[tile]);
    if (flow.posted[tile] == UNSET) {
      return;
    }
    if (!plan.signalled) {
      same(clock.has(Stamp.SIGNAL_POSTED, tile), false);
      return;
    }
    long signal = flow.posted[plan.tiles + tile];
    same(clock.at(Stamp.SIGNAL_POSTED, tile), signal);
    if (plan.endsGroup(tile) && workload.get(SIGNALS_PER_FENCE) == 1) {
      checkHeld(thread, flow.posted[tile], signal);
    }
    if (signal == UNSET) {
      same(pass.isCut(), true);
      return;
    }
    between(signal, flow.posted[tile], Long.MAX_VALUE);
    if (workload.get(ORDERING) == Ordering.DRAIN) {
      int unit = plan.group(tile);
      for (int place = plan.groupStart(unit); place < plan.groupEnd(unit); place++) {
        between(signal, clock.at(Stamp.COMPLETED, plan.member(place)), Long.MAX_VALUE);
      }
    }
  }

  /** With a work request in hand, a thread works or is blocked. */
  private void checkHeld(int thread, long from, long until) {
    long end = until == UNSET && pass.isCut() ? Math.max(from, pass.known(thread)) : until;
    same(pass.held(thread, from, end), end - from);
  }

  /** From an answer to the poll: the NIC's part, moderation, and the thread's other work. */
  private void checkCompletions() {
    boolean reliable = workload.get(QP_TYPE) == QpType.RC;
    for (List<Integer> posted : flow.postedOf) {
      long retiring = UNSET;
      for (int place = posted.size() - 1; place >= 0; place--) {
        int request = posted.get(place);
        int thread = plan.thread(group.queues().queuePair(request));
        if (flow.completed[request] != UNSET) {
          long known =
              reliable
                  ? (pass.lossy() ? flow.settled[request] : flow.answered[request])
                  : flow.bursts.get(request).getLast().until();
          same(
              flow.completed[request] - known,
              pass.impact().slowed(QuirkStage.COMPLETION, fabric.nic().completionNanos()));
          checkModeration(request);
        }
        if (flow.polled[request] != UNSET || (pass.isCut() && flow.written[request] != UNSET)) {
          checkBusy(thread, flow.written[request], flow.polled[request]);
        }
        if (flow.polled[request] != UNSET) {
          retiring = flow.polled[request];
        }
        if (request < plan.tiles) {
          same(clock.has(Stamp.COMPLETED, request), retiring != UNSET);
          same(clock.at(Stamp.COMPLETED, request), retiring);
        }
      }
    }
  }

  /** A completion is held back no longer than its moderation may. */
  private void checkModeration(int request) {
    long most = fabric.moderation().waits() ? fabric.moderation().waitNanos() : 0;
    if (flow.written[request] == UNSET) {
      between(flow.completed[request] + most, pass.end(), Long.MAX_VALUE);
      return;
    }
    long held = flow.written[request] - flow.completed[request];
    between(held, 0, most);
    waits.met(held > 0 ? Blocker.MODERATION : Blocker.NOTHING);
  }
}
