package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.List;

/**
 * DeepEP's exchanges between nodes of eight GPUs: every GPU sends to the GPU of its rail on each
 * other node, which passes tokens on inside its node by NVLink. 4,096 tokens of 7,168 values, top 8
 * of evenly popular experts. A tile is one chunk of tokens.
 *
 * <p>The normal kernels receive into a ring of 128 tokens a channel and peer; the SM-free ones into
 * a buffer for all tokens, and copy out when their receive hook is called.
 */
public final class DeepEp {
  /** Tokens of a GPU. */
  public static final int TOKENS = 4096;

  /** Values of a token. */
  public static final int HIDDEN = 7168;

  /** FP8 values with one scale of 4 bytes for 128 of them. */
  public static final long FP8_TOKEN = HIDDEN + HIDDEN / 128 * 4;

  public static final long BF16_TOKEN = HIDDEN * 2;

  private static final int GPUS_PER_NODE = 8;
  private static final int TOP_K = 8;
  private static final int RING_TOKENS = 128;

  /** Thread blocks of either phase. */
  private static final int BLOCKS = 64;

  /** Bytes a second that a block copies where a preset has to say so. */
  private static final long COPY_RATE = 5_000_000_000L;

  private static final String SOURCE = "DeepEP (normal kernels, and a public pull request, 2025)";

  /** Which kernels. */
  public enum Form {
    /** Two blocks a channel: one sends and receives, one passes on. */
    RING(2),
    /** One block a channel. */
    HOOK(1);

    private final int blocksPerChannel;

    Form(int blocksPerChannel) {
      this.blocksPerChannel = blocksPerChannel;
    }

    int channels() {
      return BLOCKS / blocksPerChannel;
    }
  }

  private DeepEp() {}

  /** Share of tokens that some expert of a given node gets. */
  public static double perNode(int nodes) {
    return 1 - Math.pow(1 - 1.0 / nodes, TOP_K);
  }

  /** GPUs that a token goes to, on average. */
  private static double gpus(int nodes) {
    double all = (double) nodes * GPUS_PER_NODE;
    return all * (1 - Math.pow(1 - 1 / all, TOP_K));
  }

  /**
   * One exchange.
   *
   * @param chunk tokens of a tile
   * @param tokenBytes of a token
   * @param copyRate bytes a second that one thread block copies into the send buffer
   */
  public static Workload workload(Form form, int nodes, int chunk, long tokenBytes, long copyRate) {
    int peers = nodes - 1;
    long tiles = peers * Math.max(1, Math.round(TOKENS * perNode(nodes) / chunk));
    double logical = TOKENS * perNode(nodes) * nodes * tokenBytes;
    Workload workload =
        Workload.initial()
            .with(TILES, tiles)
            .with(TILE_BYTES, List.of(chunk * tokenBytes))
            .with(PEERS, (long) peers)
            .with(SENDERS, (long) nodes)
            .with(ROUTE, Route.GPU_DIRECT)
            .with(
                READY_INTERVAL,
                Math.round(logical / ((double) form.channels() * copyRate) / tiles * 1e9))
            .with(QPS_PER_PEER, (long) form.channels())
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
            .with(SIGNAL, Signal.FETCH_ADD)
            .with(ORDERING, Ordering.SAME_QP)
            .with(SEND_DEPTH, 1024L)
            .with(CQ_DEPTH, 262_144L)
            .with(REGION_BYTES, 1L << 30)
            .with(REGION_STRIDE, 1L << 30)
            .with(FORWARDS, Math.round(100 * gpus(nodes) / (perNode(nodes) * peers)))
            .with(FORWARDERS, (long) form.channels());
    return switch (form) {
      case RING ->
          workload
              .with(RECEIVE_BUFFER, ReceiveBuffer.RING)
              .with(RECEIVE_SLOTS, (long) form.channels() * (RING_TOKENS / chunk));
      case HOOK -> workload.with(RECEIVE_HOOK, Switch.ON);
    };
  }

  /** Tokens of a chunk as DeepEP configures them. */
  public static int chunk(int nodes, boolean combine) {
    return nodes > 2 ? 8 : combine ? 12 : 20;
  }

  /** Every token to each of its experts by itself, 128 tokens in a batch; no NVLink. */
  private static Workload lowLatency() {
    int nodes = 4;
    long gpus = (long) nodes * GPUS_PER_NODE;
    long tokens = 128;
    long peers = gpus - GPUS_PER_NODE;
    return Workload.initial()
        .with(TILES, tokens * TOP_K * peers / gpus)
        .with(TILE_BYTES, List.of(FP8_TOKEN))
        .with(PEERS, peers)
        .with(SENDERS, gpus)
        .with(ROUTE, Route.GPU_DIRECT)
        .with(SIGNAL, Signal.FETCH_ADD)
        .with(ORDERING, Ordering.SAME_QP)
        .with(SEND_DEPTH, 1024L)
        .with(CQ_DEPTH, 262_144L)
        .with(REGION_BYTES, 1L << 30)
        .with(REGION_STRIDE, 1L << 30)
        .with(RECEIVE_HOOK, Switch.ON);
  }

  static List<Preset> presets() {
    return List.of(
        preset(
            "deepep-normal",
            "DeepEP dispatch on 4 nodes, FP8, rings of 128 tokens a channel",
            "the receiver passes each chunk on as a whole, and a slot is told of when its chunk is",
            workload(Form.RING, 4, chunk(4, false), FP8_TOKEN, COPY_RATE)),
        preset(
            "deepep-sm-free",
            "DeepEP dispatch on 4 nodes, FP8, a buffer for all tokens and a receive hook",
            "the hook is called as soon as everything has come",
            workload(Form.HOOK, 4, chunk(4, false), FP8_TOKEN, COPY_RATE)),
        preset(
            "deepep-low-latency",
            "DeepEP low latency, 128 tokens a GPU, 32 GPUs, FP8, token by token",
            "each token has a signal; DeepEP counts one for each expert",
            lowLatency()));
  }

  private static Preset preset(String name, String title, String departs, Workload workload) {
    return new Preset(name, title, SOURCE, "h20-200g", departs, workload);
  }
}
