package io.kelpie.bench.published;

import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.GpuNode;
import io.kelpie.probes.model.MoeLayer;
import io.kelpie.probes.model.MoeLayer.Shape;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import io.kelpie.workload.preset.PerseusDispatch;
import io.kelpie.workload.preset.PerseusDispatch.Mode;
import io.kelpie.workload.preset.PerseusDispatch.Transport;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/** Perseus' layers end to end: dispatch, experts, combine. */
final class PerseusLayers {
  /** Tokens of a GPU for figures that name none. */
  private static final List<Integer> TOKENS = List.of(256, 1024, 4096);

  /** Models by width, width inside an expert, experts, and experts of a token. */
  enum Model {
    QWEN3(2048, 768, 128, 8),
    GPT_OSS(2880, 2880, 128, 4),
    DEEPSEEK(7168, 2048, 256, 8),
    LLAMA4(5120, 8192, 16, 1);

    private final int hidden;
    private final int intermediate;
    private final int experts;
    private final int topK;

    Model(int hidden, int intermediate, int experts, int topK) {
      this.hidden = hidden;
      this.intermediate = intermediate;
      this.experts = experts;
      this.topK = topK;
    }

    Shape shape(Transport transport, int nodes, int tokens, double skew) {
      int gpusPerNode = transport == Transport.LIBFABRIC ? 4 : 8;
      return new Shape(nodes, gpusPerNode, tokens, hidden, intermediate, experts, topK, skew);
    }
  }

  /**
   * A layer and how its signals are kept behind its tiles.
   *
   * @param signals that one fence of the endpoint releases; 0 where the mode says so itself
   * @param direct whether the GPU posts
   */
  record Case(
      Model model,
      Transport transport,
      int nodes,
      int tokens,
      double skew,
      Mode mode,
      int signals,
      boolean direct) {
    Case(Model model, int nodes, int tokens, Mode mode) {
      this(model, Transport.LIBFABRIC, nodes, tokens, 0, mode, 0, false);
    }
  }

  private final FabricParameters perlmutter;
  private final FabricParameters h100;
  private final GpuNode a100 = GpuNode.named("a100");
  private final GpuNode h100Gpu = GpuNode.named("h100");
  private final Shared shared;

  /** Layers that were run, for fits that have them in common. */
  static final class Shared {
    private final Map<Run, MoeLayer.Result> results = new HashMap<>();

    private record Run(FabricParameters fabric, Case asked) {}
  }

  /**
   * @param shared with other fits
   */
  PerseusLayers(FabricParameters perlmutter, FabricParameters h100, Shared shared) {
    this.perlmutter = perlmutter;
    this.h100 = h100;
    this.shared = shared;
  }

  OptionalDouble value(String id) {
    return switch (id) {
      case "perseus-libfabric" ->
          OptionalDouble.of(largestGain(Model.QWEN3, Transport.LIBFABRIC, 8));
      case "perseus-libfabric-gpt-oss" ->
          OptionalDouble.of(largestGain(Model.GPT_OSS, Transport.LIBFABRIC, 8));
      case "perseus-libfabric-deepseek" ->
          OptionalDouble.of(largestGain(Model.DEEPSEEK, Transport.LIBFABRIC, 8));
      case "perseus-ibrc" -> OptionalDouble.of(largestGain(Model.QWEN3, Transport.IBRC, 4));
      case "perseus-against-ibgda" -> OptionalDouble.of(overDirect());
      case "perseus-on-ibgda" -> OptionalDouble.of(onDirect());
      case "perseus-ablation-8-1" -> OptionalDouble.of(gain(8, Mode.NIC_ORDERED));
      case "perseus-ablation-8-2" -> OptionalDouble.of(gain(8, Mode.DECOUPLED));
      case "perseus-ablation-8-3" -> OptionalDouble.of(gain(8, Mode.BOTH));
      case "perseus-ablation-2-1" -> OptionalDouble.of(gain(2, Mode.DECOUPLED));
      case "perseus-ablation-2-2" -> OptionalDouble.of(gain(2, Mode.NIC_ORDERED));
      case "perseus-scaling-8" -> OptionalDouble.of(offTrend(Model.QWEN3, 8, Mode.COUPLED));
      case "perseus-scaling-16" -> OptionalDouble.of(offTrend(Model.QWEN3, 16, Mode.COUPLED));
      case "perseus-scaling-16-after" -> OptionalDouble.of(offTrend(Model.QWEN3, 16, Mode.BOTH));
      case "perseus-scaling-gpt-oss" ->
          OptionalDouble.of(Math.cbrt(offTrend(Model.GPT_OSS, 16, Mode.COUPLED)));
      case "perseus-scaling-llama4" -> OptionalDouble.of(offTrend(Model.LLAMA4, 4, Mode.COUPLED));
      case "perseus-layer-coupled" ->
          OptionalDouble.of(1e3 * seconds(new Case(Model.QWEN3, 8, 1024, Mode.COUPLED)));
      case "perseus-layer-decoupled-by-1" -> OptionalDouble.of(1e3 * seconds(grouped(1)));
      case "perseus-layer-decoupled-by-28" -> OptionalDouble.of(1e3 * seconds(grouped(28)));
      case "perseus-tensor-qwen3-30b-before" -> OptionalDouble.of(busy(Model.QWEN3, Mode.COUPLED));
      case "perseus-tensor-qwen3-30b-after" -> OptionalDouble.of(busy(Model.QWEN3, Mode.BOTH));
      case "perseus-tensor-gpt-oss-120b-before" ->
          OptionalDouble.of(busy(Model.GPT_OSS, Mode.COUPLED));
      case "perseus-tensor-gpt-oss-120b-after" -> OptionalDouble.of(busy(Model.GPT_OSS, Mode.BOTH));
      case "perseus-skew-s1k-even" -> OptionalDouble.of(skewed(1024, 0));
      case "perseus-skew-s1k-zipf-15" -> OptionalDouble.of(skewed(1024, 1.5));
      case "perseus-skew-s8k-even" -> OptionalDouble.of(skewed(8192, 0));
      case "perseus-skew-s8k-zipf-15" -> OptionalDouble.of(skewed(8192, 1.5));
      case "perseus-alpha-16-before" -> OptionalDouble.of(1e3 * startUp(16, Mode.COUPLED));
      case "perseus-alpha-16-after" -> OptionalDouble.of(1e3 * startUp(16, Mode.BOTH));
      default -> OptionalDouble.empty();
    };
  }

  private double gain(int nodes, Mode mode) {
    return gain(Model.QWEN3, Transport.LIBFABRIC, nodes, mode);
  }

  double skewed(int tokens, double skew) {
    return gain(Model.QWEN3, Transport.LIBFABRIC, 8, tokens, skew, Mode.BOTH);
  }

  /** Whether a layer exposes more of its communication with every doubling of nodes. */
  boolean stallsMoreOnMoreNodes() {
    double before = 0;
    for (int nodes : new int[] {2, 4, 8, 16}) {
      double exposed = run(new Case(Model.QWEN3, nodes, 1024, Mode.COUPLED)).exposed();
      if (exposed <= before) {
        return false;
      }
      before = exposed;
    }
    return true;
  }

  private static Case grouped(int signals) {
    return new Case(Model.QWEN3, Transport.LIBFABRIC, 8, 1024, 0, Mode.DECOUPLED, signals, false);
  }

  private double busy(Model model, Mode mode) {
    return median(
        TOKENS.stream()
            .mapToDouble(tokens -> run(new Case(model, 4, tokens, mode)).busyShare())
            .toArray());
  }

  /** How many times faster a proxy with both remedies is than the GPU's own posting, at most. */
  double overDirect() {
    return TOKENS.stream()
        .mapToDouble(tokens ->
            seconds(direct(tokens, Mode.COUPLED))
                / seconds(new Case(Model.QWEN3, Transport.IBRC, 4, tokens, 0, Mode.BOTH, 0, false)))
        .max()
        .orElseThrow();
  }

  /** How many times faster both remedies make the GPU's own posting, on average. */
  private double onDirect() {
    return TOKENS.stream()
        .mapToDouble(
            tokens -> seconds(direct(tokens, Mode.COUPLED)) / seconds(direct(tokens, Mode.BOTH)))
        .average()
        .orElseThrow();
  }

  private static Case direct(int tokens, Mode mode) {
    return new Case(Model.QWEN3, Transport.IBRC, 4, tokens, 0, mode, 0, true);
  }

  MoeLayer.Result run(Case asked) {
    return shared.results.computeIfAbsent(
        new Shared.Run(fabric(asked), asked), run -> layer(asked, run.fabric()));
  }

  double seconds(Case asked) {
    return run(asked).seconds();
  }

  /** How many times faster than coupled, for a figure that names no number of tokens. */
  double gain(Model model, Transport transport, int nodes, Mode mode) {
    return median(
        TOKENS.stream()
            .mapToDouble(tokens -> gain(model, transport, nodes, tokens, 0, mode))
            .toArray());
  }

  /** The largest of the same. */
  double largestGain(Model model, Transport transport, int nodes) {
    return TOKENS.stream()
        .mapToDouble(tokens -> gain(model, transport, nodes, tokens, 0, Mode.BOTH))
        .max()
        .orElseThrow();
  }

  double gain(Model model, Transport transport, int nodes, int tokens, double skew, Mode mode) {
    Case coupled = new Case(model, transport, nodes, tokens, skew, Mode.COUPLED, 0, false);
    Case other = new Case(model, transport, nodes, tokens, skew, mode, 0, false);
    return seconds(coupled) / seconds(other);
  }

  /** Times longer than on two nodes, with as many tokens a GPU. */
  double offTrend(Model model, int nodes, Mode mode) {
    return seconds(new Case(model, nodes, 1024, mode)) / seconds(new Case(model, 2, 1024, mode));
  }

  /** Intercept of time over the bytes of an expert's tile, in seconds. */
  double startUp(int nodes, Mode mode) {
    SimpleRegression line = new SimpleRegression();
    for (int tokens : TOKENS) {
      Case asked = new Case(Model.QWEN3, nodes, tokens, mode);
      line.addData(
          Model.QWEN3.shape(Transport.LIBFABRIC, nodes, tokens, 0).tileBytes(), seconds(asked));
    }
    return line.getIntercept();
  }

  /** The fabric of a layer; what a drain costs is no part of it where nothing is drained. */
  private FabricParameters fabric(Case asked) {
    FabricParameters fabric = asked.transport == Transport.LIBFABRIC ? perlmutter : h100;
    return switch (asked.mode) {
      case COUPLED, DECOUPLED -> fabric;
      case NIC_ORDERED, BOTH, PUT_ONLY -> fabric.withDrainVisit(0);
    };
  }

  private MoeLayer.Result layer(Case asked, FabricParameters fabric) {
    GpuNode node = asked.transport == Transport.LIBFABRIC ? a100 : h100Gpu;
    Shape shape = asked.model.shape(asked.transport, asked.nodes, asked.tokens, asked.skew);
    MoeLayer layer =
        new MoeLayer(asked.direct ? fabric.direct(node.posting()) : fabric, node, shape);
    return layer.run(exchange(asked, shape, 1), exchange(asked, shape, shape.blocks()));
  }

  private static Workload exchange(Case asked, Shape shape, int blocks) {
    long transfers = (long) shape.peers() * shape.expertsPerGpu() * blocks;
    long bytes = Math.max(32, Math.min(4L << 20, shape.tileBytes() / blocks));
    Workload workload =
        PerseusDispatch.concurrent(asked.transport, shape.peers(), transfers, bytes, asked.mode)
            .with(Catalogue.SENDERS, (long) shape.gpus());
    if (asked.direct) {
      // IBGDA sets a signal by a masked compare and swap, on its tile's queue pair
      Workload direct = workload.with(Catalogue.SIGNAL, Signal.COMPARE_SWAP);
      return asked.mode == Mode.COUPLED
          ? direct
              .with(Catalogue.ORDERING, Ordering.SAME_QP)
              .with(Catalogue.QPS_PER_PEER, 1L)
              .with(Catalogue.TILE_MAPPING, TileMapping.ONE_QP)
          : direct;
    }
    if (asked.signals == 0) {
      return workload;
    }
    return workload
        .with(Catalogue.FENCE_SCOPE, FenceScope.ENDPOINT)
        .with(Catalogue.SIGNALS_PER_FENCE, Math.min(transfers, asked.signals));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }
}
