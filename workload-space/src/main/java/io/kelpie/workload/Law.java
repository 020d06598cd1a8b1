package io.kelpie.workload;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The table of lawful combinations. Each law says which workloads it refuses and how a draw that
 * breaks it is repaired. What only one queue pair type can do draws that type: were it dropped
 * instead, orderings and atomics would be rare. Sources: InfiniBand Architecture Specification 1.4,
 * volume 1, chapters 9 and 10 (transport services, ordering, fence); ibv_post_send(3).
 */
public enum Law {
  TILES_COVER_PEERS(
      "each peer gets at least one tile: peers may not exceed tiles",
      w -> w.get(PEERS) <= w.get(TILES),
      w -> w.with(PEERS, w.get(TILES))),
  ATOMICS_NEED_RC(
      "atomics need RC: set qp_type to rc or choose another signal",
      w -> w.get(QP_TYPE) == QpType.RC || !signal(w, Signal.FETCH_ADD, Signal.COMPARE_SWAP),
      w -> w.with(QP_TYPE, QpType.RC)),
  DRAIN_NEEDS_ACKNOWLEDGEMENT(
      "a local completion of UC or UD says nothing of arrival, so it is no drain: set qp_type to"
          + " rc, or ordering to same_qp or none",
      w -> w.get(QP_TYPE) == QpType.RC || w.get(ORDERING) != Ordering.DRAIN,
      w -> w.with(QP_TYPE, QpType.RC)),
  NIC_FENCE_NEEDS_RC(
      "the fence flag exists on RC only: set qp_type to rc, or ordering to same_qp or none",
      w -> w.get(QP_TYPE) == QpType.RC || w.get(ORDERING) != Ordering.NIC_FENCE,
      w -> w.with(QP_TYPE, QpType.RC)),
  SENDERS_GO_ONE_WAY(
      "several senders send to each other already: set direction to one_way or senders to 1",
      w -> w.get(SENDERS) == 1 || w.get(DIRECTION) == Catalogue.Direction.ONE_WAY,
      w -> w.with(SENDERS, 1L)),
  SENDERS_WITHIN_REASON(
      "all senders together move at most 1,048,576 tiles: lower senders or tiles",
      w -> w.get(SENDERS) * w.get(TILES) <= 1 << 20,
      w -> w.with(SENDERS, Math.max(1, (1 << 20) / w.get(TILES)))),
  RECEIVERS_COVER_PEERS(
      "a sender's peers are among the hosts that receive: peers may not exceed receivers",
      w -> w.get(RECEIVERS) == 0 || w.get(PEERS) <= w.get(RECEIVERS),
      w -> w.with(PEERS, w.get(RECEIVERS))),
  RECEIVERS_DO_NOT_SEND(
      "hosts that receive only do not send: set direction to one_way or receivers to 0",
      w -> w.get(RECEIVERS) == 0 || w.get(DIRECTION) == Catalogue.Direction.ONE_WAY,
      w -> w.with(DIRECTION, Catalogue.Direction.ONE_WAY)),
  UD_SENDS(
      "UD carries SEND only: set opcode to send",
      w -> w.get(QP_TYPE) != QpType.UD || w.get(OPCODE) == Opcode.SEND,
      w -> w.with(OPCODE, Opcode.SEND)),
  UC_CANNOT_READ(
      "UC carries no READ: set opcode to write or send, or qp_type to rc",
      w -> w.get(QP_TYPE) != QpType.UC || w.get(OPCODE) != Opcode.READ,
      w -> w.with(OPCODE, Opcode.WRITE)),
  UD_TILE_FITS_MTU(
      "a UD message is one packet: tile_bytes may not exceed path_mtu",
      w -> w.get(QP_TYPE) != QpType.UD || TILE_BYTES.largest().value(w) <= w.get(PATH_MTU),
      w -> TILE_BYTES.largest().with(w, w.get(PATH_MTU))),
  READ_SIGNALS_ITSELF(
      "a READ's signal is the requester's completion: set signal to completion",
      w -> w.get(OPCODE) != Opcode.READ || signal(w, Signal.COMPLETION, Signal.NOTHING),
      w -> w.with(SIGNAL, Signal.COMPLETION)),
  COMPLETION_SIGNALS_READ(
      "a completion tells the receiver of READs only: set opcode to read or choose another signal",
      w -> !signal(w, Signal.COMPLETION) || w.get(OPCODE) == Opcode.READ,
      w -> w.with(SIGNAL, Signal.INLINE_WRITE)),
  UD_SIGNALS_BY_MESSAGE(
      "UD has no writes or atomics: set signal to send or immediate",
      w -> w.get(QP_TYPE) != QpType.UD || signal(w, Signal.SEND, Signal.IMMEDIATE, Signal.NOTHING),
      w -> w.with(SIGNAL, Signal.SEND)),
  IMMEDIATE_RIDES_ITS_TILE(
      "immediate data is part of its tile's work request: set ordering to same_qp",
      w -> !signal(w, Signal.IMMEDIATE) || w.get(ORDERING) == Ordering.SAME_QP,
      w -> w.with(ORDERING, Ordering.SAME_QP)),
  NOTHING_TO_ORDER(
      "without a signal of its own a tile has nothing to order: set ordering to none",
      w -> !signal(w, Signal.COMPLETION, Signal.NOTHING) || w.get(ORDERING) == Ordering.NONE,
      w -> w.with(ORDERING, Ordering.NONE)),
  SIGNAL_NEEDS_OWN_MESSAGE(
      "this signal has no work request of its own, so no queue pair to choose: set signal_qp to"
          + " tile",
      w ->
          !signal(w, Signal.COMPLETION, Signal.NOTHING, Signal.IMMEDIATE)
              || w.get(SIGNAL_QP) == SignalQp.TILE,
      w -> w.with(SIGNAL_QP, SignalQp.TILE)),
  NIC_FENCE_GATES_ITS_QP(
      "a NIC fence gates its own queue pair only: set signal_qp to tile",
      w -> w.get(ORDERING) != Ordering.NIC_FENCE || w.get(SIGNAL_QP) == SignalQp.TILE,
      w -> w.with(SIGNAL_QP, SignalQp.TILE)),
  SAME_QP_SHARES(
      "same-QP order needs tile and signal on one queue pair: set signal_qp to tile",
      w -> w.get(ORDERING) != Ordering.SAME_QP || w.get(SIGNAL_QP) == SignalQp.TILE,
      w -> w.with(SIGNAL_QP, SignalQp.TILE)),
  INLINE_SIGNAL_FITS(
      "an inline signal is 8 bytes: inline_threshold must be at least 8",
      w -> !signal(w, Signal.INLINE_WRITE) || w.get(INLINE_THRESHOLD) >= 8,
      w -> w.with(INLINE_THRESHOLD, 8L)),
  GROUP_WITHIN_TILES(
      "a fence releases at most all signals: signals_per_fence may not exceed tiles",
      w -> w.get(SIGNALS_PER_FENCE) <= w.get(TILES),
      w -> w.with(SIGNALS_PER_FENCE, w.get(TILES))),
  RECEIVES_FIT(
      "receives_posted may not exceed receive_depth",
      w -> w.get(RECEIVES_POSTED) <= w.get(RECEIVE_DEPTH),
      w -> w.with(RECEIVES_POSTED, w.get(RECEIVE_DEPTH))),
  MESSAGES_NEED_RECEIVES(
      "SENDs and immediate data consume receives: receives_posted must be at least 1",
      w -> !consumesReceives(w) || w.get(RECEIVES_POSTED) >= 1,
      w -> w.with(RECEIVES_POSTED, 1L)),
  LIST_FITS_QUEUE(
      "a post list and its signals must fit the send queue: post_list may not exceed half of"
          + " send_depth",
      w -> 2 * w.get(POST_LIST) <= Math.max(2, w.get(SEND_DEPTH)),
      w -> w.with(POST_LIST, Math.max(1, w.get(SEND_DEPTH) / 2))),
  MODERATION_RETIRES(
      "a send queue is freed by completions: cq_moderation may not exceed half of send_depth",
      w -> 2 * w.get(CQ_MODERATION) <= Math.max(2, w.get(SEND_DEPTH)),
      w -> w.with(CQ_MODERATION, Math.max(1, w.get(SEND_DEPTH) / 2))),
  CQ_HOLDS_COMPLETIONS(
      "a completion queue must hold what can complete before it is polled: raise cq_depth",
      w -> w.get(CQ_DEPTH) >= completions(w),
      w -> w.with(CQ_DEPTH, Math.min(CQ_DEPTH.full().high(), powerOfTwo(completions(w))))),
  REGIONS_HOLD_TILES(
      "every tile needs a place of its own: raise region_bytes or regions",
      w -> w.get(REGIONS) * (w.get(REGION_BYTES) / slot(w)) >= w.get(TILES),
      w ->
          w.with(
              REGION_BYTES,
              Math.min(
                  REGION_BYTES.full().high(),
                  powerOfTwo(slot(w) * Math.ceilDiv(w.get(TILES), w.get(REGIONS)))))),
  STRIDE_CLEARS_REGION(
      "regions may not overlap: region_stride must be at least region_bytes",
      w -> w.get(REGION_STRIDE) >= w.get(REGION_BYTES),
      w -> w.with(REGION_STRIDE, w.get(REGION_BYTES))),
  HOOK_NEEDS_FULL_BUFFER(
      "nobody frees a slot before the receive hook is called: set receive_buffer to full or"
          + " receive_hook to off",
      w ->
          w.get(RECEIVE_HOOK) == Catalogue.Switch.OFF
              || w.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL,
      w -> w.with(RECEIVE_HOOK, Catalogue.Switch.OFF)),
  RING_HOLDS_GROUP(
      "a slot is freed behind its tile's signal, which waits for its whole group: lower"
          + " signals_per_fence or raise receive_slots",
      w -> w.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL || groupSpan(w) <= w.get(RECEIVE_SLOTS),
      w ->
          w.with(
              SIGNALS_PER_FENCE,
              Math.max(1, w.get(SIGNALS_PER_FENCE) * w.get(RECEIVE_SLOTS) / groupSpan(w)))),
  RING_HOLDS_MODERATED(
      "without a signal a slot is freed behind its tile's completion, which waits for the one that"
          + " is asked for: lower cq_moderation or raise receive_slots",
      w ->
          w.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL
              || !signal(w, Signal.COMPLETION, Signal.NOTHING)
              || (w.get(CQ_MODERATION) - 1) * turns(w) < w.get(RECEIVE_SLOTS),
      w -> w.with(CQ_MODERATION, (w.get(RECEIVE_SLOTS) - 1) / turns(w) + 1)),
  MEMORY_SUFFICES(
      "regions times region_stride exceeds the memory of this place: lower regions, region_stride,"
          + " tiles or tile_bytes",
      (w, limits) -> w.get(REGIONS) * w.get(REGION_STRIDE) <= limits.memoryBytes(),
      (w, limits) -> shrink(w, limits)),
  RECEIVES_FIT_MEMORY(
      "each posted receive of a SEND needs room for a tile: lower receives_posted, qps_per_peer,"
          + " peers or tile_bytes",
      (w, limits) -> receiveBytes(w) <= limits.memoryBytes(),
      (w, limits) -> shrinkReceives(w)),
  TIMERS_END(
      "a lawful retry must end within half the deadline",
      (w, limits) -> ackSeconds(w) <= limits.deadline().toMillis() / 2000.0,
      (w, limits) ->
          w.get(RETRIES) > 1
              ? w.with(RETRIES, w.get(RETRIES) - 1)
              : w.with(ACK_TIMEOUT, Math.max(1, w.get(ACK_TIMEOUT) - 1)));

  /** Bytes to which a tile's place is rounded up: a cache line. */
  public static final long SLOT_ALIGNMENT = 64;

  private final String sentence;
  private final BiPredicate<Workload, Limits> holds;
  private final BiFunction<Workload, Limits, Workload> repair;

  Law(String sentence, Predicate<Workload> holds, UnaryOperator<Workload> repair) {
    this(
        sentence,
        (workload, limits) -> holds.test(workload),
        (workload, limits) -> repair.apply(workload));
  }

  Law(
      String sentence,
      BiPredicate<Workload, Limits> holds,
      BiFunction<Workload, Limits, Workload> repair) {
    this.sentence = sentence;
    this.holds = holds;
    this.repair = repair;
  }

  /** The rule's name in journals. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the law demands and what to change. */
  public String sentence() {
    return sentence;
  }

  public boolean holds(Workload workload, Limits limits) {
    return holds.test(workload, limits);
  }

  /**
   * Whether a workload that somebody asked for by name may break it: endless timers are lawful when
   * asked for.
   */
  public boolean bindsDrawsOnly() {
    return this == TIMERS_END;
  }

  /** A workload and the laws by whose repair it came about. */
  public record Repaired(Workload workload, List<Law> laws) {
    public Repaired {
      laws = List.copyOf(laws);
    }
  }

  /**
   * Repairs every broken law, in the table's order, until all hold.
   *
   * @throws UsageException where they never do
   */
  public static Repaired repair(Workload workload, Limits limits) {
    return near(workload, limits)
        .orElseThrow(() ->
            new UsageException(
                "no lawful workload is near " + workload + " within the limits of this place"));
  }

  /** The same; empty where the laws never hold all. */
  public static Optional<Repaired> near(Workload workload, Limits limits) {
    Workload repaired = workload;
    List<Law> used = new ArrayList<>();
    for (int sweep = 0; sweep < 64; sweep++) {
      boolean whole = true;
      for (Law law : values()) {
        if (!law.holds(repaired, limits)) {
          repaired = law.repair.apply(repaired, limits);
          whole = false;
          if (!used.contains(law)) {
            used.add(law);
          }
        }
      }
      if (whole) {
        return Optional.of(new Repaired(repaired, used));
      }
    }
    return Optional.empty();
  }

  /** Whether tiles or signals of this workload consume posted receives. */
  public static boolean consumesReceives(Workload workload) {
    return workload.get(OPCODE) == Opcode.SEND || signal(workload, Signal.SEND, Signal.IMMEDIATE);
  }

  /** Bytes from one tile's place in a region to the next. */
  public static long slot(Workload workload) {
    return Math.ceilDiv(TILE_BYTES.largest().value(workload), SLOT_ALIGNMENT) * SLOT_ALIGNMENT;
  }

  /**
   * Seconds until a requester whose packets vanish gives up: each try waits up to four timeouts
   * (IBTA 9.7.6.1.3), here counted once as drivers program it.
   */
  static double ackSeconds(Workload workload) {
    return workload.get(ACK_TIMEOUT) == 0
        ? Double.POSITIVE_INFINITY
        : 4.096e-6 * (1L << workload.get(ACK_TIMEOUT)) * (workload.get(RETRIES) + 1);
  }

  /** Tiles of one peer from the first of a group that one fence releases to its last, at most. */
  private static long groupSpan(Workload workload) {
    long group = workload.get(SIGNALS_PER_FENCE);
    boolean isFenced =
        workload.get(ORDERING) == Ordering.DRAIN || workload.get(ORDERING) == Ordering.NIC_FENCE;
    if (group == 1 || !isFenced) {
      return 1;
    }
    boolean coversQueue =
        workload.get(ORDERING) == Ordering.NIC_FENCE
            || workload.get(FENCE_SCOPE) == Catalogue.FenceScope.QP;
    boolean isDealt = workload.get(TILE_MAPPING) == Catalogue.TileMapping.ROUND_ROBIN;
    boolean coversThread =
        workload.get(PROXIES) > 1
            && workload.get(QPS_PER_PEER) > 1
            && workload.get(SIGNAL_QP) == SignalQp.TILE;
    if (coversThread && workload.get(TILE_MAPPING) == Catalogue.TileMapping.BY_EXPERT) {
      return coversQueue ? group : group * workload.get(TILES);
    }
    return (coversQueue || coversThread) && isDealt ? group * workload.get(QPS_PER_PEER) : group;
  }

  /** Tiles of a peer from one to the next of the same queue pair, within a run of them. */
  private static long turns(Workload workload) {
    boolean isDealt = workload.get(TILE_MAPPING) == Catalogue.TileMapping.ROUND_ROBIN;
    return isDealt ? workload.get(QPS_PER_PEER) : 1;
  }

  private static boolean signal(Workload workload, Signal... signals) {
    return List.of(signals).contains(workload.get(SIGNAL));
  }

  private static long completions(Workload workload) {
    long queues = workload.get(PEERS) * (workload.get(QPS_PER_PEER) + 1);
    long outstanding = Math.min(2 * workload.get(TILES), queues * workload.get(SEND_DEPTH));
    long received =
        consumesReceives(workload)
            ? Math.min(2 * workload.get(TILES), queues * workload.get(RECEIVES_POSTED))
            : 0;
    return Math.max(outstanding, received);
  }

  /** Bytes of the buffers behind all posted receives, those of the control queue pairs included. */
  private static long receiveBytes(Workload workload) {
    return workload.get(OPCODE) == Opcode.SEND
        ? workload.get(PEERS)
            * (workload.get(QPS_PER_PEER) + 1)
            * workload.get(RECEIVES_POSTED)
            * slot(workload)
        : 0;
  }

  private static Workload shrinkReceives(Workload workload) {
    for (Dimension.NumberDimension dimension : List.of(RECEIVES_POSTED, QPS_PER_PEER, PEERS)) {
      if (workload.get(dimension) > 1) {
        return workload.with(dimension, workload.get(dimension) / 2);
      }
    }
    return TILE_BYTES
        .largest()
        .with(
            workload, Math.max(TILE_BYTES.full().low(), TILE_BYTES.largest().value(workload) / 2));
  }

  private static long powerOfTwo(long atLeast) {
    return atLeast <= 1 ? 1 : Long.highestOneBit(atLeast - 1) << 1;
  }

  private static Workload shrink(Workload workload, Limits limits) {
    if (workload.get(REGION_STRIDE) > workload.get(REGION_BYTES)) {
      return workload.with(REGION_STRIDE, workload.get(REGION_BYTES));
    }
    long needed =
        powerOfTwo(slot(workload) * Math.ceilDiv(workload.get(TILES), workload.get(REGIONS)));
    long floor = Math.max(REGION_BYTES.full().low(), needed);
    if (workload.get(REGION_BYTES) > floor) {
      return workload.with(REGION_BYTES, floor).with(REGION_STRIDE, floor);
    }
    if (workload.get(REGIONS) > 1) {
      return workload.with(REGIONS, workload.get(REGIONS) / 2);
    }
    if (workload.get(TILES) > 1) {
      return workload.with(TILES, workload.get(TILES) / 2);
    }
    return TILE_BYTES
        .largest()
        .with(workload, Math.max(TILE_BYTES.full().low(), limits.memoryBytes() / 2));
  }
}
