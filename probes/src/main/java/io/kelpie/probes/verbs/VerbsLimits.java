package io.kelpie.probes.verbs;

import io.kelpie.probes.traffic.LabConditions;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** What the devices and this place allow a workload to be. */
final class VerbsLimits {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Memory for the tiles of one endpoint: what a guest registers within a second. */
  private static final long MEMORY = 32L << 20;

  private static final int TILES = 16_384;
  private static final int REGIONS = 1024;

  /** Soft-RoCE is not clean under more queue pairs than some dozens. */
  private static final int PEERS = 4;

  private static final int QUEUES_PER_PEER = 8;
  private static final int DEPTH = 4096;

  private VerbsLimits() {}

  static Limits of(List<DeviceFacts.Fact> devices, Optional<LabConditions> lab) {
    Map<String, Values> values = new TreeMap<>();
    number(values, Catalogue.TILES, 1, TILES);
    number(values, Catalogue.PEERS, 1, PEERS);
    number(values, Catalogue.QPS_PER_PEER, 1, QUEUES_PER_PEER);
    number(values, Catalogue.PATH_MTU, 256, least(devices, DeviceFacts.Fact::activeMtu));
    long depth = powerOfTwo(Math.min(DEPTH, least(devices, DeviceFacts.Fact::workRequests)));
    number(values, Catalogue.SEND_DEPTH, 1, depth);
    number(values, Catalogue.RECEIVE_DEPTH, 1, depth);
    number(values, Catalogue.RECEIVES_POSTED, 0, depth);
    number(values, Catalogue.SGES, 1, Math.min(16, least(devices, DeviceFacts.Fact::gather)));
    number(values, Catalogue.INLINE_THRESHOLD, 0, least(devices, DeviceFacts.Fact::inlineBytes));
    number(
        values, Catalogue.CQ_DEPTH, 1, powerOfTwo(least(devices, DeviceFacts.Fact::completions)));
    number(
        values,
        Catalogue.OUTSTANDING_READS,
        1,
        Math.min(128, powerOfTwo(least(devices, DeviceFacts.Fact::outstandingReads))));
    number(
        values, Catalogue.REGIONS, 1, Math.min(REGIONS, least(devices, DeviceFacts.Fact::regions)));
    if (!devices.stream().allMatch(DeviceFacts.Fact::atomics)) {
      Set<String> words = new TreeSet<>(Catalogue.SIGNAL.words());
      words.remove("fetch_add");
      words.remove("compare_swap");
      values.put(Catalogue.SIGNAL.name(), new Values.Members(new TreeSet<>(words)));
    }
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
    words(values, Catalogue.ECN, "off");
    words(values, Catalogue.ROUTE, "proxy");
    words(values, Catalogue.RECEIVE_BUFFER, "full");
    words(values, Catalogue.RECEIVE_HOOK, "off");
    words(values, Catalogue.DIRECTION, "one_way", "both_ways", "loopback_beside_remote");
    words(values, Catalogue.MEMORY, "host");
    words(values, Catalogue.RELAXED_ORDERING, "off");
    words(values, Catalogue.NUMA, "local");
    values.putAll(LabConditions.limits(lab));
    return new Limits(values, MEMORY, DEADLINE);
  }

  private static void words(Map<String, Values> values, Facet facet, String... words) {
    values.put(facet.name(), Values.Members.of(words));
  }

  private static void number(Map<String, Values> values, Facet facet, long only) {
    number(values, facet, only, only);
  }

  private static void number(Map<String, Values> values, Facet facet, long low, long high) {
    Values.Range full = (Values.Range) facet.full();
    values.put(
        facet.name(), new Values.Range(Math.max(low, full.low()), Math.min(high, full.high())));
  }

  private static int least(
      List<DeviceFacts.Fact> devices, ToIntFunction<DeviceFacts.Fact> attribute) {
    return devices.stream().mapToInt(attribute).min().orElseThrow();
  }

  private static long powerOfTwo(long atMost) {
    return Long.highestOneBit(Math.max(1, atMost));
  }
}
