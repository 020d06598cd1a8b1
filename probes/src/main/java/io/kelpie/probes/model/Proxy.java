package io.kelpie.probes.model;

import static io.kelpie.probes.Stamp.COMPLETED;
import static io.kelpie.probes.Stamp.POSTED;
import static io.kelpie.probes.Stamp.READY;
import static io.kelpie.probes.Stamp.REQUESTED;
import static io.kelpie.probes.Stamp.SIGNAL_POSTED;
import static io.kelpie.probes.Stamp.TAKEN;

import io.kelpie.workload.Catalogue.Flusher;
import io.kelpie.workload.Catalogue.Ordering;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The CPU thread between a request ring and the NIC. It takes requests in order, builds work
 * requests, rings a doorbell a turn, polls completions, and does one thing at a time: while a drain
 * or a full send queue blocks it, the ring waits.
 */
final class Proxy {
  private static final int NONE = -1;
  private static final long NEVER = Long.MAX_VALUE;

  private final SenderGroup group;
  private final TilePlan plan;
  private final SendQueues queues;
  private final ProxySettings settings;
  private final FabricParameters.Proxy costs;
  private final FabricParameters.Ring ring;

  private final boolean[] asksCompletion;
  private final int[] used;
  private final int[] retire;
  private final int[] tilesUnasked;
  private final int[] requestsUnasked;
  private final int[] outstanding;
  private final @Nullable DrainVisits visits;
  private final int[] chain;
  private final CompletionQueue completions;
  private final int[] flushes;
  private final long[] flushAt;
  private final long[] takenAt;
  private final long[] requests;
  private final Histogram loopGaps = new Histogram(2);

  private int chained;
  private int firstFlush;
  private int lastFlush;
  private int nextTile;
  private long nextVisible;
  private long started;
  private long lastRequested;
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

  Proxy(SenderGroup group, TilePlan plan, SendQueues queues, ProxySettings settings) {
    this.group = group;
    this.plan = plan;
    this.queues = queues;
    this.settings = settings;
    costs = group.parameters().proxy();
    ring = group.parameters().ring();
    int requestCount = 2 * plan.tiles;
    asksCompletion = new boolean[requestCount];
    used = new int[plan.queuePairs];
    retire = new int[plan.queuePairs];
    tilesUnasked = new int[plan.queuePairs];
    requestsUnasked = new int[plan.queuePairs];
    outstanding = new int[plan.queuePairs];
    visits =
        costs.drainVisits() && settings.ordering() == Ordering.DRAIN
            ? new DrainVisits(plan.peers, costs.drainVisitNanos())
            : null;
    chain = new int[requestCount];
    completions = new CompletionQueue(requestCount);
    flushes = new int[plan.tiles];
    flushAt = new long[plan.tiles];
    takenAt = new long[plan.tiles];
    requests = new long[plan.queuePairs];
  }

  /** The first tile becomes ready at {@code start}. */
  void startPass(long start, boolean measuredPass) {
    Arrays.fill(asksCompletion, false);
    Arrays.fill(used, 0);
    Arrays.fill(retire, NONE);
    Arrays.fill(tilesUnasked, 0);
    Arrays.fill(requestsUnasked, 0);
    Arrays.fill(outstanding, 0);
    if (visits != null) {
      visits.clear();
    }
    chained = 0;
    completions.clear();
    firstFlush = 0;
    lastFlush = 0;
    nextTile = 0;
    started = start;
    lastRequested = start;
    tile = NONE;
    signal = NONE;
    flushing = NONE;
    draining = false;
    urgent = false;
    taken = 0;
    polling = true;
    asleep = true;
    lastTurn = NEVER;
    measured = measuredPass;
    for (int each = 0; each < plan.tiles; each++) {
      group.stamp(READY, each, readyAt(start, each));
    }
    requestNext();
    due = nextVisible;
    group.scheduleProxy(due);
  }

  /** Its own event. */
  void wake(long now) {
    if (now == due) {
      run(now);
    }
  }

  /** The NIC put a completion into the queue. */
  void completionArrived(int request, long now) {
    completions.write(request, now);
    if (asleep) {
      run(now);
    }
  }

  /** Work requests of each queue pair over the measured passes. */
  long[] requests() {
    return requests;
  }

  /** 99th percentile between two turns while there was work, in seconds. */
  double loopGap() {
    return loopGaps.getTotalCount() == 0 ? 0 : loopGaps.getValueAtPercentile(99) * 1e-9;
  }

  /** Mean age of a completion when it was polled, in seconds. */
  double completionAge() {
    return completions.meanAge();
  }

  /** What it waits for, in words. */
  String state() {
    return draining
        ? "proxy drains"
        : tile != NONE || signal != NONE || flushing != NONE
            ? "proxy waits for a place in a send queue"
            : nextTile < plan.tiles ? "proxy waits for requests" : "proxy has posted everything";
  }

  /**
   * Goes on until it sleeps, or until its own time is ahead of the simulation's where it looks at
   * what others do: at completions, and at places that receivers free.
   */
  private void run(long now) {
    asleep = false;
    due = NEVER;
    time = now;
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
    group.scheduleProxy(due);
    return false;
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
        time += group.jitter(visiting);
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
        flushAt[lastFlush++] =
            Math.max(begun, group.requestedAt(built) + ring.leaderNanos() + ring.visibleNanos());
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
    if (flush <= time && flush <= nextVisible) {
      startFlush(flushes[firstFlush++]);
      return true;
    }
    if (nextVisible > time) {
      return false;
    }
    tile = nextTile++;
    takenAt[tile] = time;
    group.stamp(TAKEN, tile, time);
    taken++;
    requestNext();
    return true;
  }

  private void requestNext() {
    if (nextTile == plan.tiles) {
      nextVisible = NEVER;
      return;
    }
    long received = group.placeFor(nextTile);
    if (received == ReceiveRing.UNKNOWN) {
      nextVisible = NEVER;
      return;
    }
    long place = nextTile < ring.slots() ? 0 : takenAt[nextTile - ring.slots()];
    long there = Math.max(Math.max(place, received), started + group.askedAfter(nextTile));
    lastRequested =
        Math.max(lastRequested, there)
            + (group.opensCall(nextTile) ? group.jitter(ring.requestNanos()) : 0);
    group.stamp(REQUESTED, nextTile, lastRequested);
    nextVisible = lastRequested + ring.visibleNanos();
  }

  /** The receiver has done with a tile; its place may be the one that the next tile waits for. */
  void slotFree(int tile) {
    if (nextTile == plan.tiles || !group.frees(tile, nextTile)) {
      return;
    }
    requestNext();
    if (asleep && nextVisible < due) {
      due = nextVisible;
      group.scheduleProxy(due);
    }
  }

  private long readyAt(long start, int each) {
    return start + group.readyAfter(each);
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
    time += group.jitter(costs.requestNanos() + (long) segments * costs.segmentNanos());
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

  boolean asksCompletion(int request) {
    return asksCompletion[request];
  }

  /** One post call for each run of work requests to one queue pair. */
  private void ringDoorbell() {
    int posted = NONE;
    for (int i = 0; i < chained; i++) {
      int request = chain[i];
      int queue = queues.queuePair(request);
      if (queue != posted) {
        time += group.jitter(costs.postNanos());
        posted = queue;
        group.posted(queue, run(i));
      }
      boolean isTile = request < plan.tiles;
      group.stamp(isTile ? POSTED : SIGNAL_POSTED, isTile ? request : request - plan.tiles, time);
      queues.ring(request, time + group.fetchNanos(request));
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
    long request = Math.min(nextVisible, firstFlush < lastFlush ? flushAt[firstFlush] : NEVER);
    if (!completions.isEmpty() || request <= time) {
      return true;
    }
    lastTurn = NEVER;
    if (request != NEVER && group.passTo(request)) {
      time = request;
      return true;
    }
    asleep = true;
    due = request;
    if (request != NEVER) {
      group.scheduleProxy(request);
    }
    return false;
  }

  private void poll() {
    int request = completions.poll(time, measured);
    time += group.jitter(costs.completionNanos());
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
