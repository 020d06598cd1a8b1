package io.kelpie.bench.published;

import io.kelpie.workload.preset.PerseusDispatch;
import io.kelpie.workload.preset.PerseusDispatch.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Figures that follow from a definition and from figures beside them. */
final class Identities {
  private static final int TOKENS = 4096;
  private static final int HIDDEN = 7168;

  /** FP8 values with one scale of 4 bytes for 128 of them. */
  private static final double FP8_TOKEN = HIDDEN + HIDDEN / 128.0 * 4;

  private static final double BF16_TOKEN = HIDDEN * 2.0;

  /** Nodes that a token's eight experts touch: of two nodes, EP16, and of four, EP32. */
  private static final double OF_TWO = 2.0;

  private static final double OF_FOUR = 3.6;

  private final Map<String, Double> values = new HashMap<>();

  Identities(List<Figure> figures) {
    perseus();
    figures.stream().filter(figure -> figure.paper().equals("DeepEP")).forEach(this::deepEp);
    values.put("deepep-buffer", TOKENS * BF16_TOKEN * OF_TWO * 2 * 1e-6);
    values.put("megascale-m-short", microBatches(0.49));
    values.put("megascale-m-long", microBatches(0.99));
    remote();
    double kernels = Preamble.GRAPH.chain();
    values.put("preamble-kernels", kernels);
    values.put("preamble-gaps", Preamble.WITH_GAPS - kernels);
    values.put("preamble-two-streams", Preamble.GRAPH.longestPath());
  }

  OptionalDouble value(String id) {
    Double value = values.get(id);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private void perseus() {
    double transfers = PerseusDispatch.transfers(Transport.LIBFABRIC, 8, 128);
    values.put(
        "perseus-transfers-qwen3-16",
        (double) PerseusDispatch.transfers(Transport.LIBFABRIC, 4, 128));
    values.put("perseus-transfers-qwen3-32", transfers);
    values.put(
        "perseus-transfers-deepseek-64",
        (double) PerseusDispatch.transfers(Transport.LIBFABRIC, 16, 256));
    values.put("perseus-fences-coupled", transfers);
    values.put("perseus-fences-group28", Math.ceil(transfers / 28));
    values.put("perseus-fences-fewer", 28.0);
  }

  /** Logical bytes, the own node's included, over the kernel time of the row beside it. */
  private void deepEp(Figure figure) {
    if (!figure.id().endsWith("-time")) {
      return;
    }
    double token = figure.id().contains("-fp8-") ? FP8_TOKEN : BF16_TOKEN;
    double bytes = TOKENS * token * (figure.id().contains("-16-") ? OF_TWO : OF_FOUR);
    values.put(figure.id().replace("-time", "-rate"), bytes / (figure.low() * 1e-6) * 1e-9);
  }

  /**
   * Micro-batches of which one computes while the others travel: at least {@code 2 (1 + c)}.
   *
   * @param communication over computation
   */
  private static double microBatches(double communication) {
    return Math.ceil(2 * (1 + communication));
  }

  private void remote() {
    values.put("remote-calls-1", 1 - 2657.0 / 29042);
    values.put("remote-calls-2", 1 - 2280.0 / 29020);
    values.put("remote-payload-1", 1 - 317.346 / 612.430);
    values.put("remote-payload-2", 1 - 17.943 / 612.370);
    values.put("remote-prefill-equal", 1 - 27.74 / 40.93);
    values.put("remote-prefill-weak", 81.20 / 41.64 - 1);
  }
}
