package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.List;

/**
 * The M to N library of MegaScale-Infer (arXiv 2504.02263): eight attention GPUs send 256 KB to
 * each of eight expert GPUs, writes with immediate data that the receiver's CPU polls. Beside it
 * the same through a collective library.
 */
final class MegaScaleInfer {
  private static final long RANKS = 8;
  private static final String DEPARTS =
      "senders receive from one another rather than from none, and all GPUs are alike";

  private MegaScaleInfer() {}

  static List<Preset> presets() {
    Workload workload =
        Workload.initial()
            .with(TILES, RANKS)
            .with(TILE_BYTES, List.of(256L << 10))
            .with(PEERS, RANKS)
            .with(SENDERS, RANKS)
            .with(REGION_BYTES, 1L << 30)
            .with(REGION_STRIDE, 1L << 30)
            .with(SIGNAL, Signal.IMMEDIATE)
            .with(ORDERING, Ordering.SAME_QP);
    return List.of(
        new Preset(
            "megascale-m2n",
            "MegaScale-Infer, 8 attention to 8 expert GPUs, 256 KB each, write with immediate",
            "MegaScale-Infer (arXiv 2504.02263)",
            "h20-cx7",
            DEPARTS,
            workload),
        new Preset(
            "megascale-collective",
            "the same through a collective library: launch, groups of eight, rendezvous, copies",
            "MegaScale-Infer (arXiv 2504.02263)",
            "h20-cx7",
            DEPARTS,
            workload.with(ROUTE, Route.COLLECTIVE)));
  }
}
