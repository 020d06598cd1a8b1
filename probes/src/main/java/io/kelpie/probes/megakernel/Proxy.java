package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.*;

import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests from the rings and has a transport carry them, in the order that the rules ask
 * for. While it drains it takes nothing: that is what a coupled signal costs. One thread calls it.
 */
final class Proxy implements Transport.Events {
  /** Longest time between two turns that is kept, in nanoseconds: an hour. */
  private static final long LONGEST_GAP = 3_600_000_000_000L;

  private final Session session;
  private final List<RequestRing> rings;
  private final Routes routes;
  private final Rules rules;
  private final Transport transport;
  private final int batch;
  private final long[][] stamps = new long[Stamp.values().length][];
  private final long[] payload = new long[REQUEST_WORDS];
  private final int[] outstanding;
  private final long[] posted;
  private final boolean[] fenced;
  private final Histogram gaps = new Histogram(LONGEST_GAP, 2);
  private long ages;
  private long aged;
  private long turned;
  private long moved;
  private boolean hadWork;
  private int waiting;

  /**
   * @param batch requests taken from a ring in one turn at most
   */
  Proxy(Session session, Routes routes, Transport transport, int batch) {
    this.session = session;
    this.rings = session.rings();
    this.routes = routes;
    this.rules = routes.rules();
    this.transport = transport;
    this.batch = batch;
    outstanding = new int[rules.queues()];
    posted = new long[rules.queues()];
    fenced = new boolean[routes.groups().size()];
    for (Stamp stamp : List.of(Stamp.TAKEN, Stamp.POSTED, Stamp.COMPLETED, Stamp.SIGNAL_POSTED)) {
      stamps[stamp.ordinal()] = new long[routes.tiles()];
    }
  }

  /** A pass begins; nothing of the pass before is under way. */
  void start() {
    Arrays.fill(outstanding, 0);
    Arrays.fill(fenced, false);
    waiting = 0;
    hadWork = false;
    moved = System.nanoTime();
    transport.start(session.sequence());
  }

  /** One look at every ring and at the wire. Whether there was anything to do. */
  boolean turn() {
    long now = System.nanoTime();
    if (hadWork) {
      gaps.recordValue(Math.clamp(now - turned, 0, LONGEST_GAP));
    }
    turned = now;
    boolean isMoved = false;
    for (RequestRing ring : rings) {
      int taken = 0;
      while (taken < batch && ring.take(payload)) {
        VarHandle.acquireFence();
        handle(System.nanoTime());
        taken++;
      }
      isMoved |= taken > 0;
      if (taken < batch) {
        ring.tell();
      }
    }
    isMoved |= transport.turn(System.nanoTime(), this);
    moved = isMoved ? now : moved;
    hadWork = isMoved || waiting > 0;
    return isMoved;
  }

  private void handle(long now) {
    int operation = (int) (payload[WORD_OPERATION] & 0xff);
    int tile = (int) payload[WORD_TILE];
    switch (operation) {
      case PUT -> put(tile, now);
      case PUT_SIGNAL -> {
        put(tile, now);
        if (rules.signal() != Signal.IMMEDIATE) {
          if (rules.ordering() == Ordering.DRAIN) {
            drain(routes.peer(tile), routes.queue(tile));
          }
          signal(tile, rules.ordering() == Ordering.NIC_FENCE);
        }
      }
      case SIGNAL -> {
        int group = group();
        signal(tile, fenced[group]);
        fenced[group] = false;
      }
      case FENCE -> {
        if (rules.ordering() == Ordering.DRAIN) {
          int first = routes.groups().get(group()).getFirst();
          drain(routes.peer(first), routes.queue(first));
        } else {
          fenced[group()] = true;
        }
      }
      case CREDIT -> transport.credit(routes.queue(tile), tile);
      default -> throw new IllegalStateException("no request has the operation " + operation);
    }
  }

  private int group() {
    return (int) (payload[WORD_TILE] >>> 32);
  }

  private void put(int tile, long now) {
    at(Stamp.TAKEN)[tile] = now;
    int queue = routes.queue(tile);
    outstanding[queue]++;
    waiting++;
    posted[queue]++;
    transport.put(
        queue,
        tile,
        payload[WORD_SOURCE],
        payload[WORD_TARGET],
        (int) payload[WORD_BYTES],
        rules.signal() == Signal.IMMEDIATE);
    long after = System.nanoTime();
    at(Stamp.POSTED)[tile] = after;
    at(Stamp.SIGNAL_POSTED)[tile] = after;
  }

  private void signal(int tile, boolean isFenced) {
    int queue = routes.signalQueue(tile);
    outstanding[queue]++;
    waiting++;
    posted[queue]++;
    transport.signal(queue, tile, isFenced);
    at(Stamp.SIGNAL_POSTED)[tile] = System.nanoTime();
  }

  /** Waits until what a fence covers is acknowledged; gives up when the pass has. */
  private void drain(int peer, int queue) {
    while (isOutstanding(peer, queue) && session.isUnderWay()) {
      if (!transport.turn(System.nanoTime(), this)) {
        Thread.onSpinWait();
      }
    }
  }

  private boolean isOutstanding(int peer, int queue) {
    if (rules.scope() == FenceScope.QP) {
      return outstanding[queue] > 0;
    }
    if (rules.scope() == FenceScope.ENDPOINT) {
      return waiting > 0;
    }
    for (int i = 0; i < rules.queuesPerPeer(); i++) {
      if (outstanding[peer * rules.queuesPerPeer() + i] > 0) {
        return true;
      }
    }
    return outstanding[rules.peers() * rules.queuesPerPeer() + peer] > 0;
  }

  @Override
  public void completed(int tile, int queue, long now, long age) {
    at(Stamp.COMPLETED)[tile] = now;
    count(now, age);
    outstanding[queue]--;
    waiting--;
    if (rules.signal() == Signal.NOTHING) {
      session.signal(tile);
    }
  }

  @Override
  public void signalled(int tile, int queue, long now, long age) {
    if (rules.signal() != Signal.IMMEDIATE) {
      count(now, age);
    }
    if (rules.signal() != Signal.IMMEDIATE) {
      outstanding[queue]--;
      waiting--;
    }
  }

  private void count(long now, long age) {
    moved = now;
    if (age != Transport.UNKNOWN) {
      ages += age;
      aged++;
    }
  }

  /** Forgets what was counted so far: the windows that are measured begin. */
  void restartCounts() {
    gaps.reset();
    ages = 0;
    aged = 0;
    Arrays.fill(posted, 0);
  }

  /** 99th percentile of the time between two turns while there was work; null without any. */
  @Nullable Double loopGap() {
    return gaps.getTotalCount() == 0 ? null : gaps.getValueAtPercentile(99) * 1e-9;
  }

  /** Mean seconds that a completion lay before it was polled; null where that is not known. */
  @Nullable Double completionAge() {
    return aged == 0 ? null : ages * 1e-9 / aged;
  }

  /** When anything last moved in this pass, in the host's nanoseconds. */
  long moved() {
    return moved;
  }

  /** Whether all that was posted is acknowledged. */
  boolean isIdle() {
    return waiting == 0;
  }

  /** Where the proxy stood with a tile, in the host's nanoseconds. */
  long at(Stamp stamp, int tile) {
    return at(stamp)[tile];
  }

  /** Requests posted on each queue since {@link #restartCounts}. */
  long[] posted() {
    return posted;
  }

  private long[] at(Stamp stamp) {
    return stamps[stamp.ordinal()];
  }
}
