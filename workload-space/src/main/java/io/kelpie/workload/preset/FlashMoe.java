package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.SENDERS;

import io.kelpie.workload.Workload;
import io.kelpie.workload.preset.PerseusDispatch.Mode;
import io.kelpie.workload.preset.PerseusDispatch.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * The two exchanges of FlashMoE's layer at its shipped configuration, 8,192 tokens of 2,048 BF16
 * values, 64 experts, top 2: every GPU of eight nodes with four GPUs each sends to every GPU of the
 * other nodes.
 */
final class FlashMoe {
  private static final String SOURCE = "FlashMoE (flashmoe_config.json, os/packet.cuh, processor)";
  private static final long TOKENS = 8192;
  private static final long TOKEN_BYTES = 2048 * 2;
  private static final long EXPERTS = 64;
  private static final long TOP_K = 2;

  /** Rows of a block, which combine sends in one put. */
  private static final long BLOCK = 128;

  private static final int NODES = 8;
  private static final long PER_NODE = 4;
  private static final long GPUS = NODES * PER_NODE;
  private static final long PEERS = GPUS - PER_NODE;

  /** Tokens that one GPU routes to one expert, evenly. */
  private static final long ROUTED = TOKENS * TOP_K / EXPERTS;

  private FlashMoe() {}

  static List<Preset> presets() {
    long dispatches = PerseusDispatch.transfers(Transport.LIBFABRIC, NODES, (int) EXPERTS);
    long combines = dispatches * ROUTED / BLOCK;
    List<Preset> all = new ArrayList<>();
    all.add(
        preset(
            "flashmoe-dispatch",
            "FlashMoE dispatch on 8 nodes, one put of 1 MiB for each expert",
            dispatches,
            ROUTED * TOKEN_BYTES));
    all.add(
        preset(
            "flashmoe-combine",
            "FlashMoE combine on 8 nodes, one put for each block of 128 rows",
            combines,
            BLOCK * TOKEN_BYTES));
    return List.copyOf(all);
  }

  private static Preset preset(String name, String title, long transfers, long bytes) {
    Workload workload =
        PerseusDispatch.concurrent(Transport.LIBFABRIC, PEERS, transfers, bytes, Mode.COUPLED)
            .with(SENDERS, GPUS);
    return new Preset(
        name,
        title,
        SOURCE,
        "perlmutter",
        "tokens are routed evenly, and all tiles are ready at once",
        workload);
  }
}
