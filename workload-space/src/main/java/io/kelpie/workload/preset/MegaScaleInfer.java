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
            workload.with(ROUTE, Route.COLLECTIVE)),
        new Preset(
            "megascale-apart",
            "eight attention GPUs to eight expert GPUs that only receive",
            "MegaScale-Infer (arXiv 2504.02263)",
            "h20-cx7",
            null,
            workload.with(RECEIVERS, RANKS)),
        new Preset(
            "megascale-ping-pong",
            "twelve attention GPUs to four expert GPUs, three micro-batches, each behind 100 us"
                + " of attention",
            "MegaScale-Infer (arXiv 2504.02263)",
            "h20-cx7",
            "M, N and the times are examples: the paper's depend on the model",
            workload
                .with(SENDERS, 12L)
                .with(RECEIVERS, 4L)
                .with(PEERS, 4L)
                .with(TILES, 12L)
                .with(TILE_BYTES, List.of(128L << 10))
                .with(MICRO_BATCHES, 3L)
                .with(MICRO_BATCH_TIME, 100_000L)
                .with(RECEIVE_TIME, 2_500L)));
  }
}
