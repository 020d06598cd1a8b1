package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTrace.UNSET;
import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The stage clock against what the resources record of themselves: over random workloads on random
 * hosts every stamp is the moment that some resource tells of, and every wait is one for what that
 * resource says was in the way: another request of the ring, work of the thread, an
 * acknowledgement, a port's burst before, an atomics unit, a completion's moderation.
 */
class EventTraceTest {
  private static final int DRAWS = 3000;
  private static final double NOISE = 0.03;
  private static final Jitter NOISY = new Jitter(NOISE);
  private static final Jitter QUIET = new Jitter(0);
  private static final List<FabricParameters> HOSTS =
      Stream.of("clean", "perlmutter", "cx6-200g-f", "h100-cx7")
          .map(name -> Profile.named(name).parameters())
          .flatMap(host -> Stream.of(host.withNoise(0), host.withNoise(NOISE)))
          .toList();
  private static final Along ALONG = new Along(GpuNode.of(Profile.CLEAN));
  private static final int[] CHECKED = new int[Blocker.values().length];

  /** What a wait ends with; the test counts how often it met each. */
  private enum Blocker {
    NOTHING,
    ASKING,
    PLACE,
    PUBLICATION,
    THREAD,
    FULL_OR_DRAIN,
    QUEUE_ORDER,
    SPACING,
    FENCE,
    WINDOW,
    ENDPOINT,
    PORT,
    ATOMICS_UNIT,
    SOFTWARE,
    COALESCING,
    MODERATION
  }

  /** In the order in which a send queue's check lists them. */
  private static final Blocker[] GATES = {
    Blocker.NOTHING,
    Blocker.QUEUE_ORDER,
    Blocker.SPACING,
    Blocker.FENCE,
    Blocker.WINDOW,
    Blocker.ENDPOINT
  };

  // Millions of checks: cheaper than a fluent one each.

  private static void same(long actual, long expected) {
    if (actual != expected) {
      throw new AssertionError(actual + ", not " + expected);
    }
  }

  private static void same(boolean actual, boolean expected) {
    if (actual != expected) {
      throw new AssertionError(actual + ", not " + expected);
    }
  }

  private static void between(long actual, long low, long high) {
    if (actual < low || actual > high) {
      throw new AssertionError(actual + ", not between " + low + " and " + high);
    }
  }

  private static void met(Blocker blocker) {
    CHECKED[blocker.ordinal()]++;
  }

  /** A check that no draw needs is none. */
  @AfterAll
  static void everyBlockerWasMet() {
    for (Blocker blocker : Blocker.values()) {
      assertThat(CHECKED[blocker.ordinal()]).as(blocker.toString()).isGreaterThan(20);
    }
  }

  private static Space space() {
    return Space.within(ModelProbe.LIMITS)
        .pin("tiles", new Values.Range(2, 48))
        .pin("senders", new Values.Range(1, 3))
        .pin("proxies", new Values.Range(1, 4))
        .pin("ready_interval", new Values.Range(0, 4000))
        .pin("granularity", new Values.Range(1, 4))
        .pin("receive_buffer", Values.Members.of("full", "ring"))
        .pin("receive_slots", new Values.Range(1, 16))
        .pin("send_depth", new Values.Range(1, 1024))
        .pin("outstanding_reads", new Values.Range(1, 16))
        .pin("rnr_retries", new Values.Range(7, 7))
        .pin("numa", Values.Members.of("local", "remote"));
  }

  private static FabricParameters host(UniformRandomProvider random) {
    FabricParameters host = HOSTS.get(random.nextInt(HOSTS.size()));
    if (random.nextBoolean()) {
      FabricParameters.Ring ring = host.ring();
      host =
          new FabricParameters(
              new FabricParameters.Ring(
                  8 + random.nextInt(16),
                  ring.requestNanos(),
                  ring.visibleNanos(),
                  ring.leaderNanos()),
              host.proxy(),
              host.nic(),
              host.link(),
              host.receiver(),
              host.setup(),
              host.caches(),
              host.pcie(),
              host.buffer(),
              host.noise());
    }
    if (random.nextBoolean()) {
      FabricParameters.Nic nic = host.nic();
      host =
          host.withNic(
              new FabricParameters.Nic(
                  nic.doorbellNanos(),
                  nic.fetchNanos(),
                  nic.requestNanos(),
                  nic.segmentNanos(),
                  nic.queuePairNanos() + random.nextInt(800),
                  nic.completionNanos(),
                  nic.translations(),
                  nic.translationNanos(),
                  nic.unacknowledgedPackets(),
                  random.nextBoolean(),
                  nic.fenceGatesEndpoint()));
    }
    if (random.nextBoolean()) {
      host =
          host.with(
              new RingPublication(
                  1 + random.nextInt(8), random.nextInt(5000), 1 + random.nextInt(8)));
    }
    if (random.nextBoolean()) {
      int every = 2000 + random.nextInt(50_000);
      host = host.with(new ProxyCore(every, random.nextInt(every / 2), 20, 60, 10));
    }
    if (random.nextBoolean()) {
      host =
          host.with(
              new AckCoalescing(
                  1 + random.nextInt(12), random.nextInt(20_000), 1 + random.nextInt(10)));
    }
    if (random.nextBoolean()) {
      host = host.with(new CompletionModeration(1 + random.nextInt(8), random.nextInt(20_000)));
    }
    return host;
  }

  @Test
  void everyStampAndEveryWaitIsOneThatAResourceRecorded() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(17);
    Space space = space();
    for (int draw = 0; draw < DRAWS; draw++) {
      Workload workload = space.draw(random);
      FabricParameters fabric = ALONG.parameters(host(random), workload);
      Simulation simulation =
          new Simulation(fabric, Impact.NONE, fabric.noise() == 0 ? QUIET : NOISY, workload, draw);
      EventTrace trace = new EventTrace(simulation);
      simulation.tell(trace);
      simulation.pass(Long.MAX_VALUE, true);
      try {
        assertThat(simulation.failure()).isNull();
        checkPorts(simulation, trace);
        for (SenderGroup group : simulation.groups()) {
          new Pass(group, trace.flow(group.number()), workload, fabric).check();
        }
        checkAtomicsUnits(simulation, trace);
      } catch (AssertionError e) {
        throw new AssertionError("draw " + draw + ", " + workload + " on " + fabric, e);
      }
    }
  }

  /**
   * A port sends one burst at a time, none faster than its line, and each as soon as its queue
   * waits for it or the burst or acknowledgement before is gone.
   */
  private static void checkPorts(Simulation simulation, EventTrace trace) {
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
            met(burst.from() == burst.offered() ? Blocker.NOTHING : Blocker.PORT);
            double wire = (burst.bytes() + link.headerBytes()) * 1e9 / rate;
            between(burst.until() - burst.from(), (long) wire, Long.MAX_VALUE);
            between(
                burst.come() - burst.from(), simulation.oneWay((port & 1) == 1), Long.MAX_VALUE);
            free = burst.until();
          }
        });
  }

  /** One atomic at a time of one sender at each peer. */
  private static void checkAtomicsUnits(Simulation simulation, EventTrace trace) {
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
          met(begins == from ? Blocker.NOTHING : Blocker.ATOMICS_UNIT);
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

  /** One flow of a pass. */
  private static final class Pass {
    private final SenderGroup group;
    private final EventTrace.Flow flow;
    private final Workload workload;
    private final FabricParameters fabric;
    private final TilePlan plan;
    private final StageClock clock;
    private final boolean quiet;
    private final boolean shared;

    Pass(SenderGroup group, EventTrace.Flow flow, Workload workload, FabricParameters fabric) {
      this.group = group;
      this.flow = flow;
      this.workload = workload;
      this.fabric = fabric;
      plan = group.plan();
      clock = group.clock();
      quiet = fabric.noise() == 0;
      shared = fabric.core().isShared();
    }

    void check() {
      checkConservation();
      checkThreads();
      for (int thread = 0; thread < plan.threads; thread++) {
        checkRing(plan.tilesOf(thread));
      }
      for (int tile = 0; tile < plan.tiles; tile++) {
        checkSoftware(tile);
      }
      for (List<Integer> posted : flow.postedOf) {
        checkQueue(posted);
      }
      checkReceiver();
      checkCompletions();
      checkMakespan();
    }

    /** Everything arrives once, in whole. */
    private void checkConservation() {
      boolean lossless = workload.get(QP_TYPE) == QpType.RC;
      for (int tile = 0; tile < plan.tiles; tile++) {
        between(flow.verifications[tile], lossless ? 1 : 0, 1);
        between(flow.executions[tile], 0, 1);
        boolean answers = group.isRead(tile);
        long sent =
            flow.bursts.get(tile).stream()
                .filter(burst -> burst.answer() == answers)
                .mapToLong(EventTrace.Burst::bytes)
                .sum();
        long least = lossless ? plan.bytes[tile] : 0;
        between(sent, least, flow.refused ? Long.MAX_VALUE : plan.bytes[tile]);
      }
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
            Set<Long> ends = segment.blocked() ? writes : wakes;
            same(ends.contains(now), true);
            met(segment.blocked() ? Blocker.FULL_OR_DRAIN : Blocker.NOTHING);
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

    /** Time in which a thread worked or was blocked, between two moments; not what it idled. */
    private long held(int thread, long from, long until) {
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

    /** From ready to taken: who asks, for what place, when it is told, and what the thread did. */
    private void checkRing(int[] tiles) {
      for (int place = 0; place < tiles.length; place++) {
        int tile = tiles[place];
        if (flow.asked[tile] == UNSET) {
          same(clock.has(Stamp.REQUESTED, tile), false);
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
        met(flow.free[tile] > flow.possible[tile] ? Blocker.ASKING : Blocker.NOTHING);
        checkPlace(tiles, place);
        long told = flow.visible[tile] - fabric.ring().visibleNanos() - flow.asked[tile];
        between(told, 0L, (long) fabric.publication().waitNanos());
        if (fabric.publication().requests() == 1) {
          same(told, 0);
        }
        met(told > 0 ? Blocker.PUBLICATION : Blocker.NOTHING);
        int thread = plan.thread(plan.queuePair(tile));
        same(clock.at(Stamp.TAKEN, tile), flow.taken[tile]);
        long waits = flow.taken[tile] - Math.max(flow.visible[tile], 0);
        long away = shared ? fabric.core().awayNanos() : 0;
        between(waits - held(thread, flow.visible[tile], flow.taken[tile]), 0L, away);
        met(waits > 0 ? Blocker.THREAD : Blocker.NOTHING);
      }
    }

    /**
     * A request may be written when its call's tiles are ready, in ring and receiver is a place.
     */
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
        possible = Math.max(possible, flow.verified[(int) (tile - stride)] + group.oneWay());
      }
      same(flow.possible[tile], possible);
      met(possible > group.askedAfter(tile) ? Blocker.PLACE : Blocker.NOTHING);
    }

    /** From taken to posted the thread works or is blocked; a drain ends when all is complete. */
    private void checkSoftware(int tile) {
      int thread = plan.thread(plan.queuePair(tile));
      same(clock.at(Stamp.POSTED, tile), flow.posted[tile]);
      if (flow.posted[tile] == UNSET) {
        return;
      }
      same(held(thread, flow.taken[tile], flow.posted[tile]), flow.posted[tile] - flow.taken[tile]);
      if (!plan.signalled) {
        same(clock.has(Stamp.SIGNAL_POSTED, tile), false);
        return;
      }
      long signal = flow.posted[plan.tiles + tile];
      same(clock.at(Stamp.SIGNAL_POSTED, tile), signal);
      between(signal, flow.posted[tile], Long.MAX_VALUE);
      if (plan.endsGroup(tile) && workload.get(SIGNALS_PER_FENCE) == 1) {
        same(held(thread, flow.posted[tile], signal), signal - flow.posted[tile]);
      }
      if (workload.get(ORDERING) == Ordering.DRAIN) {
        int unit = plan.group(tile);
        for (int place = plan.groupStart(unit); place < plan.groupEnd(unit); place++) {
          between(signal, clock.at(Stamp.COMPLETED, plan.member(place)), Long.MAX_VALUE);
        }
      }
    }

    /**
     * In a send queue a work request waits for the NIC's having it, for the one before, for fence
     * and window, and for the port: it offers itself the moment that the last of these lets it.
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
        met(GATES[last]);
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

    /** Data and signals are seen in the order of their queue, by one thread at each peer. */
    private void checkReceiver() {
      long[] answered = new long[plan.queuePairs];
      long[] placed = new long[plan.queuePairs];
      long[] software = new long[plan.peers];
      for (int request : flow.executionOrder) {
        int queue = group.queues().queuePair(request);
        int peer = plan.peerOfQueuePair(queue);
        List<EventTrace.Burst> bursts = flow.bursts.get(request);
        same(flow.executedFrom[request], bursts.getLast().come());
        answered[queue] = Math.max(answered[queue], flow.executed[request]);
        placed[queue] = Math.max(placed[queue], answered[queue] + fabric.receiver().placeNanos());
        checkAnswer(request, answered[queue]);
        long seen = placed[queue] + fabric.receiver().seenNanos();
        int tile = request % plan.tiles;
        boolean signals = request >= plan.tiles || group.carriesImmediate();
        if (group.consumesReceive(request)) {
          long begins = Math.max(software[peer], placed[queue]);
          met(begins > placed[queue] ? Blocker.SOFTWARE : Blocker.NOTHING);
          seen = begins + fabric.receiver().messageNanos();
          if (!quiet && signals) {
            between(
                flow.seen[tile] - begins,
                (long) (0.8 * (seen - begins)),
                (long) (1.25 * (seen - begins)));
            seen = flow.seen[tile];
          } else if (!quiet) {
            return;
          }
          software[peer] = seen;
        }
        if (request < plan.tiles) {
          same(flow.placed[request], placed[queue]);
        }
        if (signals) {
          same(flow.seen[tile], seen);
        }
      }
    }

    /** An acknowledgement goes as soon as a request is executed, or as long later as it may. */
    private void checkAnswer(int request, long executed) {
      if (workload.get(QP_TYPE) != QpType.RC) {
        return;
      }
      long ack = flow.answered[request] - group.oneWay() - ackNanos();
      if (!fabric.acknowledgement().waits() || group.isAtomic(request)) {
        same(ack, executed);
      } else {
        long most = fabric.acknowledgement().waitNanos();
        boolean atomics =
            workload.get(SIGNAL) == Signal.FETCH_ADD || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
        between(ack - executed, 0L, atomics ? Long.MAX_VALUE : most);
        met(ack > executed ? Blocker.COALESCING : Blocker.NOTHING);
      }
    }

    private long ackNanos() {
      FabricParameters.Link link = fabric.link();
      long rate = group.loopback() ? link.loopbackBytesPerSecond() : link.bytesPerSecond();
      return new Port(rate, link.ackBytes()).nanos(link.ackBytes());
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
                reliable ? flow.answered[request] : flow.bursts.get(request).getLast().until();
            same(flow.completed[request] - known, fabric.nic().completionNanos());
            long held = flow.written[request] - flow.completed[request];
            between(
                held,
                0L,
                fabric.moderation().waits() ? (long) fabric.moderation().waitNanos() : 0L);
            met(held > 0 ? Blocker.MODERATION : Blocker.NOTHING);
          }
          if (flow.polled[request] != UNSET) {
            long waits = flow.polled[request] - flow.written[request];
            long away = shared ? fabric.core().awayNanos() : 0;
            between(waits - held(thread, flow.written[request], flow.polled[request]), 0L, away);
            retiring = flow.polled[request];
          }
          if (request < plan.tiles) {
            same(clock.has(Stamp.COMPLETED, request), retiring != UNSET);
            same(clock.at(Stamp.COMPLETED, request), retiring);
          }
        }
      }
    }

    /** The last tile that its receiver has checked ends the pass. */
    private void checkMakespan() {
      long last = 0;
      boolean whole = true;
      for (int tile = 0; tile < plan.tiles; tile++) {
        whole &= flow.verified[tile] != UNSET;
        if (flow.verified[tile] == UNSET) {
          same(clock.has(Stamp.VERIFIED, tile), false);
          continue;
        }
        if (plan.signalled || group.carriesImmediate()) {
          same(
              flow.verified[tile],
              Math.max(flow.seen[tile], flow.placed[tile]) + flow.verifying[tile]);
        } else {
          same(flow.seen[tile], clock.at(Stamp.COMPLETED, tile));
          same(flow.verified[tile], flow.seen[tile] + flow.verifying[tile]);
        }
        same(clock.at(Stamp.SIGNAL_SEEN, tile), flow.seen[tile]);
        same(clock.at(Stamp.VERIFIED, tile), flow.verified[tile]);
        last = Math.max(last, flow.verified[tile]);
      }
      if (whole) {
        same(clock.finishPass(), last - group.readyAfter(0));
      }
    }
  }
}
