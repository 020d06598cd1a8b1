package io.kelpie.workload;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which dimensions say anything in a given workload. One that does not (a fence's scope without a
 * fence) rests at its initial value in draws, so that two workloads that run alike are equal, and
 * no probe is spent on moving it.
 */
public final class Relevance {
  private static final Predicate<Workload> FENCED =
      w -> w.get(ORDERING) == Ordering.DRAIN || w.get(ORDERING) == Ordering.NIC_FENCE;
  private static final Predicate<Workload> RELIABLE = w -> w.get(QP_TYPE) == QpType.RC;

  private static final Map<Dimension<?>, Predicate<Workload>> CONDITIONAL =
      Map.ofEntries(
          Map.entry(PREAMBLE_TIME, w -> w.get(PREAMBLE_KERNELS) > 0),
          Map.entry(PREAMBLE, w -> w.get(PREAMBLE_KERNELS) > 0),
          Map.entry(MICRO_BATCH_TIME, w -> w.get(MICRO_BATCHES) > 1),
          Map.entry(COLLECTIVE_COPIES, Relevance::collective),
          Map.entry(COLLECTIVE_GROUPS, Relevance::collective),
          Map.entry(COLLECTIVE_SYNC, Relevance::collective),
          Map.entry(PROXIES, w -> w.get(ROUTE) == Route.PROXY),
          Map.entry(FLOW_LABEL, w -> w.get(PATHS) > 1),
          Map.entry(RECEIVE_SLOTS, w -> w.get(RECEIVE_BUFFER) == ReceiveBuffer.RING),
          Map.entry(FORWARDERS, w -> w.get(FORWARDS) > 0),
          Map.entry(RECEIVE_HOOK, w -> w.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL),
          Map.entry(FENCE_SCOPE, w -> w.get(ORDERING) == Ordering.DRAIN),
          Map.entry(SIGNALS_PER_FENCE, FENCED),
          Map.entry(FLUSHER, FENCED.and(w -> w.get(SIGNALS_PER_FENCE) > 1)),
          Map.entry(TILE_MAPPING, w -> w.get(QPS_PER_PEER) > 1),
          Map.entry(OUTSTANDING_READS, Relevance::readsOrAtomics),
          Map.entry(RECEIVE_DEPTH, Law::consumesReceives),
          Map.entry(RECEIVES_POSTED, Law::consumesReceives),
          Map.entry(RNR_TIMER, RELIABLE.and(Law::consumesReceives)),
          Map.entry(RNR_RETRIES, RELIABLE.and(Law::consumesReceives)),
          Map.entry(ACK_TIMEOUT, RELIABLE),
          Map.entry(RETRIES, RELIABLE));

  private Relevance() {}

  public static boolean applies(Dimension<?> dimension, Workload workload) {
    Predicate<Workload> condition = CONDITIONAL.get(dimension);
    return condition == null || condition.test(workload);
  }

  private static boolean collective(Workload workload) {
    return workload.get(ROUTE) == Route.COLLECTIVE
        || workload.get(ROUTE) == Route.COLLECTIVE_NVLINK;
  }

  private static boolean readsOrAtomics(Workload workload) {
    return workload.get(OPCODE) == Opcode.READ
        || workload.get(SIGNAL) == Signal.FETCH_ADD
        || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
  }
}
