package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.LOSS;

import io.kelpie.probes.StageClock;
import io.kelpie.workload.Workload;
import java.util.List;

/**
 * One flow of a pass, what was told of it, and what its checks share.
 *
 * @param end nanoseconds at which a failure ended the pass, or {@link #WHOLE}
 */
record FlowPass(
    SenderGroup group,
    EventTrace.Flow flow,
    Workload workload,
    FabricParameters fabric,
    Impact impact,
    Waits waits,
    long end) {
  /** It ended when nothing was left to happen. */
  static final long WHOLE = Long.MAX_VALUE;

  /** Whether a failure ended it: nothing from {@link #end} on need have happened. */
  boolean isCut() {
    return end != WHOLE;
  }

  TilePlan plan() {
    return group.plan();
  }

  StageClock clock() {
    return group.clock();
  }

  /** Whether its costs are what the parameters say. */
  boolean quiet() {
    return fabric.noise() == 0;
  }

  /** Whether its threads are taken off their processor. */
  boolean shared() {
    return fabric.core().isShared();
  }

  /** Whether the network loses packets of it. */
  boolean lossy() {
    return workload.get(LOSS) > 0 && !group.loopback();
  }

  /** What an acknowledgement takes on its port, in nanoseconds. */
  long ackNanos() {
    FabricParameters.Link link = fabric.link();
    long rate = group.loopback() ? link.loopbackBytesPerSecond() : link.bytesPerSecond();
    return Math.ceilDiv(link.ackBytes() * 1_000_000_000L, rate);
  }

  /** Until when it is told what a thread did. */
  long known(int thread) {
    List<EventTrace.Segment> segments = flow.threads.get(thread);
    return segments.isEmpty() ? 0 : segments.getLast().until();
  }

  /** Time in which a thread worked or was blocked, between two moments; not what it idled. */
  long held(int thread, long from, long until) {
    long held = 0;
    for (EventTrace.Segment segment : flow.threads.get(thread)) {
      if (segment.from() >= until) {
        break;
      }
      if (!segment.rests() || segment.blocked()) {
        held += Math.max(0, Math.min(until, segment.until()) - Math.max(from, segment.from()));
      }
    }
    return held;
  }
}
