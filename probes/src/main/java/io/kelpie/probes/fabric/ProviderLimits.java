package io.kelpie.probes.fabric;

import io.kelpie.ffi.fabric.Order;
import io.kelpie.probes.traffic.LabConditions;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a provider and this place allow a workload to be, and what a provider lacks for one. */
final class ProviderLimits {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Memory for the tiles of one endpoint. */
  private static final long MEMORY = 32L << 20;

  private static final int TILES = 16_384;
  private static final int REGIONS = 1024;
  private static final int PEERS = 4;
  private static final int QUEUES_PER_PEER = 8;
  private static final int DEPTH = 4096;
  private static final int COMPLETIONS = 1 << 16;

  /** Bytes of the immediate data that name a tile and its pass. */
  private static final int IMMEDIATE = Integer.BYTES;

  private ProviderLimits() {}

  static Limits of(ProviderFacts facts, Optional<LabConditions> lab) {
    Map<String, Values> values = new TreeMap<>();
    number(values, Catalogue.TILES, 1, TILES);
    number(values, Catalogue.PEERS, 1, PEERS);
    number(
        values,
        Catalogue.QPS_PER_PEER,
        1,
        Math.clamp(facts.endpoints() / PEERS - 1L, 1, QUEUES_PER_PEER));
    words(values, Catalogue.QP_TYPE, Set.of("uc", "ud"));
    number(values, Catalogue.SEND_DEPTH, 1, depth(facts.sendDepth()));
    number(values, Catalogue.RECEIVE_DEPTH, 1, depth(facts.receiveDepth()));
    number(values, Catalogue.RECEIVES_POSTED, 0, depth(facts.receiveDepth()));
    number(values, Catalogue.SGES, 1, Math.min(16, facts.gather()));
    number(values, Catalogue.INLINE_THRESHOLD, 0, Math.min(1024, facts.injectBytes()));
    number(values, Catalogue.CQ_DEPTH, 1, COMPLETIONS);
    number(values, Catalogue.REGIONS, 1, REGIONS);
    if (!facts.completesInOrder()) {
      number(values, Catalogue.CQ_MODERATION, 1);
    }
    for (Facet unknown :
        List.of(
            Catalogue.PATH_MTU,
            Catalogue.OUTSTANDING_READS,
            Catalogue.RNR_TIMER,
            Catalogue.RNR_RETRIES,
            Catalogue.ACK_TIMEOUT,
            Catalogue.RETRIES)) {
      long only = ((Facet.Numeric) unknown).value(Workload.initial());
      number(values, unknown, only);
    }
    words(values, Catalogue.SIGNAL, missingSignals(facts));
    words(values, Catalogue.ORDERING, missingOrderings(facts));
    words(values, Catalogue.DIRECTION, Set.of("loopback_beside_receive"));
    words(values, Catalogue.MEMORY, Set.of("gpu"));
    words(values, Catalogue.RELAXED_ORDERING, Set.of("on"));
    words(values, Catalogue.NUMA, Set.of("remote"));
    number(values, Catalogue.SENDERS, 1);
    number(values, Catalogue.READY_INTERVAL, 0);
    number(values, Catalogue.PREAMBLE_KERNELS, 0);
    number(values, Catalogue.GRANULARITY, 1);
    number(values, Catalogue.SKEW, 0);
    number(values, Catalogue.FORWARDS, 0);
    number(values, Catalogue.RECEIVERS, 0);
    number(values, Catalogue.MICRO_BATCHES, 1);
    number(values, Catalogue.RECEIVE_TIME, 0);
    number(values, Catalogue.PROXIES, 1);
    number(values, Catalogue.FLOW_LABEL, 0);
    number(values, Catalogue.PATHS, 0);
    words(values, Catalogue.ECN, Set.of("on"));
    words(
        values,
        Catalogue.ROUTE,
        Set.of("gpu_direct", "collective", "collective_nvlink", "gpu_store", "stream", "shared"));
    words(values, Catalogue.RECEIVE_BUFFER, Set.of("ring"));
    words(values, Catalogue.RECEIVE_HOOK, Set.of("on"));
    values.putAll(LabConditions.limits(lab));
    return new Limits(values, MEMORY, DEADLINE);
  }

  private static Set<String> missingSignals(ProviderFacts facts) {
    Set<String> missing = new TreeSet<>();
    if (facts.injectBytes() < Long.BYTES) {
      missing.add("inline_write");
    }
    if (!facts.atomics()) {
      missing.add("fetch_add");
      missing.add("compare_swap");
    }
    if (facts.immediateBytes() < IMMEDIATE) {
      missing.add("immediate");
    }
    return missing;
  }

  private static Set<String> missingOrderings(ProviderFacts facts) {
    Set<String> missing = new TreeSet<>();
    if (!facts.fence()) {
      missing.add("nic_fence");
    }
    if (!facts.delivery()) {
      missing.add("drain");
    }
    return missing;
  }

  /** What the provider lacks for a workload, a sentence each that names it. */
  static List<String> lacks(ProviderFacts facts, Workload workload) {
    String name = "libfabric's provider " + facts.provider();
    List<String> lacks = new ArrayList<>();
    Signal signal = workload.get(Catalogue.SIGNAL);
    Ordering ordering = workload.get(Catalogue.ORDERING);
    if (workload.get(Catalogue.QP_TYPE) != Catalogue.QpType.RC) {
      lacks.add(
          "the probe fabric drives reliable endpoints (FI_EP_RDM) of "
              + facts.provider()
              + " alone: set qp_type to rc");
    }
    boolean atomic = usesAtomics(workload);
    if (atomic && !facts.atomics()) {
      lacks.add(name + " has no atomics (FI_ATOMIC): set signal to inline_write or send");
    }
    if (signal == Signal.IMMEDIATE && facts.immediateBytes() < IMMEDIATE) {
      lacks.add(
          name
              + " hands over "
              + facts.immediateBytes()
              + " B of remote CQ data, and immediate data takes 4: choose another signal");
    }
    if (signal == Signal.INLINE_WRITE && facts.injectBytes() < Long.BYTES) {
      lacks.add(
          name
              + " injects "
              + facts.injectBytes()
              + " B at most (inject_size), and an inline signal takes 8: choose another signal");
    }
    if (workload.get(Catalogue.INLINE_THRESHOLD) > facts.injectBytes()) {
      lacks.add(
          name
              + " injects "
              + facts.injectBytes()
              + " B at most (inject_size): lower inline_threshold");
    }
    if (ordering == Ordering.NIC_FENCE && !facts.fence()) {
      lacks.add(name + " has no fence (FI_FENCE): set ordering to drain or same_qp");
    }
    if (ordering == Ordering.DRAIN && !facts.delivery()) {
      lacks.add(
          name
              + " cannot say that data has arrived (FI_DELIVERY_COMPLETE), so its completions are"
              + " no drain: choose another ordering");
    }
    Set<Order> orders = orders(workload);
    if (!facts.keeps(orders, atomic) && (facts.atomics() || !atomic)) {
      lacks.add(
          name
              + " does not keep "
              + orders.iterator().next().word()
              + " on an endpoint"
              + (atomic ? " with atomics" : "")
              + ": set ordering to drain or choose another signal");
    }
    if (workload.get(Catalogue.CQ_MODERATION) > 1 && !facts.completesInOrder()) {
      lacks.add(
          name
              + " completes operations in any order (comp_order), so that each must ask for its own"
              + " completion: set cq_moderation to 1");
    }
    if (workload.get(Catalogue.SGES) > facts.gather()) {
      lacks.add(name + " gathers " + facts.gather() + " pieces at most (iov_limit): lower sges");
    }
    return lacks;
  }

  /** Whether a workload's signals are atomics. */
  static boolean usesAtomics(Workload workload) {
    Signal signal = workload.get(Catalogue.SIGNAL);
    return signal == Signal.FETCH_ADD || signal == Signal.COMPARE_SWAP;
  }

  /**
   * The message order that keeps a workload's signals behind its tiles; none where none is asked.
   */
  static Set<Order> orders(Workload workload) {
    if (workload.get(Catalogue.ORDERING) != Ordering.SAME_QP) {
      return EnumSet.noneOf(Order.class);
    }
    boolean sends = workload.get(Catalogue.OPCODE) == Opcode.SEND;
    return switch (workload.get(Catalogue.SIGNAL)) {
      case INLINE_WRITE, FETCH_ADD, COMPARE_SWAP ->
          EnumSet.of(sends ? Order.WRITE_AFTER_SEND : Order.WRITE_AFTER_WRITE);
      case SEND -> EnumSet.of(sends ? Order.SEND_AFTER_SEND : Order.SEND_AFTER_WRITE);
      case NOTHING, IMMEDIATE, COMPLETION -> EnumSet.noneOf(Order.class);
    };
  }

  private static void words(Map<String, Values> values, Facet facet, Set<String> missing) {
    if (missing.isEmpty()) {
      return;
    }
    TreeSet<String> words = new TreeSet<>(((Values.Members) facet.full()).words());
    words.removeAll(missing);
    values.put(facet.name(), new Values.Members(words));
  }

  private static void number(Map<String, Values> values, Facet facet, long only) {
    number(values, facet, only, only);
  }

  private static void number(Map<String, Values> values, Facet facet, long low, long high) {
    Values.Range full = (Values.Range) facet.full();
    values.put(
        facet.name(), new Values.Range(Math.max(low, full.low()), Math.min(high, full.high())));
  }

  private static long depth(int offered) {
    return Long.highestOneBit(Math.clamp(offered, 1, DEPTH));
  }
}
