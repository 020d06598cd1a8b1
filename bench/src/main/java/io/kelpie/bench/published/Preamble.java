package io.kelpie.bench.published;

import io.kelpie.probes.model.LaunchGraph;
import io.kelpie.probes.model.LaunchGraph.Kernel;
import java.util.List;

/**
 * The kernels between all-reduce and experts of a DeepSeek-V3.1 layer: norm, then the shared expert
 * on one stream, router and alignment on the other. The times are published, the graph is the
 * plausible one.
 */
final class Preamble {
  /** From the first kernel's start to the last one's end as published, in microseconds. */
  static final double WITH_GAPS = 52.1;

  static final LaunchGraph GRAPH =
      new LaunchGraph(
          List.of(
              new Kernel("norm", 3.42, false, List.of()),
              new Kernel("shared quantise", 2.18, true, List.of("norm")),
              new Kernel("shared GEMM", 8.77, false, List.of("shared quantise")),
              new Kernel("shared activation", 2.18, true, List.of("shared GEMM")),
              new Kernel("shared product", 2.02, true, List.of("shared activation")),
              new Kernel("shared second quantise", 1.73, true, List.of("shared product")),
              new Kernel("shared second GEMM", 2.78, false, List.of("shared second quantise")),
              new Kernel("router GEMM", 4.64, false, List.of("norm")),
              new Kernel("router reduce", 1.66, true, List.of("router GEMM")),
              new Kernel("sigmoid", 1.31, true, List.of("router reduce")),
              new Kernel("top-k", 1.34, false, List.of("sigmoid")),
              new Kernel("group index and top-k", 6.50, false, List.of("top-k")),
              new Kernel("copy", 0.93, true, List.of("group index and top-k")),
              new Kernel("quantise", 2.08, true, List.of("copy")),
              new Kernel("align block size", 3.87, false, List.of("quantise")),
              new Kernel("count and sort", 1.25, false, List.of("align block size")),
              new Kernel("index element-wise", 1.60, true, List.of("count and sort")),
              new Kernel("index", 2.21, false, List.of("index element-wise"))));

  private Preamble() {}
}
