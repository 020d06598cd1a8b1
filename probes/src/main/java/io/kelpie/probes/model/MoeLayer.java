package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.PEERS;
import static io.kelpie.workload.Catalogue.SENDERS;
import static io.kelpie.workload.Catalogue.TILES;

import io.kelpie.probes.Stamp;
import io.kelpie.workload.Workload;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a mixture of experts end to end, as a megakernel runs it: every GPU sends its tokens
 * to their experts, each expert computes a tile as soon as it is there, and sends the rows back as
 * soon as they are computed. Between nodes both exchanges are workloads on the fabric; inside a
 * node tiles go by NVLink.
 *
 * <p>A put that goes back has at most 128 rows, as FlashMoE's do. The layer ends with the last row
 * back.
 */
public final class MoeLayer {
  private static final int BYTES = 2;
  private static final long DEADLINE = 100_000_000_000L;

  private final FabricParameters parameters;
  private final GpuNode node;
  private final Shape shape;

  /**
   * What is computed and where.
   *
   * @param nodes with so many GPUs each
   * @param tokens of one GPU
   * @param hidden width of a token, BF16
   * @param intermediate width inside an expert
   * @param experts in all, at least one a GPU
   * @param topK experts that each token goes to
   * @param skew Zipf exponent of the experts' popularity
   */
  public record Shape(
      int nodes,
      int gpusPerNode,
      int tokens,
      int hidden,
      int intermediate,
      int experts,
      int topK,
      double skew) {

    /** GPUs in all. */
    public int gpus() {
      return nodes * gpusPerNode;
    }

    /** GPUs of other nodes. */
    public int peers() {
      return gpus() - gpusPerNode;
    }

    /** Experts of one GPU. */
    public int expertsPerGpu() {
      return experts / gpus();
    }

    /** Rows that one GPU sends to one expert, evenly. */
    public double rows() {
      return (double) tokens * topK / experts;
    }

    /**
     * Bytes that one GPU sends to one expert: the whole of its place there, however many rows are
     * in it. Perseus' M = EC H 2; what FlashMoE sends at its head is the rows alone.
     */
    public long tileBytes() {
      return (long) capacity() * hidden * BYTES;
    }

    /**
     * Rows that an expert takes from one GPU at most; tokens beyond are dropped. FlashMoE: tokens
     * over experts times experts of a token, each rounded up, the product to whole tiles.
     */
    public int capacity() {
      int rows = Math.ceilDiv(tokens, experts) * topK;
      return Math.ceilDiv(rows, ExpertCompute.BLOCK_ROWS) * ExpertCompute.BLOCK_ROWS;
    }

    /** Puts that the rows of one tile go back in. */
    public int blocks() {
      return (int) Math.max(1, Math.ceil(rows() / ExpertCompute.BLOCK_ROWS));
    }
  }

  /**
   * What a layer takes.
   *
   * @param seconds of the slowest GPU
   * @param computeSeconds of the GPU with most work, were all its tiles there at once
   * @param busyShare of all processors' time in which they compute
   */
  public record Result(double seconds, double computeSeconds, double busyShare) {
    /** Seconds that communication adds. */
    public double exposed() {
      return Math.max(0, seconds - computeSeconds);
    }
  }

  public MoeLayer(FabricParameters parameters, GpuNode node, Shape shape) {
    if (shape.experts % shape.gpus() != 0) {
      throw new IllegalArgumentException(
          shape.experts + " experts do not deal over " + shape.gpus() + " GPUs");
    }
    this.parameters = parameters;
    this.node = node;
    this.shape = shape;
  }

  /** A layer inside one node. */
  public Result run() {
    return run(null, null);
  }

  /**
   * A layer over several nodes.
   *
   * @param dispatch one tile for each expert of another node, all GPUs sending
   * @param combine the rows back, {@link Shape#blocks} puts for each of those tiles
   */
  public Result run(@Nullable Workload dispatch, @Nullable Workload combine) {
    Popularity popularity = new Popularity(shape.experts, shape.skew);
    Simulation out = dispatch == null ? null : exchange(dispatch, null);
    int hosts = shape.skew == 0 ? 1 : shape.gpus();
    long[][] ready = new long[shape.gpus()][];
    long[][] bytes = new long[shape.gpus()][];
    long end = 0;
    long compute = 0;
    long busy = 0;
    for (int host = 0; host < shape.gpus(); host++) {
      if (host >= hosts) {
        ready[host] = ready[0];
        bytes[host] = bytes[0];
        continue;
      }
      Arrivals arrivals = arrivals(host, out, popularity);
      ExpertCompute experts = new ExpertCompute(node.gpu(), shape.hidden, shape.intermediate);
      long[] alone = experts.finish(new long[arrivals.at.length], arrivals.rows);
      compute = Math.max(compute, Arrays.stream(alone).max().orElse(0));
      long[] done = experts.finish(arrivals.at, arrivals.rows);
      busy = Math.max(busy, experts.busy());
      end = Math.max(end, localEnd(done, arrivals));
      back(host, done, arrivals, out == null ? 0 : sent(out, host), ready, bytes);
    }
    if (combine != null) {
      Simulation in = exchange(combine, new Drive(bytes, ready));
      end = Math.max(end, last(in));
    }
    return new Result(
        end * 1e-9, compute * 1e-9, busy / ((double) node.gpu().processors() * Math.max(1, end)));
  }

  /** Tiles at one GPU, those of other nodes first. */
  private static final class Arrivals {
    private final long[] at;
    private final int[] rows;
    private final int remote;

    Arrivals(int remote, int local) {
      this.remote = remote;
      at = new long[remote + local];
      rows = new int[remote + local];
    }
  }

  private Simulation exchange(Workload workload, @Nullable Drive drive) {
    int tiles = workload.integer(TILES);
    int peers = workload.integer(PEERS);
    if (workload.get(SENDERS) != shape.gpus() || peers != shape.peers()) {
      throw new IllegalArgumentException("all GPUs of a layer send to all of other nodes");
    }
    Drive driven = drive;
    if (driven == null) {
      long[][] bytes = new long[shape.gpus()][tiles];
      for (int sender = 0; sender < bytes.length; sender++) {
        Arrays.fill(bytes[sender], shape.tileBytes());
      }
      driven = new Drive(bytes, null);
    }
    Simulation simulation =
        new Simulation(
            parameters, Impact.NONE, new Jitter(parameters.noise()), workload, driven, 0, 1);
    long took = simulation.pass(DEADLINE, true);
    if (took > DEADLINE || simulation.failure() != null) {
      throw new IllegalStateException(workload + " did not complete");
    }
    return simulation;
  }

  private int rows(double popularity) {
    return Math.clamp(Math.round(shape.rows() * popularity), 1, shape.capacity());
  }

  private int expert(int host, int ofHost) {
    return host * shape.expertsPerGpu() + ofHost;
  }

  private Arrivals arrivals(int host, @Nullable Simulation out, Popularity popularity) {
    int perGpu = shape.expertsPerGpu();
    int remote = out == null ? 0 : shape.peers() * perGpu;
    int local = (out == null ? shape.gpus() : shape.gpusPerNode) * perGpu;
    Arrivals arrivals = new Arrivals(remote, local);
    long[] at = arrivals.at;
    int[] rows = arrivals.rows;
    int place = 0;
    if (out != null) {
      for (int peer = 0; peer < shape.peers(); peer++) {
        int sender = Math.floorMod(host - 1 - peer, shape.gpus());
        for (int ofHost = 0; ofHost < perGpu; ofHost++) {
          int tile = ofHost * shape.peers() + peer;
          at[place] = out.groups().get(sender).clock().at(Stamp.VERIFIED, tile);
          rows[place++] = rows(popularity, host, ofHost);
        }
      }
    }
    double sent = 0;
    for (int ofHost = 0; ofHost < perGpu; ofHost++) {
      for (int source = 0; source < local / perGpu; source++) {
        rows[place] = rows(popularity, host, ofHost);
        if (source > 0) {
          sent += (double) rows[place] * shape.hidden * BYTES;
          at[place] = nvlink(sent);
        }
        place++;
      }
    }
    return arrivals;
  }

  private int rows(Popularity popularity, int host, int ofHost) {
    return rows(popularity.of(expert(host, ofHost)));
  }

  /** When so many bytes, sent from the start, are at another GPU of the node. */
  private long nvlink(double bytes) {
    return node.nvlink().nanos() + Math.round(bytes / node.nvlink().bytesPerSecond() * 1e9);
  }

  /** When the last rows of this node's own tokens are back. */
  private long localEnd(long[] done, Arrivals arrivals) {
    int[] order =
        IntStream.range(arrivals.remote, done.length)
            .boxed()
            .sorted((one, other) -> Long.compare(done[one], done[other]))
            .mapToInt(Integer::intValue)
            .toArray();
    double free = 0;
    for (int tile : order) {
      double nanos =
          (double) arrivals.rows[tile]
              * shape.hidden
              * BYTES
              / node.nvlink().bytesPerSecond()
              * 1e9;
      free = Math.max(free, done[tile]) + nanos;
    }
    return Math.round(free) + node.nvlink().nanos();
  }

  /**
   * The puts of rows for other nodes, in the order in which they are computed. They stand in the
   * request ring and in the queues behind all that the same GPU dispatches.
   */
  private void back(
      int host, long[] done, Arrivals arrivals, long sent, long[][] ready, long[][] bytes) {
    int blocks = shape.blocks();
    int[] order =
        IntStream.range(0, arrivals.remote)
            .boxed()
            .sorted((one, other) -> Long.compare(done[one], done[other]))
            .mapToInt(Integer::intValue)
            .toArray();
    ready[host] = new long[order.length * blocks];
    bytes[host] = new long[order.length * blocks];
    for (int place = 0; place < ready[host].length; place++) {
      int tile = order[place / blocks];
      ready[host][place] = Math.max(sent, done[tile]);
      bytes[host][place] = Math.max(1, (long) arrivals.rows[tile] * shape.hidden * BYTES / blocks);
    }
  }

  private static long last(Simulation simulation) {
    return IntStream.range(0, simulation.groups().size())
        .mapToLong(sender -> sent(simulation, sender))
        .max()
        .orElse(0);
  }

  /** When the last tile of a sender is where it belongs. */
  private static long sent(Simulation simulation, int sender) {
    SenderGroup group = simulation.groups().get(sender);
    return IntStream.range(0, group.plan().tiles)
        .mapToLong(tile -> group.clock().at(Stamp.VERIFIED, tile))
        .max()
        .orElse(0);
  }
}
