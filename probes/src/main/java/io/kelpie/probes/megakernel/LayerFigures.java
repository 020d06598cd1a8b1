package io.kelpie.probes.megakernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.kelpie.ffi.cuda.CuBlas;
import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** What an expert layer costs inside the persistent kernel, and how right its numbers are. */
final class LayerFigures {
  private static final Duration WATCHDOG = Duration.ofSeconds(60);
  private static final int HIDDEN = 7168;
  private static final int INTERMEDIATE = 4096;

  /** One peer, signals behind their tiles by the queue's order. */
  private static final Rules RULES =
      new Rules(
          Ordering.SAME_QP,
          FenceScope.PEER,
          Signal.INLINE_WRITE,
          SignalQp.TILE,
          TileMapping.ONE_QP,
          1,
          1,
          1,
          false);

  private final Gpu gpu;
  private final Machine machine;

  LayerFigures(Gpu gpu, Machine machine) {
    this.gpu = gpu;
    this.machine = machine;
  }

  /** One expert's products inside the persistent kernel beside cuBLAS's. */
  Object layer(int tokens) {
    MoeShape shape =
        new MoeShape(
            tokens, 1, 1, HIDDEN, INTERMEDIATE, 0, 1, 128, 4, Protocol.SILU, false, false, 11);
    Map<String, Object> result = layer(shape, 20);
    try (Gpu.Stream stream = gpu.stream()) {
      Optional<CuBlas> library = CuBlas.open(stream);
      result.put("cublas", library.isPresent());
      if (library.isPresent()) {
        try (CuBlas blas = library.get();
            DeviceMemory a = random((long) tokens * HIDDEN);
            DeviceMemory b = random((long) HIDDEN * INTERMEDIATE);
            DeviceMemory c = gpu.allocate(2L * tokens * HIDDEN)) {
          double first = blas(blas, stream, tokens, INTERMEDIATE, HIDDEN, a, b, c);
          double second = blas(blas, stream, tokens, HIDDEN, INTERMEDIATE, a, b, c);
          result.put("cublas_first_flops", first);
          result.put("cublas_second_flops", second);
          result.put("first_share_of_cublas", number(result, "first_flops") / first);
          result.put("second_share_of_cublas", number(result, "second_flops") / second);
        }
      }
    }
    return result;
  }

  private DeviceMemory random(long elements) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(2 * elements, 64);
      for (long i = 0; i < elements; i++) {
        values.setAtIndex(JAVA_SHORT, i, BFloat16.of((float) ((Protocol.mix(i) >> 40) * 0x1p-23)));
      }
      DeviceMemory memory = gpu.allocate(2 * elements);
      gpu.copyIn(memory, values);
      return memory;
    }
  }

  private static double blas(
      CuBlas blas,
      Gpu.Stream stream,
      int m,
      int n,
      int k,
      DeviceMemory a,
      DeviceMemory b,
      DeviceMemory c) {
    int rounds = 20;
    double[] seconds = new double[7];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] =
          stream
                  .time(() -> {
                    for (int round = 0; round < rounds; round++) {
                      blas.multiply(m, n, k, a.address(), b.address(), c.address());
                    }
                  })
                  .toNanos()
              * 1e-9
              / rounds;
    }
    Arrays.sort(seconds);
    return 2.0 * m * n * k / seconds[seconds.length / 2];
  }

  /** A layer inside the persistent kernel, its numbers held against the reference. */
  Map<String, Object> layer(MoeShape shape, int passes) {
    MoeLayer layer = new MoeLayer(shape);
    Carrier loopback = new Loopback(0, Protocol.NONE);
    try (MoePlan plan = new MoePlan(machine, loopback, layer, RULES, 4, Handover.PLAIN);
        Course course =
            new Course(
                machine, plan, loopback, Workload.initial(), new RingSettings(4, 256, 8, 16));
        Arena arena = Arena.ofConfined()) {
      Session session = course.session();
      double[] whole = new double[passes];
      double[] first = new double[passes];
      double[] second = new double[passes];
      double[] waiting = new double[passes];
      for (int pass = -3; pass < passes; pass++) {
        plan.clear(arena);
        int verdict = course.run(WATCHDOG);
        if (verdict != Protocol.DONE) {
          throw new IllegalStateException(
              "the watchdog ended the pass: waiting %d, tile %d, task %d"
                  .formatted(
                      session.status("waiting"), session.status("tile"), session.status("task")));
        }
        if (pass >= 0) {
          TaskTimes times = new TaskTimes(session.taskStamps(), plan.tables().tasks().size());
          whole[pass] = times.span(all(plan));
          first[pass] = times.span(plan.products(1));
          second[pass] = times.span(plan.products(2));
          waiting[pass] = times.waitingShare(all(plan));
        }
      }
      double flops =
          2.0
              * layer.rows().stream().mapToInt(List::size).sum()
              * shape.hidden()
              * shape.intermediate();
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("tokens", shape.tokens());
      result.put("hidden", shape.hidden());
      result.put("intermediate", shape.intermediate());
      result.put("seconds", median(whole));
      result.put("first_seconds", median(first));
      result.put("first_flops", flops / median(first));
      result.put("second_seconds", median(second));
      result.put("second_flops", flops / median(second));
      result.put("waiting_share", median(waiting));
      result.put("relative_error", error(layer, plan.output(arena)));
      result.put("wire_bytes", plan.wireBytes());
      return result;
    }
  }

  private static List<Integer> all(MoePlan plan) {
    return IntStream.range(0, plan.tables().tasks().size()).boxed().toList();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Root of the squared error over that of the reference, over some tokens and columns. */
  private static double error(MoeLayer layer, MemorySegment output) {
    int[] columns = new int[Math.min(64, layer.shape().hidden())];
    Arrays.setAll(columns, i -> (int) ((long) i * layer.shape().hidden() / columns.length));
    double off = 0;
    double all = 0;
    int step = Math.max(1, layer.shape().tokens() / 8);
    for (int token = 0; token < layer.shape().tokens(); token += step) {
      double[] wanted = layer.output(token, columns);
      for (int i = 0; i < columns.length; i++) {
        double got =
            output.getAtIndex(JAVA_FLOAT, (long) token * layer.shape().hidden() + columns[i]);
        off += (got - wanted[i]) * (got - wanted[i]);
        all += wanted[i] * wanted[i];
      }
    }
    return Math.sqrt(off / all);
  }

  /** The same layer with and without the wire: what its transfers cost where they are exposed. */
  Object wired() {
    Map<String, Object> result = new LinkedHashMap<>();
    double alone = 0;
    for (boolean isWired : new boolean[] {false, true}) {
      MoeShape shape =
          new MoeShape(1024, 8, 2, 2048, 2048, 0.5, 2, 128, 1, Protocol.SILU, isWired, isWired, 12);
      Map<String, Object> layer = layer(shape, 10);
      result.put(isWired ? "wired" : "compute_only", layer);
      double seconds = number(layer, "seconds");
      alone = isWired ? alone : seconds;
      if (isWired) {
        result.put("exposed", seconds - alone);
      }
    }
    return result;
  }

  private static double number(Map<String, Object> figures, String name) {
    return (double) Objects.requireNonNull(figures.get(name));
  }
}
