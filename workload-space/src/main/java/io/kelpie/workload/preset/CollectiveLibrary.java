package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a megakernel: what a collective communication library does with the same
 * traffic. An all-to-all of 256 KiB from each GPU to each other one, inside a node of eight GPUs
 * and over four such nodes, and a send and receive between two GPUs with each of the library's
 * costs taken out.
 */
final class CollectiveLibrary {
  private static final String SOURCE = "nccl-tests (alltoall_perf, sendrecv_perf)";
  private static final long GPUS_PER_NODE = 8;
  private static final long GPUS = 4 * GPUS_PER_NODE;
  private static final long BYTES = 256L << 10;

  private CollectiveLibrary() {}

  static List<Preset> presets() {
    Workload pair =
        Workload.initial()
            .with(TILES, 1L)
            .with(TILE_BYTES, List.of(BYTES))
            .with(ROUTE, Route.COLLECTIVE)
            .with(SIGNAL, Signal.IMMEDIATE)
            .with(ORDERING, Ordering.SAME_QP);
    return List.of(
        preset(
            "collective-all-to-all",
            "an all-to-all of 32 GPUs on 4 nodes, 256 KiB each, the part between nodes",
            "what stays inside a node is left out",
            allToAll(pair, GPUS, GPUS - GPUS_PER_NODE)),
        preset(
            "collective-all-to-all-node",
            "an all-to-all of the 8 GPUs of one node, 256 KiB each",
            null,
            allToAll(pair, GPUS_PER_NODE, GPUS_PER_NODE - 1).with(ROUTE, Route.COLLECTIVE_NVLINK)),
        preset("ccl-point-to-point", "a send and receive of 256 KiB", null, pair),
        preset(
            "ccl-without-copies",
            "the same straight between the users' buffers",
            null,
            pair.with(COLLECTIVE_COPIES, Switch.OFF)),
        preset(
            "ccl-without-groups",
            "the same without initialising a group",
            null,
            pair.with(COLLECTIVE_GROUPS, Switch.OFF)),
        preset(
            "ccl-without-sync",
            "the same, whose end the GPU's stream does not wait for",
            null,
            pair.with(COLLECTIVE_SYNC, Switch.OFF)));
  }

  private static Workload allToAll(Workload pair, long gpus, long peers) {
    return pair.with(TILES, peers)
        .with(PEERS, peers)
        .with(SENDERS, gpus)
        .with(REGION_BYTES, 1L << 30)
        .with(REGION_STRIDE, 1L << 30);
  }

  private static Preset preset(
      String name, String title, @Nullable String departs, Workload workload) {
    return new Preset(name, title, SOURCE, "h100-cx7", departs, workload);
  }
}
