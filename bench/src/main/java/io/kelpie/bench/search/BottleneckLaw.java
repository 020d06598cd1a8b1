package io.kelpie.bench.search;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.AckCoalescing;
import io.kelpie.probes.model.CompletionModeration;
import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.ProxyCore;
import io.kelpie.probes.model.RingPublication;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Flusher;
import io.kelpie.workload.Catalogue.Memory;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a pass takes by operational analysis (Denning and Buzen, "The Operational Analysis of
 * Queueing Network Models", 1978): no less than the demand of its busiest server, or than what one
 * customer at a time needs for all its cycles, and one empty way through the network more. It knows
 * a workload and the costs of a fabric, and nothing of the model's events.
 *
 * @param parameters of a fabric whose caches, PCIe and buffer are not in the way
 */
record BottleneckLaw(FabricParameters parameters) {
  static final double SIGNAL_BYTES = 8;

  /** A pass of which its ends are more than this share is too short for the law. */
  private static final double SHORT = 0.15;

  /**
   * Nanoseconds that a tile of a pass takes; empty where no closed form is known: more than one
   * sender, direction or proxy thread, what is told of together, a receiver's ring, loss, marks,
   * shared links, skew, copies, a route without proxy, a leader's flush, a drain that visits peers
   * or a fence of the endpoint, and what depends on which queue pairs wait while others go on.
   */
  OptionalDouble tileNanos(Workload workload) {
    if (!isCovered(workload)) {
      return OptionalDouble.empty();
    }
    double busiest =
        List.of(
                ring(workload),
                compute(workload),
                proxy(workload),
                drain(workload),
                wire(workload),
                busiestQueue(workload),
                new Refusals(this, workload).nanos(),
                receiver(workload),
                atomics(workload))
            .stream()
            .mapToDouble(Double::doubleValue)
            .max()
            .orElseThrow();
    double last = isGrouped(workload) ? lastGroup(workload) : 0;
    double pass = busiest + last + start(workload);
    double ends = start(workload) + wireNanos(workload, largestBytes(workload));
    return ends > SHORT * pass
        ? OptionalDouble.empty()
        : OptionalDouble.of(pass / workload.get(TILES));
  }

  private boolean isCovered(Workload workload) {
    return workload.get(DIRECTION) != Direction.LOOPBACK_BESIDE_RECEIVE
        && workload.get(SENDERS) == 1
        && workload.get(ROUTE) == Route.PROXY
        && workload.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL
        && workload.get(RECEIVE_HOOK) == Switch.OFF
        && workload.get(MICRO_BATCHES) == 1
        && workload.get(PREAMBLE_KERNELS) == 0
        && workload.get(GRANULARITY) == 1
        && workload.get(FORWARDS) == 0
        && workload.get(SKEW) == 0
        && workload.get(LOSS) == 0
        && workload.get(ECN) == Switch.OFF
        && workload.get(PATHS) == 0
        && workload.get(NUMA) == Numa.LOCAL
        && workload.get(MEMORY) == Memory.HOST
        && workload.get(RECEIVE_TIME) == 0
        && workload.get(PROXIES) == 1
        && isToldAtOnce()
        && !(workload.get(SIGNALS_PER_FENCE) > 1 && workload.get(FLUSHER) == Flusher.LEADER)
        && isDrainCovered(workload)
        && isQueueCovered(workload)
        && new Refusals(this, workload).isCovered()
        && parameters.proxy().drainVisitNanos() == 0
        && !parameters.nic().fenceGatesEndpoint()
        && !parameters.nic().fenceWaitsForWrites();
  }

  /**
   * Whether no request, acknowledgement or completion waits for others, and no proxy for its CPU.
   */
  private boolean isToldAtOnce() {
    return parameters.publication().equals(RingPublication.PASS_THROUGH)
        && parameters.core().equals(ProxyCore.PASS_THROUGH)
        && parameters.acknowledgement().equals(AckCoalescing.PASS_THROUGH)
        && parameters.moderation().equals(CompletionModeration.PASS_THROUGH);
  }

  /** All thread blocks ask through one counter: {@code ring.requestNanos} a tile. */
  private double ring(Workload workload) {
    return workload.get(TILES) * (double) parameters.ring().requestNanos();
  }

  /** Tiles come no faster than compute makes them ready. */
  private static double compute(Workload workload) {
    return workload.get(READY_INTERVAL) * (workload.get(TILES) - 1.0);
  }

  /**
   * One thread: every work request is built, posted (one call for each run to one queue pair), and
   * its completion polled.
   */
  double proxy(Workload workload) {
    double tiles = workload.get(TILES);
    return tiles * built(workload)
        + signals(workload) * parameters.proxy().requestNanos()
        + (tiles + signals(workload)) / run(workload) * parameters.proxy().postNanos()
        + tiles / workload.get(CQ_MODERATION) * parameters.proxy().completionNanos();
  }

  /**
   * A drain lets one customer through at a time: a group's tiles are built and sent, one cycle
   * passes from the doorbell to the last one's completion, then its signals are built. Where each
   * unit of the scope has one group alone, the groups end one after the other with the last tiles:
   * each of these has a cycle to itself, while the tiles before them shared the wire.
   */
  private double drain(Workload workload) {
    if (workload.get(ORDERING) != Ordering.DRAIN || signals(workload) == 0) {
      return 0;
    }
    FabricParameters.Proxy costs = parameters.proxy();
    double tiles = workload.get(TILES);
    double groups = groups(workload);
    double each = tiles / groups;
    double wire = wireNanos(workload, meanBytes(workload));
    double calls = Math.max(1, each / run(workload)) * costs.postNanos();
    double signals = each * costs.requestNanos() + calls;
    double post = built(workload) * each + calls;
    double first = Math.min(workload.get(POST_LIST), each) * built(workload);
    double cycle = drainCycle(workload) + costs.completionNanos() + signals;
    return isSerial(workload)
        ? groups * (first + Math.max(post - first, (each - 1) * wire) + cycle)
        : Math.max(groups * post, tiles * wire) + groups * cycle;
  }

  /** Whether a drain covers all that is under way. */
  private static boolean isSerial(Workload workload) {
    return workload.get(SIGNALS_PER_FENCE) == 1 || units(workload) == 1;
  }

  /**
   * Whether what a drain waits for has a closed form: all that is under way, or the end of a pass.
   */
  private boolean isDrainCovered(Workload workload) {
    boolean atTheEnd =
        workload.get(SIGNALS_PER_FENCE) >= Math.ceil(workload.get(TILES) / units(workload))
            && (workload.get(FENCE_SCOPE) != FenceScope.QP || workload.get(QPS_PER_PEER) == 1);
    boolean even =
        largestBytes(workload) <= 1.5 * meanBytes(workload)
            || wireNanos(workload, largestBytes(workload)) < 0.1 * drainCycle(workload);
    return workload.get(ORDERING) != Ordering.DRAIN
        || workload.get(SIGNALS_PER_FENCE) == 1
        || (isSerial(workload) && even)
        || atTheEnd;
  }

  /** Nanoseconds to build a tile's work request. */
  private double built(Workload workload) {
    FabricParameters.Proxy costs = parameters.proxy();
    return costs.requestNanos() + (workload.get(SGES) - 1.0) * costs.segmentNanos();
  }

  static double signals(Workload workload) {
    return isSignalled(workload) ? workload.get(TILES) : 0;
  }

  /** Work requests in a row to one queue pair: with one peer a turn's, else a tile's own. */
  private static double run(Workload workload) {
    boolean together = workload.get(SIGNAL_QP) == SignalQp.TILE && isSignalled(workload);
    boolean one =
        workload.get(PEERS) == 1
            && (workload.get(QPS_PER_PEER) == 1
                || workload.get(TILE_MAPPING) != TileMapping.ROUND_ROBIN);
    double tiles =
        one ? Math.min(workload.get(POST_LIST), workload.get(TILES) / queuePairs(workload)) : 1;
    if (isSignalled(workload) && !together && !isGrouped(workload)) {
      return 1;
    }
    return together ? 2 * tiles : tiles;
  }

  /** A round trip of the last tile of a group: from its doorbell to the completion. */
  private double drainCycle(Workload workload) {
    FabricParameters.Nic nic = parameters.nic();
    double bytes = meanBytes(workload);
    boolean fetched = workload.get(OPCODE) != Opcode.READ && bytes > workload.get(INLINE_THRESHOLD);
    return nic.doorbellNanos()
        + (fetched ? nic.fetchNanos() : 0)
        + nic.requestNanos()
        + wireNanos(workload, bytes)
        + roundTrip(workload)
        + nic.completionNanos();
  }

  /** Fences of a pass: a drain's scope and a queue pair's own, filled by so many signals each. */
  private static double groups(Workload workload) {
    double units = units(workload);
    return units
        * Math.ceil(workload.get(TILES) / units / (double) workload.get(SIGNALS_PER_FENCE));
  }

  /** What a fence's scope divides a sender's tiles into. */
  private static double units(Workload workload) {
    double tiles = workload.get(TILES);
    FenceScope scope =
        workload.get(ORDERING) == Ordering.NIC_FENCE ? FenceScope.QP : workload.get(FENCE_SCOPE);
    return switch (scope) {
      case QP -> Math.min(tiles, queuePairs(workload));
      case PEER -> Math.min(tiles, workload.get(PEERS));
      case ENDPOINT -> 1;
    };
  }

  static double queuePairs(Workload workload) {
    double each = workload.get(TILE_MAPPING) == TileMapping.ONE_QP ? 1 : workload.get(QPS_PER_PEER);
    return workload.get(PEERS) * each;
  }

  /** All bytes and their headers at the line's rate. */
  private double wire(Workload workload) {
    double tiles = workload.get(TILES);
    double signals =
        isSignalled(workload) && workload.get(OPCODE) != Opcode.READ
            ? tiles * wireNanos(workload, SIGNAL_BYTES)
            : 0;
    return tiles * wireNanos(workload, meanBytes(workload)) + signals;
  }

  double wireNanos(Workload workload, double bytes) {
    double packets = Math.max(1, Math.ceil(bytes / workload.get(PATH_MTU)));
    return (bytes + packets * parameters.link().headerBytes())
        / parameters.link().bytesPerSecond()
        * 1e9;
  }

  /** Whether signals are held back and then posted together, behind their tiles. */
  private static boolean isGrouped(Workload workload) {
    return signals(workload) > 0
        && workload.get(SIGNALS_PER_FENCE) > 1
        && (workload.get(ORDERING) == Ordering.DRAIN
            || workload.get(ORDERING) == Ordering.NIC_FENCE);
  }

  /** Signals of a group. */
  private static double group(Workload workload) {
    return signals(workload) / groups(workload);
  }

  /**
   * What the last group's signals take once its proxy has posted them: all come at once to the
   * window of READs and atomics of their queue pairs, and to the receiver's software.
   */
  private double lastGroup(Workload workload) {
    double signals = group(workload);
    double queues = Math.max(1, signalQueuePairs(workload) / units(workload));
    FabricParameters.Receiver costs = parameters.receiver();
    double peers = units(workload) == 1 ? workload.get(PEERS) : 1;
    double software =
        costs.verifyNanos() + (workload.get(SIGNAL) == Signal.SEND ? costs.messageNanos() : 0);
    return Math.max(held(workload, signals / queues), signals / peers * software);
  }

  /**
   * When the last group's signals could go on, if those of the groups before it are what takes
   * longest: the first group's come once its tiles are built, a unit's groups follow each other.
   */
  private double earlierGroups(Workload workload) {
    double each = groups(workload) / units(workload);
    double queues = Math.max(1, signalQueuePairs(workload) / units(workload));
    return proxy(workload) / each + (each - 1) * held(workload, group(workload) / queues);
  }

  /** A window of atomics over a round trip. */
  private double held(Workload workload, double signals) {
    return isAtomic(workload) ? signals / workload.get(OUTSTANDING_READS) * answered(workload) : 0;
  }

  private double answered(Workload workload) {
    double burst = Math.min(meanBytes(workload), parameters.link().burstBytes());
    boolean behind = isAtomic(workload) && workload.get(SIGNAL_QP) != SignalQp.TILE;
    return roundTrip(workload)
        + (isAtomic(workload) ? parameters.receiver().atomicNanos() : 0)
        + (behind && !isGrouped(workload) ? wireNanos(workload, burst) : 0)
        + 2 * parameters.link().ackBytes() / (double) parameters.link().bytesPerSecond() * 1e9;
  }

  private static double signalQueuePairs(Workload workload) {
    return switch (workload.get(SIGNAL_QP)) {
      case TILE -> queuePairs(workload);
      case CONTROL -> workload.get(PEERS);
      case ROUND_ROBIN -> workload.get(PEERS) * (double) workload.get(QPS_PER_PEER);
    };
  }

  /** Whether queue pairs share the work evenly, where one that waits would hold up the others. */
  private static boolean isQueueCovered(Workload workload) {
    boolean waits = workload.get(OPCODE) == Opcode.READ || isAtomic(workload);
    double signalled = signals(workload) > 0 ? 2 : 1;
    boolean full =
        workload.get(SEND_DEPTH)
            < Math.max(
                signalled * workload.get(TILES) / queuePairs(workload),
                signals(workload) / signalQueuePairs(workload));
    boolean clumped = 2 * signalled * workload.get(CQ_MODERATION) > workload.get(SEND_DEPTH);
    boolean even =
        workload.get(QPS_PER_PEER) == 1
            || workload.get(TILE_MAPPING) == TileMapping.ONE_QP
            || (workload.get(TILE_MAPPING) == TileMapping.ROUND_ROBIN
                && workload.get(SIGNAL_QP) != SignalQp.ROUND_ROBIN);
    return (!(waits || full) || even) && !(full && (isGrouped(workload) || clumped));
  }

  /**
   * The busiest queue pair: its engine, its send queue's depth over a round trip, its window of
   * READs and atomics over a round trip, and a round trip for each NIC fence behind one of these.
   */
  private double busiestQueue(Workload workload) {
    double tiles = Math.ceil(workload.get(TILES) / queuePairs(workload));
    boolean reads = workload.get(OPCODE) == Opcode.READ;
    double signals = signals(workload) / signalQueuePairs(workload);
    double requests = tiles + (workload.get(SIGNAL_QP) == SignalQp.TILE ? signals : 0);
    double engine = requests * parameters.nic().queuePairNanos();
    double depth = requests / workload.get(SEND_DEPTH) * drainCycle(workload);
    double window =
        reads
            ? tiles
                / workload.get(OUTSTANDING_READS)
                * (answered(workload)
                    + queuePairs(workload) * wireNanos(workload, meanBytes(workload)))
            : isGrouped(workload) ? earlierGroups(workload) : held(workload, signals);
    double fences =
        workload.get(ORDERING) == Ordering.NIC_FENCE
                && isAtomic(workload)
                && workload.get(SIGNALS_PER_FENCE) == 1
            ? Math.ceil(tiles / workload.get(SIGNALS_PER_FENCE)) * answered(workload)
            : 0;
    return Math.max(Math.max(engine, depth), Math.max(window, fences));
  }

  /** The receiver's software: a message's receive, and each tile's check. */
  private double receiver(Workload workload) {
    FabricParameters.Receiver costs = parameters.receiver();
    double each = costs.verifyNanos() + (receives(workload) ? costs.messageNanos() : 0);
    return workload.get(TILES) / (double) workload.get(PEERS) * each;
  }

  /** One atomics unit a peer. */
  private double atomics(Workload workload) {
    return isAtomic(workload)
        ? workload.get(TILES) / (double) workload.get(PEERS) * parameters.receiver().atomicNanos()
        : 0;
  }

  /** An empty way through: seen by the proxy, fetched, over the wire, placed, seen, checked. */
  private double start(Workload workload) {
    FabricParameters.Nic nic = parameters.nic();
    FabricParameters.Receiver receiver = parameters.receiver();
    return parameters.ring().visibleNanos()
        + nic.doorbellNanos()
        + nic.fetchNanos()
        + wireNanos(workload, meanBytes(workload))
        + roundTrip(workload) / 2
        + receiver.placeNanos()
        + receiver.seenNanos()
        + (receives(workload) ? receiver.messageNanos() : 0)
        + receiver.verifyNanos()
        + firstTurn(workload);
  }

  /**
   * A turn's work requests are all built before the first of them goes out, so that the faster of
   * proxy and wire has nothing to do while the slower one is at that turn.
   */
  private double firstTurn(Workload workload) {
    double turn = Math.min(workload.get(POST_LIST), workload.get(TILES));
    double wire = wireNanos(workload, meanBytes(workload));
    return workload.get(ORDERING) == Ordering.DRAIN ? 0 : turn * Math.min(built(workload), wire);
  }

  double roundTrip(Workload workload) {
    return 2.0 * parameters.link().oneWayNanos() + 1000.0 * workload.get(DELAY);
  }

  private static boolean isSignalled(Workload workload) {
    return switch (workload.get(SIGNAL)) {
      case INLINE_WRITE, FETCH_ADD, COMPARE_SWAP, SEND -> true;
      case NOTHING, IMMEDIATE, COMPLETION -> false;
    };
  }

  /** Whether each tile takes a posted receive. */
  private static boolean receives(Workload workload) {
    return workload.get(OPCODE) == Opcode.SEND
        || workload.get(SIGNAL) == Signal.SEND
        || workload.get(SIGNAL) == Signal.IMMEDIATE;
  }

  private static boolean isAtomic(Workload workload) {
    return workload.get(SIGNAL) == Signal.FETCH_ADD || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
  }

  static double largestBytes(Workload workload) {
    return workload.get(TILE_BYTES).stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private static double meanBytes(Workload workload) {
    return workload.get(TILE_BYTES).stream().mapToLong(Long::longValue).average().orElseThrow();
  }
}
