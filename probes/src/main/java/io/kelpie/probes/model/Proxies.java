package io.kelpie.probes.model;

import static io.kelpie.probes.Stamp.READY;

import io.kelpie.workload.Workload;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** The proxy threads of one sender, among which its queue pairs are dealt. */
final class Proxies {
  private final SenderGroup group;
  private final TilePlan plan;
  private final SendQueues queues;
  private final Posted posted;
  private final Proxy[] threads;

  /** What was posted, of all threads: each touches its own queue pairs alone. */
  static final class Posted {
    /** Whether a work request asks for a completion. */
    final boolean[] asksCompletion;

    /** Places of each send queue that are taken. */
    final int[] used;

    /** The oldest work request of each queue pair that a completion may retire. */
    final int[] retire;

    /** Tiles of each queue pair since the last that asked. */
    final int[] tilesUnasked;

    /** Work requests of each queue pair since the last that asked. */
    final int[] requestsUnasked;

    /** Tiles of each fence's unit that are not complete. */
    final int[] outstanding;

    /** Work requests of each queue pair over the measured passes. */
    final long[] requests;

    Posted(TilePlan plan) {
      asksCompletion = new boolean[2 * plan.tiles];
      used = new int[plan.queuePairs];
      retire = new int[plan.queuePairs];
      tilesUnasked = new int[plan.queuePairs];
      requestsUnasked = new int[plan.queuePairs];
      outstanding = new int[plan.units];
      requests = new long[plan.queuePairs];
    }

    void clear() {
      Arrays.fill(asksCompletion, false);
      Arrays.fill(used, 0);
      Arrays.fill(retire, Proxy.NONE);
      Arrays.fill(tilesUnasked, 0);
      Arrays.fill(requestsUnasked, 0);
      Arrays.fill(outstanding, 0);
    }
  }

  Proxies(SenderGroup group, TilePlan plan, SendQueues queues, Workload workload) {
    this.group = group;
    this.plan = plan;
    this.queues = queues;
    posted = new Posted(plan);
    ProxySettings settings = ProxySettings.of(workload);
    threads = new Proxy[plan.threads];
    Arrays.setAll(threads, thread -> new Proxy(group, plan, queues, settings, thread, posted));
  }

  /** The first tile becomes ready at {@code start}. */
  void startPass(long start, boolean measured) {
    posted.clear();
    for (int tile = 0; tile < plan.tiles; tile++) {
      group.stamp(READY, tile, start + group.readyAfter(tile));
    }
    for (Proxy thread : threads) {
      thread.startPass(start, measured);
    }
  }

  /** A thread's own event. */
  void wake(int thread, long now) {
    threads[thread].wake(now);
  }

  /** The NIC put a completion into its thread's queue. */
  void completionArrived(int request, long now) {
    of(request).completionArrived(request, now);
  }

  /** The NIC puts the completions that it held back into their thread's queue. */
  void held(int thread, long now) {
    threads[thread].heldCompletionsDue(now);
  }

  boolean asksCompletion(int request) {
    return posted.asksCompletion[request];
  }

  /** The receiver has done with a tile. */
  void slotFree(int tile) {
    for (Proxy thread : threads) {
      thread.slotFree(tile);
    }
  }

  private Proxy of(int request) {
    return threads.length == 1 ? threads[0] : threads[plan.thread(queues.queuePair(request))];
  }

  /** Work requests of each queue pair over the measured passes. */
  long[] requests() {
    return posted.requests;
  }

  /** 99th percentile between two turns of a thread while there was work, in seconds. */
  double loopGap() {
    Histogram gaps = threads[0].loopGaps();
    for (int thread = 1; thread < threads.length; thread++) {
      gaps.add(threads[thread].loopGaps());
    }
    return gaps.getTotalCount() == 0 ? 0 : gaps.getValueAtPercentile(99) * 1e-9;
  }

  /** Mean age of a completion when it was polled, in seconds. */
  double completionAge() {
    long age = 0;
    long polled = 0;
    for (Proxy thread : threads) {
      age += thread.completions().age();
      polled += thread.completions().polled();
    }
    return polled == 0 ? 0 : age * 1e-9 / polled;
  }

  /** What they wait for, in words. */
  String state() {
    return Arrays.stream(threads).filter(Proxy::isBlocked).findFirst().orElse(threads[0]).state();
  }
}
