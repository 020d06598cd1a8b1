package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the kernel and its proxy can realise: tiles of any size over queues, written and signalled,
 * narrowed to what carries them. All that only a NIC has stays at its initial value.
 */
final class MegakernelLimits {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final long MEMORY = 256L << 20;

  /** Both ends' tiles, and as much again for all that is beside them. */
  private static final int SHARES = 4;

  private static final int TILES = 16_384;

  /** What a run depends on; checked against the catalogue's laws like everything else. */
  private static final Set<String> REALISED =
      Set.of(
          "preamble_kernels",
          "preamble_time",
          "preamble",
          "granularity",
          "receive_buffer",
          "receive_slots",
          "receive_hook",
          "signal_qp",
          "ordering",
          "fence_scope",
          "flusher",
          "tile_mapping",
          "region_bytes",
          "region_stride",
          "cq_depth");

  private MegakernelLimits() {}

  static Limits limits(Machine machine, Carrier carrier) {
    Map<String, Values> values = new TreeMap<>();
    for (Facet facet : Catalogue.facets()) {
      Values only = only(facet);
      if (!REALISED.contains(facet.name()) && only != null) {
        values.put(facet.name(), only);
      }
    }
    range(values, Catalogue.TILES, 1, TILES);
    range(values, Catalogue.PEERS, 1, 64);
    range(values, Catalogue.QPS_PER_PEER, 1, 64);
    range(values, Catalogue.SIGNALS_PER_FENCE, 1, TILES);
    Catalogue.TILE_BYTES.facets().forEach(facet -> values.remove(facet.name()));
    values.put(
        Catalogue.SIGNAL.name(),
        new Values.Members(new TreeSet<>(Set.of("nothing", "inline_write", "immediate"))));
    carrier.narrow(values);
    return new Limits(values, Math.min(MEMORY, machine.room() / SHARES), DEADLINE);
  }

  private static Values only(Facet facet) {
    return switch (facet) {
      case Facet.Numeric numeric -> {
        long initial = numeric.value(Workload.initial());
        yield new Values.Range(initial, initial);
      }
      case Facet.Choice choice ->
          new Values.Members(new TreeSet<>(Set.of(choice.word(Workload.initial()))));
    };
  }

  private static void range(Map<String, Values> values, Facet facet, long low, long high) {
    values.put(facet.name(), new Values.Range(low, high));
  }
}
