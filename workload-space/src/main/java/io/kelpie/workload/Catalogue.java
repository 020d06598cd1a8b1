package io.kelpie.workload;

import io.kelpie.workload.Dimension.ChoiceDimension;
import io.kelpie.workload.Dimension.NumberDimension;
import io.kelpie.workload.Dimension.VectorDimension;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every dimension of the workload, each as one entry; a new dimension is a new entry here and
 * nothing else.
 */
public final class Catalogue {
  private static final List<Dimension<?>> ENTRIES = new ArrayList<>();

  // Traffic

  public static final VectorDimension TILE_BYTES =
      add(
          new VectorDimension(
              "tile_bytes",
              Group.TRAFFIC,
              "B",
              "Sizes of the tiles, run through in turn: one element is a fixed size, several are a"
                  + " mix",
              Scale.LOG,
              new Values.Range(32, 4 << 20),
              new Values.Range(32, 128 << 10),
              8,
              List.of(16L << 10)));

  public static final NumberDimension TILES =
      number(
          "tiles",
          Group.TRAFFIC,
          "tiles",
          "Tiles that become ready together, one direction, dealt over the peers in turn",
          Scale.LOG,
          1,
          1_000_000,
          16,
          1024,
          64);

  public static final NumberDimension PEERS =
      number(
          "peers",
          Group.TRAFFIC,
          "peers",
          "Destinations of one sender",
          Scale.LOG,
          1,
          1024,
          1,
          8,
          1);

  public static final ChoiceDimension<Direction> DIRECTION =
      add(
          new ChoiceDimension<>(
              "direction",
              Group.TRAFFIC,
              "Who sends",
              Direction.class,
              EnumSet.complementOf(EnumSet.of(Direction.LOOPBACK_BESIDE_RECEIVE)),
              Direction.ONE_WAY));

  public static final NumberDimension SENDERS =
      number(
          "senders",
          Group.TRAFFIC,
          "senders",
          "Senders of one such batch each, every one with a NIC of its own; each starts with the"
              + " peer behind it",
          Scale.LOG,
          1,
          4096,
          1,
          1,
          1);

  public static final NumberDimension RECEIVERS =
      number(
          "receivers",
          Group.TRAFFIC,
          "receivers",
          "Hosts that receive only, as expert GPUs do from attention GPUs; 0 lets the senders"
              + " receive",
          Scale.LOG,
          0,
          4096,
          0,
          0,
          0);

  public static final NumberDimension READY_INTERVAL =
      number(
          "ready_interval",
          Group.TRAFFIC,
          "ns",
          "Compute behind each tile: the time from one tile's being ready to the next one's; 0"
              + " makes all ready at once",
          Scale.LOG,
          0,
          1_000_000,
          0,
          0,
          0);

  public static final NumberDimension MICRO_BATCHES =
      number(
          "micro_batches",
          Group.TRAFFIC,
          "micro-batches",
          "Parts of a batch that a GPU computes one after the other: a part's tiles are ready"
              + " together",
          Scale.LOG,
          1,
          64,
          1,
          1,
          1);

  public static final NumberDimension MICRO_BATCH_TIME =
      number(
          "micro_batch_time",
          Group.TRAFFIC,
          "ns",
          "Compute of one micro-batch, behind which the next one starts",
          Scale.LOG,
          0,
          1000000000,
          100000,
          100000,
          100000);

  public static final NumberDimension RECEIVE_TIME =
      number(
          "receive_time",
          Group.TRAFFIC,
          "ns",
          "Compute of the receiver on each tile, one after the other, before it is done with it",
          Scale.LOG,
          0,
          1000000000,
          0,
          0,
          0);

  public static final NumberDimension PREAMBLE_KERNELS =
      number(
          "preamble_kernels",
          Group.TRAFFIC,
          "kernels",
          "Small kernels in front of every pass of a megakernel, as normalisation and gate are",
          Scale.LOG,
          0,
          64,
          0,
          0,
          0);

  public static final NumberDimension PREAMBLE_TIME =
      number(
          "preamble_time",
          Group.TRAFFIC,
          "ns",
          "Time for which each kernel in front is busy",
          Scale.LOG,
          0,
          1_000_000,
          2000,
          2000,
          2000);

  public static final ChoiceDimension<PreambleForm> PREAMBLE =
      add(
          new ChoiceDimension<>(
              "preamble",
              Group.TRAFFIC,
              "How the kernels in front are put there",
              PreambleForm.class,
              EnumSet.of(PreambleForm.CHAIN),
              PreambleForm.CHAIN));

  public static final NumberDimension GRANULARITY =
      number(
          "granularity",
          Group.TRAFFIC,
          "tiles",
          "Tiles that a megakernel asks for in one call: 1 streams each the moment it is ready,"
              + " more wait for a batch to one peer",
          Scale.LOG,
          1,
          1_000_000,
          1,
          1,
          1);

  public static final NumberDimension SKEW =
      number(
          "skew",
          Group.TRAFFIC,
          "hundredths",
          "Zipf exponent of how popular the experts are that tiles go to: 0 gives each as much, 150"
              + " makes hot receivers",
          Scale.LINEAR,
          0,
          300,
          0,
          0,
          0);

  // Transport

  public static final ChoiceDimension<Route> ROUTE =
      add(
          new ChoiceDimension<>(
              "route",
              Group.TRANSPORT,
              "Who hands work requests to the NIC",
              Route.class,
              EnumSet.of(Route.PROXY),
              Route.PROXY));

  public static final ChoiceDimension<Switch> COLLECTIVE_COPIES =
      add(
          new ChoiceDimension<>(
              "collective_copies",
              Group.TRANSPORT,
              "Whether a collective library copies through buffers of its own, at either end",
              Switch.class,
              EnumSet.of(Switch.ON),
              Switch.ON));

  public static final ChoiceDimension<Switch> COLLECTIVE_GROUPS =
      add(
          new ChoiceDimension<>(
              "collective_groups",
              Group.TRANSPORT,
              "Whether a collective library initialises groups of operations",
              Switch.class,
              EnumSet.of(Switch.ON),
              Switch.ON));

  public static final ChoiceDimension<Switch> COLLECTIVE_SYNC =
      add(
          new ChoiceDimension<>(
              "collective_sync",
              Group.TRANSPORT,
              "Whether the GPU's stream waits for a collective library's end",
              Switch.class,
              EnumSet.of(Switch.ON),
              Switch.ON));

  public static final NumberDimension FLOW_LABEL =
      number(
          "flow_label",
          Group.TRANSPORT,
          "label",
          "What a hash over paths sees of a queue pair beside its addresses, as flow label or"
              + " source port: 0 is a number of its own, another one is shared",
          Scale.LINEAR,
          0,
          1048575,
          0,
          0,
          0);

  public static final ChoiceDimension<QpType> QP_TYPE =
      choice("qp_type", Group.TRANSPORT, "Queue pair type", QpType.class, QpType.RC);

  public static final ChoiceDimension<Opcode> OPCODE =
      choice("opcode", Group.TRANSPORT, "Operation that moves a tile", Opcode.class, Opcode.WRITE);

  public static final NumberDimension PATH_MTU =
      number(
          "path_mtu",
          Group.TRANSPORT,
          "B",
          "Path MTU",
          Scale.POWER_OF_TWO,
          256,
          4096,
          1024,
          4096,
          4096);

  public static final NumberDimension QPS_PER_PEER =
      number(
          "qps_per_peer",
          Group.TRANSPORT,
          "QPs",
          "Queue pairs to each peer",
          Scale.LOG,
          1,
          20_000,
          1,
          16,
          1);

  public static final ChoiceDimension<TileMapping> TILE_MAPPING =
      choice(
          "tile_mapping",
          Group.TRANSPORT,
          "How tiles find their queue pair",
          TileMapping.class,
          TileMapping.ONE_QP);

  public static final NumberDimension SEND_DEPTH =
      number(
          "send_depth",
          Group.TRANSPORT,
          "WRs",
          "Depth of a send queue",
          Scale.POWER_OF_TWO,
          1,
          32_768,
          16,
          1024,
          256);

  public static final NumberDimension RECEIVE_DEPTH =
      number(
          "receive_depth",
          Group.TRANSPORT,
          "WRs",
          "Depth of a receive queue",
          Scale.POWER_OF_TWO,
          1,
          32_768,
          1,
          1024,
          256);

  public static final NumberDimension RECEIVES_POSTED =
      number(
          "receives_posted",
          Group.TRANSPORT,
          "WRs",
          "Receives kept posted on a queue pair",
          Scale.LOG,
          0,
          32_768,
          1,
          1024,
          256);

  public static final NumberDimension POST_LIST =
      number(
          "post_list",
          Group.TRANSPORT,
          "WRs",
          "Work requests chained into one post call",
          Scale.LOG,
          1,
          128,
          1,
          64,
          1);

  public static final NumberDimension SGES =
      number(
          "sges",
          Group.TRANSPORT,
          "SGEs",
          "Scatter-gather entries of a tile's work request",
          Scale.LINEAR,
          1,
          16,
          1,
          4,
          1);

  public static final NumberDimension INLINE_THRESHOLD =
      number(
          "inline_threshold",
          Group.TRANSPORT,
          "B",
          "Largest payload that travels inside its work request",
          Scale.LOG,
          0,
          1024,
          8,
          220,
          64);

  public static final NumberDimension CQ_DEPTH =
      number(
          "cq_depth",
          Group.TRANSPORT,
          "CQEs",
          "Depth of a completion queue",
          Scale.POWER_OF_TWO,
          1,
          4_194_304,
          64,
          16_384,
          1024);

  public static final NumberDimension CQ_MODERATION =
      number(
          "cq_moderation",
          Group.TRANSPORT,
          "WRs",
          "Every how many tiles' work requests ask for a completion",
          Scale.LOG,
          1,
          1024,
          1,
          64,
          1);

  public static final NumberDimension OUTSTANDING_READS =
      number(
          "outstanding_reads",
          Group.TRANSPORT,
          "operations",
          "READs and atomics that a queue pair keeps in flight",
          Scale.POWER_OF_TWO,
          1,
          128,
          1,
          128,
          16);

  public static final NumberDimension RNR_TIMER =
      number(
          "rnr_timer",
          Group.TRANSPORT,
          "IBTA code",
          "Receiver-not-ready wait: code 1 is 10 us, 12 is 640 us, 31 is 491.52 ms, 0 is 655.36 ms",
          Scale.LINEAR,
          0,
          31,
          1,
          20,
          12);

  public static final NumberDimension RNR_RETRIES =
      number(
          "rnr_retries",
          Group.TRANSPORT,
          "retries",
          "Retries after receiver-not-ready; 7 never ends",
          Scale.LINEAR,
          0,
          7,
          0,
          6,
          6);

  public static final NumberDimension ACK_TIMEOUT =
      number(
          "ack_timeout",
          Group.TRANSPORT,
          "IBTA code",
          "Acknowledgement timeout, 4.096 us times two to the code; 0 never ends",
          Scale.LINEAR,
          0,
          31,
          14,
          17,
          14);

  public static final NumberDimension RETRIES =
      number(
          "retries",
          Group.TRANSPORT,
          "retries",
          "Retries after an acknowledgement timeout",
          Scale.LINEAR,
          0,
          7,
          1,
          7,
          7);

  // Signalling

  public static final ChoiceDimension<Signal> SIGNAL =
      add(
          new ChoiceDimension<>(
              "signal",
              Group.SIGNALLING,
              "Operation that tells the receiver that a tile is complete",
              Signal.class,
              EnumSet.complementOf(EnumSet.of(Signal.NOTHING)),
              Signal.INLINE_WRITE));

  public static final ChoiceDimension<SignalQp> SIGNAL_QP =
      choice(
          "signal_qp",
          Group.SIGNALLING,
          "Queue pair that carries the signal",
          SignalQp.class,
          SignalQp.TILE);

  public static final ChoiceDimension<Ordering> ORDERING =
      choice(
          "ordering",
          Group.SIGNALLING,
          "How a signal is kept behind its tile",
          Ordering.class,
          Ordering.SAME_QP);

  public static final ChoiceDimension<FenceScope> FENCE_SCOPE =
      choice(
          "fence_scope",
          Group.SIGNALLING,
          "Whose transfers a drain waits for",
          FenceScope.class,
          FenceScope.PEER);

  public static final NumberDimension SIGNALS_PER_FENCE =
      number(
          "signals_per_fence",
          Group.SIGNALLING,
          "signals",
          "Signals released by one fence",
          Scale.LOG,
          1,
          1_000_000,
          1,
          1024,
          1);

  public static final ChoiceDimension<Flusher> FLUSHER =
      choice(
          "flusher",
          Group.SIGNALLING,
          "Who sends a group's fence and signals",
          Flusher.class,
          Flusher.LAST_ARRIVAL);

  // Buffers

  public static final NumberDimension REGIONS =
      number(
          "regions",
          Group.BUFFERS,
          "regions",
          "Memory regions that tiles are dealt over",
          Scale.LOG,
          1,
          200_000,
          1,
          64,
          1);

  public static final NumberDimension REGION_BYTES =
      number(
          "region_bytes",
          Group.BUFFERS,
          "B",
          "Size of a memory region",
          Scale.POWER_OF_TWO,
          4096,
          1L << 30,
          64 << 10,
          16 << 20,
          4 << 20);

  public static final NumberDimension REGION_STRIDE =
      number(
          "region_stride",
          Group.BUFFERS,
          "B",
          "Distance between the starts of neighbouring regions",
          Scale.POWER_OF_TWO,
          4096,
          1L << 30,
          64 << 10,
          16 << 20,
          4 << 20);

  public static final ChoiceDimension<Memory> MEMORY =
      add(
          new ChoiceDimension<>(
              "memory",
              Group.BUFFERS,
              "Where tiles lie",
              Memory.class,
              EnumSet.of(Memory.HOST),
              Memory.HOST));

  public static final ChoiceDimension<Switch> RELAXED_ORDERING =
      add(
          new ChoiceDimension<>(
              "relaxed_ordering",
              Group.BUFFERS,
              "Whether PCIe may reorder accesses to the regions",
              Switch.class,
              EnumSet.of(Switch.OFF),
              Switch.OFF));

  public static final ChoiceDimension<ReceiveBuffer> RECEIVE_BUFFER =
      add(
          new ChoiceDimension<>(
              "receive_buffer",
              Group.BUFFERS,
              "Where tiles arrive in a megakernel's receiver",
              ReceiveBuffer.class,
              EnumSet.of(ReceiveBuffer.FULL),
              ReceiveBuffer.FULL));

  public static final NumberDimension RECEIVE_SLOTS =
      number(
          "receive_slots",
          Group.BUFFERS,
          "slots",
          "Slots of the ring that each peer's tiles arrive in",
          Scale.LOG,
          1,
          1_000_000,
          8,
          8,
          8);

  public static final ChoiceDimension<Switch> RECEIVE_HOOK =
      add(
          new ChoiceDimension<>(
              "receive_hook",
              Group.BUFFERS,
              "Whether a megakernel returns once its tiles are asked for, and another launch"
                  + " receives them",
              Switch.class,
              EnumSet.of(Switch.OFF),
              Switch.OFF));

  public static final NumberDimension FORWARDS =
      number(
          "forwards",
          Group.BUFFERS,
          "hundredths",
          "Copies of what arrives that the receiving GPU passes on to others of its node by NVLink,"
              + " on average",
          Scale.LINEAR,
          0,
          6400,
          0,
          0,
          0);

  public static final NumberDimension FORWARDERS =
      number(
          "forwarders",
          Group.BUFFERS,
          "processors",
          "Streaming multiprocessors that pass on what arrives",
          Scale.LOG,
          1,
          256,
          16,
          16,
          16);

  // Placement

  public static final ChoiceDimension<Numa> NUMA =
      add(
          new ChoiceDimension<>(
              "numa",
              Group.PLACEMENT,
              "Socket of the memory and of the proxy's core, seen from the NIC",
              Numa.class,
              EnumSet.of(Numa.LOCAL),
              Numa.LOCAL));

  public static final NumberDimension PROXIES =
      number(
          "proxies",
          Group.PLACEMENT,
          "threads",
          "Proxy threads of a GPU, each with a request ring of its own; queue pairs are dealt over"
              + " them in turn, or peers where signals have queue pairs of their own",
          Scale.LOG,
          1,
          64,
          1,
          1,
          1);

  // Conditions

  public static final NumberDimension DELAY =
      number(
          "delay",
          Group.CONDITIONS,
          "us",
          "Round-trip time that the network adds",
          Scale.LOG,
          0,
          1_000_000,
          0,
          0,
          0);

  public static final NumberDimension LOSS =
      number(
          "loss",
          Group.CONDITIONS,
          "ppm",
          "Packets that the network loses",
          Scale.LOG,
          0,
          1_000_000,
          0,
          0,
          0);

  public static final NumberDimension REORDER =
      number(
          "reorder",
          Group.CONDITIONS,
          "ppm",
          "Packets that the network lets overtake",
          Scale.LOG,
          0,
          1_000_000,
          0,
          0,
          0);

  public static final ChoiceDimension<Switch> ECN =
      add(
          new ChoiceDimension<>(
              "ecn",
              Group.CONDITIONS,
              "Whether switches mark packets that wait, and NICs cut the rates of marked flows",
              Switch.class,
              EnumSet.of(Switch.OFF),
              Switch.OFF));

  public static final NumberDimension PATHS =
      number(
          "paths",
          Group.CONDITIONS,
          "links",
          "Equal links each way between two switches on which the hosts hang in turn; 0 is one"
              + " switch",
          Scale.LOG,
          0,
          256,
          0,
          0,
          0);

  /** All dimensions in catalogue order. */
  public static final List<Dimension<?>> DIMENSIONS = List.copyOf(ENTRIES);

  private static final IdentityHashMap<Dimension<?>, Integer> INDEX = indices();
  private static final Map<String, Dimension<?>> NAMED =
      DIMENSIONS.stream().collect(Collectors.toUnmodifiableMap(Dimension::name, each -> each));
  private static final Map<String, Facet> FACETS = facetsByName();
  private static final List<Facet> IN_ORDER = List.copyOf(FACETS.values());

  private Catalogue() {}

  public enum Direction {
    ONE_WAY,
    BOTH_WAYS,
    /** One way to the peer, and as much from the sender to itself. */
    LOOPBACK_BESIDE_REMOTE,
    /** One way to the peer, and as much from that peer to itself; drawn only where pinned. */
    LOOPBACK_BESIDE_RECEIVE
  }

  public enum Route {
    /** A CPU thread takes requests from a ring and posts them. */
    PROXY,
    /** The GPU's thread blocks write work requests and ring doorbells, as IBGDA's do. */
    GPU_DIRECT,
    /** A communication library's grouped send and receive, with what it does around them. */
    COLLECTIVE,
    /** The same between GPUs of one node, over NVLink. */
    COLLECTIVE_NVLINK,
    /** Thread blocks store into the memory of GPUs of their node, over NVLink. */
    GPU_STORE,
    /** Between processes of a host, copied through a socket. */
    STREAM,
    /** Between processes of a host, through memory that they share. */
    SHARED
  }

  public enum PreambleForm {
    /** Launches one behind the other, the megakernel last. */
    CHAIN,
    /** Every other one on a second stream, which the megakernel waits for, too. */
    TWO_STREAMS,
    /** No launches: every block of the megakernel is busy for as long before its work. */
    FUSED;

    /** Kernels of {@code kernels} that wait for each other, on the longest path. */
    public long path(long kernels) {
      return this == TWO_STREAMS ? Math.ceilDiv(kernels, 2) : kernels;
    }
  }

  public enum ReceiveBuffer {
    /** Every tile has a place of its own. */
    FULL,
    /** A tile waits until the receiver has done with the one whose slot it takes. */
    RING
  }

  public enum Memory {
    HOST,
    GPU
  }

  public enum Switch {
    OFF,
    ON
  }

  public enum Numa {
    LOCAL,
    REMOTE
  }

  public enum QpType {
    RC,
    UC,
    UD
  }

  public enum Opcode {
    WRITE,
    READ,
    SEND
  }

  public enum TileMapping {
    ONE_QP,
    ROUND_ROBIN,
    /** Runs of neighbouring tiles, an expert's, share a queue pair. */
    BY_EXPERT
  }

  public enum Signal {
    /** No signal: put-only, the yardstick of signalling efficiency; never drawn. */
    NOTHING,
    INLINE_WRITE,
    FETCH_ADD,
    COMPARE_SWAP,
    SEND,
    /** Immediate data on the tile's own work request; its order is implied. */
    IMMEDIATE,
    /** The requester's own completion: what a READ has. */
    COMPLETION
  }

  public enum SignalQp {
    /** The tile's own. */
    TILE,
    /** One queue pair a peer that carries nothing else. */
    CONTROL,
    ROUND_ROBIN
  }

  public enum Ordering {
    /** A software fence: the sender waits for completions before it posts the signal. */
    DRAIN,
    /** The fence flag on the signal's work request. */
    NIC_FENCE,
    SAME_QP,
    NONE
  }

  public enum FenceScope {
    QP,
    PEER,
    ENDPOINT
  }

  public enum Flusher {
    /** The tile that completes its group. */
    LAST_ARRIVAL,
    /** The group's first tile, which waits for the others. */
    LEADER
  }

  /** The facets of all dimensions in catalogue order. */
  public static List<Facet> facets() {
    return IN_ORDER;
  }

  public static Optional<Facet> facet(String name) {
    return Optional.ofNullable(FACETS.get(name));
  }

  /** The facet, product or remainder of a name. */
  public static Optional<Feature> feature(String name) {
    return Catalogue.facet(name)
        .<Feature>map(facet -> facet)
        .or(() -> Product.named(name))
        .or(() -> Remainder.named(name));
  }

  public static Optional<Dimension<?>> dimension(String name) {
    return Optional.ofNullable(NAMED.get(name));
  }

  static int index(Dimension<?> dimension) {
    Integer index = INDEX.get(dimension);
    if (index == null) {
      throw new IllegalArgumentException("no dimension of the catalogue: " + dimension.name());
    }
    return index;
  }

  static String text(Workload workload, Dimension<?> dimension) {
    return dimension instanceof Facet facet
        ? facet.text(workload)
        : workload.get(dimension).toString();
  }

  private static NumberDimension number(
      String name,
      Group group,
      String unit,
      String meaning,
      Scale scale,
      long low,
      long high,
      long usualLow,
      long usualHigh,
      long initial) {
    return add(
        new NumberDimension(
            name,
            group,
            unit,
            meaning,
            scale,
            new Values.Range(low, high),
            new Values.Range(usualLow, usualHigh),
            initial));
  }

  private static <E extends Enum<E>> ChoiceDimension<E> choice(
      String name, Group group, String meaning, Class<E> type, E initial) {
    return add(
        new ChoiceDimension<>(
            name, group, meaning, type, Set.of(type.getEnumConstants()), initial));
  }

  private static <D extends Dimension<?>> D add(D dimension) {
    ENTRIES.add(dimension);
    return dimension;
  }

  private static IdentityHashMap<Dimension<?>, Integer> indices() {
    IdentityHashMap<Dimension<?>, Integer> indices = new IdentityHashMap<>();
    DIMENSIONS.forEach(dimension -> indices.put(dimension, indices.size()));
    return indices;
  }

  private static Map<String, Facet> facetsByName() {
    Map<String, Facet> facets = new LinkedHashMap<>();
    for (Dimension<?> dimension : DIMENSIONS) {
      for (Facet facet : dimension.facets()) {
        if (facets.put(facet.name(), facet) != null) {
          throw new IllegalStateException("two facets are named " + facet.name());
        }
      }
    }
    return facets;
  }
}
