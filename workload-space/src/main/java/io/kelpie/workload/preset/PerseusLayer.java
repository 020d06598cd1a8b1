package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import io.kelpie.workload.preset.PerseusDispatch.Mode;
import io.kelpie.workload.preset.PerseusDispatch.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * The dispatch of a layer of the models in Perseus (arXiv 2605.00686), 1,024 tokens a GPU, on each
 * of its transports and in each of its orders: a tile holds the rows that one GPU sends to one
 * expert. Beside {@link PerseusDispatch}, whose tiles are those of its microbench.
 */
final class PerseusLayer {
  private static final long TOKENS = 1024;
  private static final int BYTES = 2;

  /** Models as their cards give them: width of a token, experts, and experts of a token. */
  private enum Model {
    QWEN3("qwen3", "Qwen3-30B-A3B", 2048, 128, 8, 8, 4),
    GPT_OSS("gpt-oss", "GPT-OSS-120B", 2880, 128, 4, 8, 4),
    DEEPSEEK("deepseek-v3", "DeepSeek-V3", 7168, 256, 8, 8, 4),
    LLAMA4("llama4", "Llama4-Scout", 5120, 16, 1, 4, 2);

    private final String word;
    private final String title;
    private final int hidden;
    private final int experts;
    private final int topK;
    private final int libfabricNodes;
    private final int infinibandNodes;

    Model(
        String word,
        String title,
        int hidden,
        int experts,
        int topK,
        int libfabricNodes,
        int infinibandNodes) {
      this.word = word;
      this.title = title;
      this.hidden = hidden;
      this.experts = experts;
      this.topK = topK;
      this.libfabricNodes = libfabricNodes;
      this.infinibandNodes = infinibandNodes;
    }

    long tileBytes() {
      return TOKENS * topK / experts * hidden * BYTES;
    }
  }

  /** What posts, and over what. */
  private enum Path {
    LIBFABRIC("libfabric", "through a proxy over libfabric", Transport.LIBFABRIC),
    IBRC("ibrc", "through a proxy over IBRC", Transport.IBRC),
    IBGDA("ibgda", "posted by the GPU", Transport.IBRC);

    private final String word;
    private final String title;
    private final Transport transport;

    Path(String word, String title, Transport transport) {
      this.word = word;
      this.title = title;
      this.transport = transport;
    }

    int nodes(Model model) {
      return transport == Transport.LIBFABRIC ? model.libfabricNodes : model.infinibandNodes;
    }
  }

  private PerseusLayer() {}

  static List<Preset> presets() {
    List<Preset> all = new ArrayList<>();
    for (Model model : Model.values()) {
      for (Path path : Path.values()) {
        for (Mode mode : Mode.values()) {
          all.add(preset(model, path, mode));
        }
      }
    }
    return List.copyOf(all);
  }

  private static Preset preset(Model model, Path path, Mode mode) {
    int nodes = path.nodes(model);
    Workload dispatch =
        PerseusDispatch.workload(path.transport, nodes, model.experts, mode)
            .with(TILE_BYTES, List.of(model.tileBytes()));
    return new Preset(
        "perseus-" + model.word + "-" + path.word + "-" + mode.word(),
        "%s, 1,024 tokens a GPU of %d nodes, %s, %s"
            .formatted(model.title, nodes, path.title, mode.title()),
        PerseusDispatch.SOURCE,
        path.transport.profile(),
        "tokens are routed evenly, and all tiles are ready at once",
        path == Path.IBGDA ? posted(dispatch, mode) : dispatch);
  }

  /** IBGDA sets a signal by a masked compare and swap, and needs no fence on one queue pair. */
  private static Workload posted(Workload dispatch, Mode mode) {
    Workload direct = dispatch.with(ROUTE, Route.GPU_DIRECT);
    return switch (mode) {
      case PUT_ONLY -> direct;
      case COUPLED ->
          direct
              .with(SIGNAL, Signal.COMPARE_SWAP)
              .with(ORDERING, Ordering.SAME_QP)
              .with(FENCE_SCOPE, FENCE_SCOPE.initial())
              .with(QPS_PER_PEER, 1L)
              .with(TILE_MAPPING, TileMapping.ONE_QP);
      case DECOUPLED, NIC_ORDERED, BOTH -> direct.with(SIGNAL, Signal.COMPARE_SWAP);
    };
  }
}
