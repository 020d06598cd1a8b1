package io.kelpie.probes.model;

import static io.kelpie.probes.model.Waits.between;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.EventTrace.Burst;
import io.kelpie.probes.model.EventTrace.Event;
import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.Memory;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every burst from its port into the receiver's memory, served again by a second model of the
 * stages on its way: each takes one burst at a time, in the order in which they left, and a burst
 * waits for what the stages say that was before it, and for nothing else.
 */
final class NetworkChecks {
  private final Simulation simulation;
  private final EventTrace trace;
  private final Workload workload;
  private final FabricParameters fabric;
  private final Waits waits;
  private final long readRate;
  private final long writeRate;
  private final long socketRate;
  private final Map<Integer, Host> hosts = new HashMap<>();
  private final Map<Integer, Stage> links = new HashMap<>();
  private final ArrayDeque<Event.Marked> marks = new ArrayDeque<>();
  private final Map<List<Integer>, Long> told = new HashMap<>();
  private final Set<List<Object>> notifications = new HashSet<>();
  private final List<Caches> caches = new ArrayList<>();

  /** It works for one at a time, first come, first served. */
  private static final class Stage {
    private long free = Long.MIN_VALUE;

    long serve(long from, long nanos) {
      if (nanos == 0) {
        return from;
      }
      free = Math.max(free, from) + nanos;
      return free;
    }

    long backlog(long at) {
      return Math.max(0, free == Long.MIN_VALUE ? 0 : free - at);
    }
  }

  private static final class Host {
    private final Stage engine = new Stage();
    private final Stage reads = new Stage();
    private final Stage socket = new Stage();
    private final Stage lastWire = new Stage();
    private final Stage receives = new Stage();
    private final Stage writes = new Stage();
    private long insidePlaced;
    private long pausedUntil;
    private List<Integer> lastQueue = List.of();
    private boolean lastLarge;
  }

  /** What a sender's NIC looks up, and how often it lacks it. */
  private final class Caches {
    private final SenderGroup group;
    private final double untranslated;
    private final double contextless;
    private final Map<Integer, Integer> trains = new HashMap<>();
    private final Map<Integer, Integer> runs = new HashMap<>();
    private double untranslatedDue;
    private double contextlessDue;

    Caches(SenderGroup group) {
      this.group = group;
      untranslated = missed(fabric.nic().translations(), workload.get(REGIONS));
      contextless = missed(fabric.caches().queuePairContexts(), group.plan().usedQueuePairs());
      findRuns();
    }

    /** One post call hands a run of work requests to one queue pair, all at one moment. */
    private void findRuns() {
      EventTrace.Flow flow = trace.flow(group.number());
      Event.@Nullable Posted first = null;
      Event.@Nullable Posted before = null;
      for (Event event : flow.events) {
        if (event instanceof Event.Posted posted) {
          if (first == null
              || before == null
              || posted.queue() != before.queue()
              || flow.posted[posted.request()] != flow.posted[before.request()]) {
            first = posted;
          }
          runs.merge(first.request(), 1, Integer::sum);
          before = posted;
        }
      }
    }

    void posted(Event.Posted posted) {
      Integer run = runs.get(posted.request());
      if (run != null) {
        trains.put(posted.queue(), run);
      }
    }

    private static double missed(long entries, long active) {
      return active <= entries ? 0 : 1 - (double) entries / active;
    }

    long translationNanos() {
      untranslatedDue += untranslated;
      boolean misses = untranslatedDue >= 1;
      untranslatedDue -= misses ? 1 : 0;
      return misses ? fabric.nic().translationNanos() : 0;
    }

    long contextNanos() {
      contextlessDue += contextless;
      boolean misses = contextlessDue >= 1;
      contextlessDue -= misses ? 1 : 0;
      return misses ? fabric.caches().contextNanos() : 0;
    }
  }

  NetworkChecks(Simulation simulation, EventTrace trace, Workload workload, Waits waits) {
    this.simulation = simulation;
    this.trace = trace;
    this.workload = workload;
    this.waits = waits;
    fabric = simulation.parameters();
    FabricParameters.Pcie pcie = fabric.pcie();
    boolean gpu = workload.get(MEMORY) == Memory.GPU && pcie.gpuBytesPerSecond() > 0;
    readRate = gpu ? pcie.gpuBytesPerSecond() : pcie.readBytesPerSecond();
    writeRate = gpu ? pcie.gpuBytesPerSecond() : pcie.writeBytesPerSecond();
    socketRate = workload.get(NUMA) == Numa.REMOTE ? pcie.crossSocketBytesPerSecond() : 0;
    simulation.groups().forEach(group -> caches.add(new Caches(group)));
  }

  void check() {
    for (EventTrace.Told each : trace.log()) {
      switch (each.event()) {
        case Event.Posted posted -> caches.get(each.flow()).posted(posted);
        case Event.Marked marked -> marks.add(marked);
        case Event.Notified notified -> notified(each.flow(), notified);
        case Event.Sent sent -> check(sent.burst());
        default -> {}
      }
    }
    same(workload.get(LOSS) > 0 || notifications.isEmpty(), true);
  }

  /**
   * A switch marks none of a burst's packets up to Kmin and all above Kmax; the first that is
   * marked is told of, but not sooner than so long after the one before of that flow.
   */
  private void checkMarks(Burst burst, long nanos) {
    boolean paced = workload.get(ECN) == Switch.ON && (burst.port() & 1) == 0;
    long waiting = nanos * fabric.link().bytesPerSecond() / 1_000_000_000L;
    long come = burst.from() + simulation.oneWay(false) + nanos;
    if (marks.isEmpty() || marks.element().come() != come) {
      same(paced && waiting > Dcqcn.PUBLISHED.markAllBytes(), false);
      return;
    }
    Event.Marked marked = marks.remove();
    same(paced && waiting > Dcqcn.PUBLISHED.markFromBytes(), true);
    int packets = (int) Math.max(1, Math.ceilDiv(burst.bytes(), workload.get(PATH_MTU)));
    between(marked.packets(), waiting > Dcqcn.PUBLISHED.markAllBytes() ? packets : 1, packets);
    List<Integer> flow = List.of(burst.flow(), burst.queue(), burst.answer() ? 1 : 0);
    Long last = told.get(flow);
    boolean tells = last == null || come - last >= Dcqcn.PUBLISHED.notificationNanos();
    waits.met(tells ? Blocker.NOTHING : Blocker.NOTIFICATION);
    if (!tells) {
      same(marked.told(), 0);
      return;
    }
    told.put(flow, come);
    long ack = nanos(fabric.link().ackBytes(), fabric.link().bytesPerSecond());
    same(marked.told(), come + ack + simulation.oneWay(false));
    notifications.add(List.of(flow, marked.told()));
  }

  private void notified(int flow, Event.Notified notified) {
    List<Integer> which = List.of(flow, notified.queue(), notified.answer() ? 1 : 0);
    same(notifications.remove(List.of(which, notified.at())), true);
  }

  private Host host(int number) {
    return hosts.computeIfAbsent(number, _ -> new Host());
  }

  private static long nanos(long bytes, long rate) {
    return rate == 0 ? 0 : Math.ceilDiv(bytes * 1_000_000_000L, rate);
  }

  private void check(Burst burst) {
    boolean inside = (burst.port() & 1) == 1;
    Host from = host(burst.port() >>> 1);
    Host to = host(burst.to());
    boolean starts = burst.offset() == 0;
    long packets = Math.max(1, Math.ceilDiv(burst.bytes(), workload.get(PATH_MTU)));
    FabricParameters.Link link = fabric.link();
    long wire =
        nanos(
            burst.bytes() + packets * link.headerBytes(),
            inside ? link.loopbackBytesPerSecond() : link.bytesPerSecond());
    long engine = starts && !burst.answer() ? engineNanos(burst, from) : 0;
    if (starts && !burst.answer()) {
      holdWrites(burst, from);
    }
    Impact impact = simulation.impact();
    long now = burst.from();
    long across = nanos(burst.bytes(), socketRate);
    long[] left = {
      now + wire,
      from.engine.serve(now, engine + impact.nanos(QuirkStage.TRANSMIT, wire, starts)),
      from.reads.serve(now, nanos(burst.bytes(), readRate)),
      now + across
    };
    long done = last(left, Blocker.NOTHING, Blocker.ENGINE, Blocker.PCIE_READS, Blocker.SOCKET);
    from.socket.serve(now, across);
    long way = simulation.oneWay(inside);
    long start = now + way;
    long end = done + way;
    Stage path = path(burst, inside);
    if (path != null) {
      checkMarks(burst, path.backlog(start));
      long through = Math.max(end, path.serve(start, wire));
      waits.met(through > end ? Blocker.LINK : Blocker.NOTHING);
      start += through - end;
      end = through;
    }
    checkMarks(burst, to.lastWire.backlog(start));
    same(marks.isEmpty(), true);
    receive(burst, to, inside, start, end, wire, packets);
    long until = Math.max(done, to.pausedUntil - way);
    waits.met(until > done ? Blocker.PAUSE : Blocker.NOTHING);
    same(burst.until(), until);
  }

  private void receive(
      Burst burst, Host to, boolean inside, long start, long end, long wire, long packets) {
    Impact impact = simulation.impact();
    boolean starts = burst.offset() == 0;
    long receives =
        packets * fabric.buffer().packetNanos()
            + receiveNanos(burst)
            + impact.nanos(QuirkStage.RECEIVE, wire, starts);
    long come = Math.max(end, to.lastWire.serve(start, inside ? 0 : wire));
    long taken = Math.max(come, to.receives.serve(start, receives));
    long place = nanos(burst.bytes(), writeRate) + impact.nanos(QuirkStage.PLACE, wire, starts);
    long placed = to.writes.serve(start, place);
    if (inside) {
      // what waits in the switch is behind it
      long behind =
          writeRate == 0
              ? 0
              : (long)
                  ((double) to.lastWire.backlog(start)
                      * fabric.link().bytesPerSecond()
                      / writeRate);
      to.insidePlaced = Math.max(Math.max(start, to.insidePlaced) + place, placed - behind);
      placed = to.insidePlaced;
    }
    long[] moments = {
      end, come, taken, placed, to.socket.serve(start, nanos(burst.bytes(), socketRate))
    };
    long ready =
        last(
            moments,
            Blocker.NOTHING,
            Blocker.SWITCH,
            Blocker.RECEIVING_SIDE,
            Blocker.PCIE_WRITES,
            Blocker.SOCKET);
    same(burst.come(), ready);
    long half = nanos(fabric.buffer().bytes() / 2, fabric.link().bytesPerSecond());
    if (fabric.buffer().bytes() > 0 && ready - come > half) {
      to.pausedUntil = Math.max(to.pausedUntil, ready - half);
    }
  }

  private long last(long[] moments, Blocker... blockers) {
    int last = 0;
    for (int each = 1; each < moments.length; each++) {
      last = moments[each] > moments[last] ? each : last;
    }
    waits.met(blockers[last]);
    return moments[last];
  }

  private long engineNanos(Burst burst, Host from) {
    Caches own = caches.get(burst.flow());
    FabricParameters.Nic nic = fabric.nic();
    long nanos = nic.requestNanos();
    if (burst.request() < own.group.plan().tiles) {
      nanos += (workload.get(SGES) - 1) * nic.segmentNanos() + own.translationNanos();
    }
    List<Integer> queue = List.of(burst.flow(), burst.queue());
    if (!queue.equals(from.lastQueue)) {
      nanos += own.contextNanos();
    }
    from.lastQueue = queue;
    return nanos;
  }

  /** Ordered writes wait where a gather drops from a large message to a small one. */
  private void holdWrites(Burst burst, Host from) {
    long each = fabric.pcie().orderedNanos();
    if (each == 0 || workload.get(SGES) <= 2 || workload.get(RELAXED_ORDERING) == Switch.ON) {
      return;
    }
    long bytes = caches.get(burst.flow()).group.queues().bytes(burst.request());
    if (from.lastLarge && bytes <= 1024) {
      from.writes.serve(burst.from(), (workload.get(SGES) - 2) * each);
    }
    from.lastLarge = bytes >= 65_536;
  }

  private long receiveNanos(Burst burst) {
    FabricParameters.Caches kept = fabric.caches();
    Caches own = caches.get(burst.flow());
    boolean fetches =
        burst.offset() == 0
            && !burst.answer()
            && own.group.consumesReceive(burst.request())
            && workload.get(RECEIVES_POSTED) > kept.receiveEntries()
            && own.trains.getOrDefault(burst.queue(), 0) > kept.receiveTrain();
    return fetches ? kept.receiveNanos() : 0;
  }

  /** A queue pair keeps one of the links; those of one label between two hosts share it. */
  private @Nullable Stage path(Burst burst, boolean inside) {
    int from = burst.port() >>> 1;
    if (workload.get(PATHS) == 0 || inside || (from - burst.to()) % 2 == 0) {
      return null;
    }
    long label = workload.get(FLOW_LABEL);
    long hashed = label == 0 ? ((long) burst.flow() << 32) + burst.queue() : -label;
    int link = new Paths(workload.integer(PATHS)).of(from, burst.to(), hashed);
    return links.computeIfAbsent(link, _ -> new Stage());
  }
}
