package io.kelpie.probes.model;

import static io.kelpie.probes.Stamp.COMPLETED;
import static io.kelpie.probes.Stamp.POSTED;
import static io.kelpie.probes.Stamp.SIGNAL_POSTED;
import static io.kelpie.probes.Stamp.TAKEN;

import io.kelpie.probes.StageClock;
import io.kelpie.workload.Catalogue.Flusher;
import io.kelpie.workload.Catalogue.Ordering;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A CPU thread between a request ring and the NIC. It takes requests in order, builds work
 * requests, rings a doorbell a turn, polls completions, and does one thing at a time: while a drain
 * or a full send queue blocks it, the ring waits.
 */
final class Proxy {
  static final int NONE = -1;
  private static final long NEVER = Long.MAX_VALUE;

  private final SenderGroup group;
  private final TilePlan plan;
  private final SendQueues queues;
  private final ProxySettings settings;
  private final int thread;
  private final FabricParameters.Proxy costs;
  private final RequestRing ring;
  private final @Nullable Descheduling descheduling;

  private final boolean[] asksCompletion;
  private final int[] used;
  private final int[] retire;
  private final int[] tilesUnasked;
  private final int[] requestsUnasked;
  private final int[] outstanding;
  private final @Nullable DrainVisits visits;
  private final int[] chain;
  private final CompletionQueue completions;
  private final @Nullable HeldCompletions held;
  private final int[] flushes;
  private final long[] flushAt;
  private final long leaderNanos;
  private final long[] requests;
  private final Histogram loopGaps = StageClock.histogram();

  private int chained;
  private int firstFlush;
  private int lastFlush;
  private int tile;
  private int signal;
  private int flushing;
  private int place;
  private boolean draining;
  private boolean urgent;
  private int taken;
  private boolean polling;
  private boolean asleep;
  private long due;
  private long time;
  private long lastTurn;
  private boolean measured;

  /**
   * @param thread its number among the sender's
   */
  Proxy(
      SenderGroup group,
      TilePlan plan,
      SendQueues queues,
      ProxySettings settings,
      int thread,
      Proxies.Posted posted) {
    this.group = group;
    this.plan = plan;
    this.queues = queues;
    this.settings = settings;
    this.thread = thread;
    costs = group.parameters().proxy();
    descheduling = group.descheduling();
    int[] tiles = plan.tilesOf(thread);
    ring = new RequestRing(group, tiles);
    asksCompletion = posted.asksCompletion;
    used = posted.used;
    retire = posted.retire;
    tilesUnasked = posted.tilesUnasked;
    requestsUnasked = posted.requestsUnasked;
    outstanding = posted.outstanding;
    requests = posted.requests;
    visits =
        costs.drainVisits() && settings.ordering() == Ordering.DRAIN
            ? new DrainVisits(plan.peers, costs.drainVisitNanos())
            : null;
    int requestCount = 2 * tiles.length;
    chain = new int[requestCount];
    completions = new CompletionQueue(requestCount);
    CompletionModeration moderation = group.parameters().moderation();
    held = moderation.waits() ? new HeldCompletions(moderation, requestCount) : null;
    flushes = new int[tiles.length];
    flushAt = new long[tiles.length];
    FabricParameters.Ring leader = group.parameters().ring();
    leaderNanos = (long) leader.leaderNanos() + leader.visibleNanos();
  }

  /** The first tile becomes ready at {@code start}. */
  void startPass(long start, boolean measuredPass) {
    if (visits != null) {
      visits.clear();
    }
    if (held != null) {
      held.clear();
    }
    if (descheduling != null) {
      descheduling.startPass();
    }
    chained = 0;
    completions.clear();
    firstFlush = 0;
    lastFlush = 0;
    tile = NONE;
    signal = NONE;
    flushing = NONE;
    draining = false;
    urgent = false;
    taken = 0;
    polling = true;
    asleep = true;
    time = start;
    lastTurn = NEVER;
    measured = measuredPass;
    ring.start(start);
    due = ring.visibleAt();
    if (due != NEVER) {
      group.scheduleProxy(thread, due);
    }
  }

  /** Its own event. */
  void wake(long now) {
    if (now == due) {
      run(now);
    }
  }

  /** The NIC has a completion for the queue. */
  void completionArrived(int request, long now) {
    if (held != null) {
      long until = held.hold(request, now);
      if (until == now) {
        heldCompletionsDue(now);
      } else if (until != NEVER) {
        group.scheduleHeldCompletions(thread, until);
      }
      return;
    }
    write(request, now);
    if (asleep) {
      run(now);
    }
  }

  private void write(int request, long now) {
    completions.write(request, now);
    Trace trace = group.trace();
    if (trace != null) {
      trace.written(group.number(), thread, request, now);
    }
  }

  /** Completions that the NIC held back may be due. */
  void heldCompletionsDue(long now) {
    HeldCompletions due = Objects.requireNonNull(held, "no completion is held back");
    if (!due.isDue(now)) {
      return;
    }
    for (int place = 0; place < due.count(); place++) {
      write(due.request(place), now);
    }
    due.clear();
    if (asleep) {
      run(now);
    }
  }

  /** Nanoseconds between two turns while there was work. */
  Histogram loopGaps() {
    return loopGaps;
  }

  CompletionQueue completions() {
    return completions;
  }

  /** Whether it has work in hand that it cannot go on with. */
  boolean isBlocked() {
    return tile != NONE || signal != NONE || flushing != NONE;
  }

  /** What it waits for, in words. */
  String state() {
    return draining
        ? "proxy drains"
        : isBlocked()
            ? "proxy waits for a place in a send queue"
            : !ring.isDone() ? "proxy waits for requests" : "proxy has posted everything";
  }

  /**
   * Goes on until it sleeps, or until its own time is ahead of the simulation's where it looks at
   * what others do: at completions, and at places that receivers free.
   */
  private void run(long now) {
    due = NEVER;
    if (asleep) {
      asleep = false;
      rest(isBlocked(), now);
    }
    while (true) {
      if ((polling || group.waitsForPlaces()) && !catchUp()) {
        return;
      }
      if (polling && !completions.isEmpty()) {
        poll();
        continue;
      }
      polling = false;
      boolean working = tile != NONE || signal != NONE || flushing != NONE;
      if (working ? proceed() : !urgent && taken < settings.postList() && take()) {
        continue;
      }
      if (chained > 0) {
        ringDoorbell();
        continue;
      }
      if (!catchUp()) {
        return;
      }
      if (!working) {
        if (!endTurn()) {
          return;
        }
      } else if (completions.isEmpty()) {
        asleep = true;
        return;
      } else {
        polling = true;
      }
    }
  }

  /** Whether everything has happened up to its own time; if not, it will go on then. */
  private boolean catchUp() {
    if (time == group.now() || group.passTo(time)) {
      return true;
    }
    due = time;
    group.scheduleProxy(thread, due);
    return false;
  }

  /** Does so much work. */
  private void work(Trace.Work work, int what, long nanos) {
    long from = time;
    time = descheduling == null ? from + nanos : descheduling.after(from, nanos);
    Trace trace = group.trace();
    if (trace != null) {
      trace.worked(group.number(), thread, work, what, from, time);
    }
  }

  /** Has had nothing to do until a moment, or the first one on at which it has its processor. */
  private void rest(boolean blocked, long until) {
    long from = time;
    time = descheduling == null ? until : descheduling.runs(until);
    Trace trace = group.trace();
    if (trace != null) {
      trace.rested(group.number(), thread, blocked, from, time);
    }
  }

  /**
   * Goes on with the tile, the signal or the flush in hand.
   *
   * @return false where it is blocked
   */
  private boolean proceed() {
    if (tile != NONE) {
      if (isFull(plan.queuePair(tile))) {
        return false;
      }
      int built = tile;
      long begun = time;
      tile = NONE;
      build(built, false);
      afterTile(begun, built);
      return true;
    }
    if (signal != NONE) {
      if (isFull(plan.signalQueuePair(signal))) {
        return false;
      }
      int built = signal;
      signal = NONE;
      build(plan.tiles + built, false);
      return true;
    }
    return flush();
  }

  private boolean flush() {
    if (draining) {
      if (chained > 0 || isOwed()) {
        return false;
      }
      long visiting = visits == null ? 0 : visits.go();
      if (visiting > 0) {
        work(Trace.Work.VISIT, NONE, group.jitter(visiting));
        return true;
      }
      draining = false;
    }
    if (place == plan.groupEnd(flushing)) {
      urgent = settings.ordering() == Ordering.DRAIN;
      flushing = NONE;
      return true;
    }
    int member = plan.member(place);
    if (isFull(plan.signalQueuePair(member))) {
      return false;
    }
    boolean fence = settings.ordering() == Ordering.NIC_FENCE && place == plan.groupStart(flushing);
    place++;
    build(plan.tiles + member, fence);
    return true;
  }

  /** Whether what the drain waits for is outstanding. */
  private boolean isOwed() {
    return visits == null
        ? outstanding[plan.unit(plan.member(plan.groupStart(flushing)))] > 0
        : visits.waits();
  }

  private void afterTile(long begun, int built) {
    if (!plan.signalled) {
      return;
    }
    if (settings.ordering() == Ordering.SAME_QP || settings.ordering() == Ordering.NONE) {
      signal = built;
    } else if (plan.endsGroup(built)) {
      if (settings.flusher() == Flusher.LEADER && settings.grouped()) {
        flushes[lastFlush] = plan.group(built);
        flushAt[lastFlush++] = Math.max(begun, group.requestedAt(built) + leaderNanos);
      } else {
        startFlush(plan.group(built));
      }
    }
  }

  private void startFlush(int ended) {
    flushing = ended;
    place = plan.groupStart(ended);
    draining = settings.ordering() == Ordering.DRAIN;
    if (visits != null) {
      visits.start();
    }
  }

  /**
   * Takes the next request of the ring, a tile's or a leader's flush; false where none is there.
   */
  private boolean take() {
    long flush = firstFlush < lastFlush ? flushAt[firstFlush] : NEVER;
    long visible = ring.visibleAt();
    if (flush <= time && flush <= visible) {
      startFlush(flushes[firstFlush++]);
      return true;
    }
    if (visible > time) {
      return false;
    }
    tile = ring.take(time);
    group.stamp(TAKEN, tile, time);
    Trace trace = group.trace();
    if (trace != null) {
      trace.taken(group.number(), thread, tile, time);
    }
    taken++;
    return true;
  }

  /** The receiver has done with a tile; its place may be the one that the next tile waits for. */
  void slotFree(int freed) {
    if (ring.slotFree(freed) && asleep && ring.visibleAt() < due) {
      due = Math.max(ring.visibleAt(), group.now());
      group.scheduleProxy(thread, due);
    }
  }

  private boolean isFull(int queue) {
    return used[queue] == settings.sendDepth();
  }

  private void build(int request, boolean fence) {
    int queue = queues.queuePair(request);
    queues.append(request, fence);
    if (retire[queue] == NONE) {
      retire[queue] = request;
    }
    used[queue]++;
    requestsUnasked[queue]++;
    boolean isTile = request < plan.tiles;
    if (visits != null) {
      visits.posted(plan.peerOfQueuePair(queue));
    }
    if (isTile) {
      tilesUnasked[queue]++;
      outstanding[plan.unit(request)]++;
    }
    asksCompletion[request] = asks(request, queue, isTile);
    if (asksCompletion[request]) {
      tilesUnasked[queue] = 0;
      requestsUnasked[queue] = 0;
    }
    if (measured) {
      requests[queue]++;
    }
    chain[chained++] = request;
    int segments = isTile ? settings.segments() - 1 : 0;
    work(
        Trace.Work.BUILD,
        request,
        group.jitter(costs.requestNanos() + (long) segments * costs.segmentNanos()));
  }

  private boolean asks(int request, int queue, boolean isTile) {
    boolean retires =
        visits != null
            || used[queue] == settings.sendDepth()
            || requestsUnasked[queue] >= 2 * settings.moderation();
    if (!isTile) {
      return retires;
    }
    boolean drained =
        settings.ordering() == Ordering.DRAIN
            && (plan.lastOfGroup(request) || firstFlush < lastFlush);
    return retires
        || drained
        || tilesUnasked[queue] >= settings.moderation()
        || plan.lastOfPass(request);
  }

  /** One post call for each run of work requests to one queue pair. */
  private void ringDoorbell() {
    int posted = NONE;
    for (int i = 0; i < chained; i++) {
      int request = chain[i];
      int queue = queues.queuePair(request);
      if (queue != posted) {
        work(Trace.Work.POST, request, group.jitter(costs.postNanos()));
        posted = queue;
        group.posted(queue, run(i));
      }
      boolean isTile = request < plan.tiles;
      group.stamp(isTile ? POSTED : SIGNAL_POSTED, isTile ? request : request - plan.tiles, time);
      long ready = time + group.fetchNanos(request);
      Trace trace = group.trace();
      if (trace != null) {
        trace.posted(group.number(), queue, request, time, ready);
      }
      queues.ring(request, ready);
    }
    chained = 0;
  }

  /** Work requests to one queue pair in a row from this place of the chain on. */
  private int run(int from) {
    int end = from + 1;
    int queue = queues.queuePair(chain[from]);
    while (end < chained && queues.queuePair(chain[end]) == queue) {
      end++;
    }
    return end - from;
  }

  /**
   * Starts the next turn.
   *
   * @return false where it sleeps until a request or a completion comes
   */
  private boolean endTurn() {
    if (measured && lastTurn != NEVER) {
      loopGaps.recordValue(time - lastTurn);
    }
    lastTurn = time;
    taken = 0;
    urgent = false;
    polling = true;
    long request = Math.min(ring.visibleAt(), firstFlush < lastFlush ? flushAt[firstFlush] : NEVER);
    if (!completions.isEmpty() || request <= time) {
      return true;
    }
    lastTurn = NEVER;
    if (request != NEVER && group.passTo(request)) {
      rest(false, request);
      return true;
    }
    asleep = true;
    due = request;
    if (request != NEVER) {
      group.scheduleProxy(thread, request);
    }
    return false;
  }

  private void poll() {
    int request = completions.poll(time, measured);
    work(Trace.Work.POLL, request, group.jitter(costs.completionNanos()));
    int queue = queues.queuePair(request);
    int retired = NONE;
    while (retired != request) {
      retired = retire[queue];
      retire[queue] = queues.next(retired);
      used[queue]--;
      if (visits != null) {
        visits.completed(plan.peerOfQueuePair(queue));
      }
      if (retired < plan.tiles) {
        outstanding[plan.unit(retired)]--;
        group.stamp(COMPLETED, retired, time);
        group.completed(retired, time);
      }
    }
  }
}
