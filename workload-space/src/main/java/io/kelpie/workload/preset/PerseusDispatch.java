package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The dispatch of a megakernel through a CPU proxy, as in Perseus (arXiv 2605.00686): every GPU
 * sends to every GPU of the other nodes, one transfer for each expert there, {@code (P - L) E / P}
 * in all for {@code P} GPUs, {@code L} of them in one node, and {@code E} experts.
 */
public final class PerseusDispatch {
  static final String SOURCE = "Perseus (arXiv 2605.00686)";

  /** One expert's tile of 128 by 64 BF16 values. */
  private static final long TILE = 16L << 10;

  /** How signals are kept behind their tiles. */
  public enum Mode {
    /** A drain for each tile. */
    COUPLED("a drain for each signal"),
    /** A drain for all tiles to one peer. */
    DECOUPLED("a drain for each peer's signals"),
    /** The NIC keeps order, signal by signal. */
    NIC_ORDERED("a NIC fence on each signal"),
    /** The NIC keeps order, once for all tiles to one peer. */
    BOTH("a NIC fence for each peer's signals"),
    /** No signals: the yardstick of signalling efficiency. */
    PUT_ONLY("no signals");

    private final String title;

    Mode(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Proxy transports. */
  public enum Transport {
    /** One endpoint and one queue pair for each peer; its profile's drains wait for all peers. */
    LIBFABRIC("perlmutter", 4),
    /** Four queue pairs for each peer; a drain waits for that peer's. */
    IBRC("h100-cx7", 8);

    private final String profile;
    private final int gpusPerNode;

    Transport(String profile, int gpusPerNode) {
      this.profile = profile;
      this.gpusPerNode = gpusPerNode;
    }

    String profile() {
      return profile;
    }
  }

  private PerseusDispatch() {}

  /** Tiles that one GPU sends to other nodes at a time. */
  public static long transfers(Transport transport, int nodes, int experts) {
    long gpus = (long) nodes * transport.gpusPerNode;
    return (gpus - transport.gpusPerNode) * experts / gpus;
  }

  /** The dispatch of all GPUs at once. */
  public static Workload workload(Transport transport, int nodes, int experts, Mode mode) {
    long gpus = (long) nodes * transport.gpusPerNode;
    long peers = gpus - transport.gpusPerNode;
    long transfers = transfers(transport, nodes, experts);
    return concurrent(transport, peers, transfers, TILE, mode).with(SENDERS, gpus);
  }

  /**
   * Concurrent transfers of one GPU to some peers.
   *
   * @param bytes of each
   */
  public static Workload concurrent(
      Transport transport, long peers, long transfers, long bytes, Mode mode) {
    boolean spread = transport == Transport.IBRC && mode != Mode.NIC_ORDERED && mode != Mode.BOTH;
    long group = mode == Mode.DECOUPLED || mode == Mode.BOTH ? Math.ceilDiv(transfers, peers) : 1;
    Workload base =
        Workload.initial()
            .with(TILES, transfers)
            .with(TILE_BYTES, List.of(bytes))
            .with(PEERS, peers)
            .with(QPS_PER_PEER, spread ? 4L : 1L)
            .with(TILE_MAPPING, spread ? TileMapping.ROUND_ROBIN : TileMapping.ONE_QP)
            .with(SEND_DEPTH, 1024L)
            .with(CQ_DEPTH, 65_536L)
            .with(REGION_BYTES, 1L << 30)
            .with(REGION_STRIDE, 1L << 30)
            .with(SIGNALS_PER_FENCE, group)
            .with(SIGNAL, Signal.INLINE_WRITE);
    return switch (mode) {
      case COUPLED, DECOUPLED ->
          base.with(ORDERING, Ordering.DRAIN)
              .with(
                  FENCE_SCOPE,
                  transport == Transport.LIBFABRIC && mode == Mode.COUPLED
                      ? FenceScope.ENDPOINT
                      : FenceScope.PEER);
      case NIC_ORDERED, BOTH -> base.with(ORDERING, Ordering.NIC_FENCE);
      case PUT_ONLY ->
          base.with(SIGNAL, Signal.NOTHING)
              .with(ORDERING, Ordering.NONE)
              .with(SIGNALS_PER_FENCE, 1L);
    };
  }

  private static Preset preset(
      String name, Transport transport, String model, int nodes, int experts, Mode mode) {
    return new Preset(
        name,
        "%s dispatch on %d nodes, %d transfers a GPU, %s"
            .formatted(model, nodes, transfers(transport, nodes, experts), mode.title),
        SOURCE,
        transport.profile,
        null,
        workload(transport, nodes, experts, mode));
  }

  static List<Preset> presets() {
    List<Preset> all = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      all.add(preset("perseus-" + mode.word(), Transport.LIBFABRIC, "Qwen3-30B", 8, 128, mode));
      all.add(preset("perseus-ibrc-" + mode.word(), Transport.IBRC, "Qwen3-30B", 4, 128, mode));
      all.add(
          preset(
              "perseus-deepseek-" + mode.word(), Transport.LIBFABRIC, "DeepSeek-V3", 8, 256, mode));
    }
    all.add(
        new Preset(
            "perseus-ibgda",
            "Qwen3-30B dispatch on 4 nodes, posted by the GPU, a signal behind each tile",
            SOURCE,
            Transport.IBRC.profile,
            null,
            workload(Transport.IBRC, 4, 128, Mode.COUPLED)
                .with(ROUTE, Route.GPU_DIRECT)
                .with(QPS_PER_PEER, 1L)
                .with(TILE_MAPPING, TileMapping.ONE_QP)
                .with(SIGNAL, Signal.COMPARE_SWAP)
                .with(ORDERING, Ordering.SAME_QP)
                .with(FENCE_SCOPE, FENCE_SCOPE.initial())));
    return List.copyOf(all);
  }
}
