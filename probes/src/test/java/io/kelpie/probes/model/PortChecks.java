package io.kelpie.probes.model;

import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.Waits.Blocker;

/** What flows share: the ports, and the atomics units of their receivers. */
final class PortChecks {
  private PortChecks() {}

  /**
   * A port sends one burst at a time, none faster than its line, and each as soon as its queue
   * waits for it or the burst or acknowledgement before is gone.
   */
  static void checkPorts(Simulation simulation, EventTrace trace, Waits waits) {
    FabricParameters.Link link = simulation.parameters().link();
    trace
        .ports()
        .forEach((port, events) -> {
          long rate = (port & 1) == 0 ? link.bytesPerSecond() : link.loopbackBytesPerSecond();
          long free = Long.MIN_VALUE;
          for (EventTrace.PortEvent event : events) {
            EventTrace.Burst burst = event.burst();
            if (burst == null) {
              free = Math.max(free, event.now()) + event.nanos();
              continue;
            }
            between(burst.from(), free, Long.MAX_VALUE);
            same(burst.from() == burst.offered() || burst.from() == free, true);
            waits.met(burst.from() == burst.offered() ? Blocker.NOTHING : Blocker.PORT);
            double wire = (burst.bytes() + link.headerBytes()) * 1e9 / rate;
            between(burst.until() - burst.from(), (long) wire, Long.MAX_VALUE);
            between(
                burst.come() - burst.from(), simulation.oneWay((port & 1) == 1), Long.MAX_VALUE);
            free = burst.until();
          }
        });
  }

  /** One atomic at a time of one sender at each peer. */
  static void checkAtomicsUnits(Simulation simulation, EventTrace trace, Waits waits) {
    for (SenderGroup group : simulation.groups()) {
      TilePlan plan = group.plan();
      EventTrace.Flow flow = trace.flow(group.number());
      long[] unit = new long[plan.peers];
      long[] answered = new long[plan.queuePairs];
      for (int request : flow.executionOrder) {
        int queue = group.queues().queuePair(request);
        int peer = plan.peerOfQueuePair(queue);
        long executed = flow.executed[request];
        long from = flow.executedFrom[request];
        if (group.isAtomic(request)) {
          long begins = Math.max(from, Math.max(unit[peer], answered[queue]));
          waits.met(begins == from ? Blocker.NOTHING : Blocker.ATOMICS_UNIT);
          between(
              executed - begins,
              (long) (0.8 * group.atomicNanos()),
              (long) (1.25 * group.atomicNanos()));
          unit[peer] = executed;
        } else {
          same(executed, from);
        }
        answered[queue] = Math.max(answered[queue], executed);
      }
    }
  }
}
