package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.List;

/**
 * Ways in which DeepEP hands tokens over: into rings that give credit back, into a buffer that
 * holds all of them and is received by a launch of its own, and token by token.
 */
final class MegakernelDeepEp {
  private static final long TOKENS = 4096;

  /** Bytes of a token: 7,168 FP8 values. */
  private static final long TOKEN = 7168;

  /** Tokens of a chunk between nodes, and of a channel's ring (16 GPUs, dispatch). */
  private static final long CHUNK = 20;

  private static final long RING = 128;

  /** Channels, each with a queue pair: half of the kernel's multiprocessors. */
  private static final long CHANNELS = 8;

  /** Of the low-latency kernel: tokens, experts of each, bytes with the scales. */
  private static final long FEW_TOKENS = 128;

  private static final long TOP_K = 8;
  private static final long SCALED_TOKEN = 7168 + 56 * 4 + 16;
  private static final long GPUS = 8;

  private MegakernelDeepEp() {}

  static List<Preset> presets() {
    Workload chunks =
        Workload.initial()
            .with(TILES, Math.ceilDiv(TOKENS, CHUNK))
            .with(TILE_BYTES, List.of(CHUNK * TOKEN))
            .with(PEERS, 1L)
            .with(QPS_PER_PEER, CHANNELS)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
            .with(SIGNAL, Signal.INLINE_WRITE)
            .with(ORDERING, Ordering.SAME_QP)
            .with(REGION_BYTES, 64L << 20)
            .with(REGION_STRIDE, 64L << 20)
            .with(CQ_DEPTH, 4096L);
    long peers = 4;
    return List.of(
        new Preset(
            "megakernel-deepep-ring",
            "DeepEP dispatch to the other of 2 nodes, chunks of 20 tokens through rings of 128",
            "DeepEP (internode.cu, buffers/legacy.py)",
            null,
            "8 channels, whose rings are one; a chunk's tail is written, not added to",
            chunks
                .with(RECEIVE_BUFFER, ReceiveBuffer.RING)
                .with(RECEIVE_SLOTS, CHANNELS * (RING / CHUNK))),
        new Preset(
            "megakernel-deepep-sm-free",
            "DeepEP dispatch into a buffer for all tokens, received by a launch of its own",
            "DeepEP, pull request 347",
            null,
            "published on 4 nodes; here the same two as megakernel-deepep-ring, to be held against it",
            chunks.with(RECEIVE_HOOK, Switch.ON)),
        new Preset(
            "megakernel-deepep-low-latency",
            "DeepEP low-latency dispatch, token by token, received by a launch of its own",
            "DeepEP (internode_ll.cu)",
            null,
            "4 of 7 peers, 8 queue pairs each; every token has a signal, where an expert has a count",
            chunks
                .with(TILES, FEW_TOKENS * TOP_K / GPUS * peers)
                .with(TILE_BYTES, List.of(SCALED_TOKEN))
                .with(PEERS, peers)
                .with(RECEIVE_HOOK, Switch.ON)
                .with(TILE_MAPPING, TileMapping.BY_EXPERT)));
  }
}
