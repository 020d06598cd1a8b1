package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.offset;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.cuda.Argument;
import io.kelpie.ffi.cuda.CuBlas;
import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.ffi.cuda.PinnedMemory;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code native/gpu-check measure} prints: each figure measured here and now, on one GPU, or
 * on two where there are two. Times in seconds, rates a second, unless a name says otherwise.
 */
public final class GpuMeasurements {
  private static final VarHandle WORD = JAVA_LONG.varHandle();
  private static final long PATIENCE = 20_000_000_000L;
  private static final Duration WATCHDOG = Duration.ofSeconds(60);

  /** Most copies of a signal. */
  private static final int LINES = 4;

  private static final int DEPTH = 1024;
  private static final int HIDDEN = 7168;
  private static final int INTERMEDIATE = 4096;

  private final Gpu gpu;
  private final GpuMachine machine;

  private GpuMeasurements(Gpu gpu) {
    this.gpu = gpu;
    machine = new GpuMachine(gpu, 0);
  }

  /** One thing that could not be measured. */
  private record Refused(String reason) {}

  /** All of them, in the order in which they are printed; one that fails says why in its place. */
  public static Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    Optional<String> absence = Gpu.absence();
    all.put("absence", absence.orElse(null));
    if (absence.isPresent()) {
      return all;
    }
    try (Gpu gpu = Gpu.open(0)) {
      GpuMeasurements each = new GpuMeasurements(gpu);
      all.put("gpu", gpu.name());
      all.put("gpus", Gpu.count());
      all.put("driver", Gpu.driverVersion());
      all.put("image", gpu.image().file());
      all.put("java", Runtime.version().toString());
      put(all, "ring_round_trip", each::roundTrip);
      put(all, "requests", each::pour);
      put(all, "clock", each::clock);
      put(all, "layer_1024", () -> each.layer(1024));
      put(all, "layer_128", () -> each.layer(128));
      put(all, "layer_on_wire", each::wired);
      put(all, "orderings", each::orderings);
      put(all, "compute_per_tile", each::computePerTile);
      put(all, "waterfall", each::waterfall);
      put(all, "hang", each::hang);
      put(all, "launches", each::launches);
      put(all, "refusal", each::refusal);
      put(all, "peers", each::peers);
      each.machine.release();
    }
    return all;
  }

  /**
   * Runs a small preset once: {@code coupled}, {@code decoupled} or {@code layer}.
   *
   * @return how it ended
   * @throws io.kelpie.ffi.cuda.GpuUnavailableException where there is no GPU
   */
  public static String preset(String name) {
    try (Gpu gpu = Gpu.open(0)) {
      GpuMeasurements each = new GpuMeasurements(gpu);
      try {
        return switch (name) {
          case "coupled" -> each.traffic(1);
          case "decoupled" -> each.traffic(8);
          case "layer" -> {
            MoeShape shape =
                new MoeShape(200, 2, 2, 256, 320, 0.5, 1.5, 128, 1, Protocol.SILU, true, true, 7);
            yield "relative error " + each.layer(shape, 1).get("relative_error");
          }
          default -> throw new IllegalArgumentException("no preset is named " + name);
        };
      } finally {
        each.machine.release();
      }
    }
  }

  /** One pass of a few tiles, drained in groups. */
  private String traffic(int group) {
    Workload workload =
        Workload.initial()
            .with(Catalogue.ORDERING, Ordering.DRAIN)
            .with(Catalogue.SIGNALS_PER_FENCE, (long) group);
    try (TrafficPlan plan = new TrafficPlan(machine, workload, 1000, 2);
        Session session =
            new Session(machine, plan.tables(), new Session.RingSettings(2, 16, 4, false));
        Transport wire =
            new Loopback(0, Protocol.NONE)
                .open(
                    workload,
                    plan.routes().rules(),
                    new Carrier.Ends(
                        plan.source().segment(),
                        plan.target().segment(),
                        session.signals(),
                        plan.bytes().length),
                    session::signal)) {
      Passes passes = new Passes(session, new Proxy(session, plan.routes(), wire, 16), false);
      int verdict = passes.run(Duration.ofSeconds(60));
      return verdict == Protocol.DONE ? "done" : "ended with verdict " + verdict;
    }
  }

  /** What is said of more blocks than can run at once, before anything is launched. */
  private Object refusal() {
    try {
      new GpuMachine(gpu, 100_000);
      throw new IllegalStateException("100000 blocks were not refused");
    } catch (GpuUnavailableException refused) {
      return new Refused(refused.toString());
    }
  }

  private interface Figure {
    @Nullable Object measure();
  }

  private static void put(Map<String, Object> all, String name, Figure figure) {
    long before = System.nanoTime();
    try {
      all.put(name, figure.measure());
    } catch (RuntimeException failed) {
      all.put(name, new Refused(String.valueOf(failed)));
    }
    System.err.printf("%s: %.1f s%n", name, (System.nanoTime() - before) * 1e-9);
  }

  /** Rings of their own, for kernels that are not the persistent one. */
  private final class Rings implements AutoCloseable {
    final DeviceMemory issued;
    final PinnedMemory requests;
    final PinnedMemory consumed;
    final PinnedMemory signals;
    final MemorySegment launch = Arena.ofAuto().allocate(Protocol.LAUNCH_LAYOUT);
    final RequestRing[] rings;

    Rings(int count, int interval, Gpu.Stream stream) {
      issued = gpu.allocate((long) count * Protocol.LINE_BYTES);
      stream.clear(issued);
      stream.await();
      requests = gpu.pin((long) count * DEPTH * Protocol.REQUEST_BYTES);
      consumed = gpu.pin((long) count * Protocol.LINE_BYTES);
      signals = gpu.pin(LINES * Protocol.LINE_BYTES);
      set("issued", issued.address());
      set("requests", requests.deviceAddress());
      set("consumed", consumed.deviceAddress());
      set("signals", signals.deviceAddress());
      set("deadline", PATIENCE);
      launch.set(JAVA_INT, offset(Protocol.LAUNCH_LAYOUT, "depth"), DEPTH);
      rings = new RequestRing[count];
      for (int ring = 0; ring < count; ring++) {
        rings[ring] =
            new RequestRing(
                new RawWords(),
                0,
                (requests.segment().address() + (long) ring * DEPTH * Protocol.REQUEST_BYTES) / 8,
                (consumed.segment().address() + (long) ring * Protocol.LINE_BYTES) / 8,
                DEPTH,
                interval);
      }
    }

    private void set(String field, long value) {
      launch.set(JAVA_LONG, offset(Protocol.LAUNCH_LAYOUT, field), value);
    }

    @Override
    public void close() {
      signals.close();
      consumed.close();
      requests.close();
      issued.close();
    }
  }

  private Object roundTrip() {
    Map<String, Object> result = new LinkedHashMap<>();
    for (boolean isOwned : new boolean[] {true, false}) {
      for (int lines : new int[] {1, 2, 4}) {
        result.put(
            "%s_ring_signal_in_%d_lines".formatted(isOwned ? "owned" : "shared", lines),
            roundTrip(lines, isOwned));
      }
    }
    return result;
  }

  /**
   * From a request begun to its signal seen, by the kernel's clock.
   *
   * @param lines copies of the signal, each in a line of its own that is asked for by itself
   * @param isOwned whether the ring has this producer alone, so that slots need no atomic
   */
  private Object roundTrip(int lines, boolean isOwned) {
    int rounds = 50_000;
    try (Gpu.Stream stream = gpu.stream();
        Rings rings = new Rings(1, 32, stream);
        DeviceMemory took = gpu.allocate(16L * rounds);
        Arena arena = Arena.ofConfined()) {
      gpu.kernel("kelpie_round_trip")
          .launch(
              stream,
              1,
              32,
              0,
              Argument.of(rings.launch),
              Argument.of(took.address()),
              Argument.of(rounds),
              Argument.of(lines),
              Argument.of(isOwned ? 1 : 0));
      answer(rings, rounds, lines);
      stream.await();
      MemorySegment times = arena.allocate(took.bytes(), 8);
      gpu.copyOut(times, took);
      long[] nanos = new long[rounds / 2];
      Arrays.setAll(nanos, i -> times.getAtIndex(JAVA_LONG, 2L * (i + rounds / 2)));
      Arrays.sort(nanos);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("rounds", nanos.length);
      result.put("median", nanos[nanos.length / 2] * 1e-9);
      result.put("mean", Arrays.stream(nanos).average().orElse(0) * 1e-9);
      result.put("p99", nanos[nanos.length * 99 / 100] * 1e-9);
      result.put("least", nanos[0] * 1e-9);
      return result;
    }
  }

  private static void answer(Rings rings, int rounds, int lines) {
    long[] payload = new long[Protocol.REQUEST_WORDS];
    RequestRing ring = rings.rings[0];
    MemorySegment signal = rings.signals.segment();
    long until = System.nanoTime() + PATIENCE;
    int idle = 0;
    for (int round = 1; round <= rounds; ) {
      if (ring.take(payload)) {
        for (int line = 0; line < lines; line++) {
          WORD.setRelease(signal, (long) line * Protocol.LINE_BYTES, payload[Protocol.WORD_TILE]);
        }
        round++;
      } else if ((++idle & 0xffff) == 0 && System.nanoTime() > until) {
        throw new IllegalStateException("the kernel fell silent after round " + round);
      }
    }
  }

  private Object pour() {
    int count = 32;
    long each = 1_000_000;
    Map<String, Object> result = new LinkedHashMap<>();
    try (Gpu.Stream stream = gpu.stream();
        Rings rings = new Rings(count, 64, stream)) {
      Gpu.Kernel kernel = gpu.kernel("kelpie_pour");
      double best = 0;
      double[] rates = new double[5];
      for (int round = 0; round < rates.length; round++) {
        kernel.launch(stream, count, 32, 0, Argument.of(rings.launch), Argument.of(each));
        rates[round] = drain(rings, each * count);
        stream.await();
        best = Math.max(best, rates[round]);
      }
      Arrays.sort(rates);
      result.put("rings", count);
      result.put("requests_a_round", each * count);
      result.put("median_rate", rates[rates.length / 2]);
      result.put("best_rate", best);
      return result;
    }
  }

  /** Takes so many requests and holds each against its slot; requests a second. */
  private static double drain(Rings rings, long wanted) {
    long[] payload = new long[Protocol.REQUEST_WORDS];
    long taken = 0;
    long wrong = 0;
    long begin = 0;
    long until = System.nanoTime() + PATIENCE;
    while (taken < wanted) {
      long before = taken;
      for (RequestRing ring : rings.rings) {
        for (int batch = 0; batch < 64 && ring.take(payload); batch++) {
          long slot = ring.taken() - 1;
          wrong += payload[Protocol.WORD_OPERATION] == Protocol.PUT ? 0 : 1;
          wrong += payload[Protocol.WORD_TILE] == slot ? 0 : 1;
          wrong += payload[Protocol.WORD_REQUESTED] == slot ? 0 : 1;
          taken++;
        }
        if (taken > 0 && begin == 0) {
          begin = System.nanoTime();
        }
      }
      if (before == taken) {
        for (RequestRing ring : rings.rings) {
          ring.tell();
        }
        if (System.nanoTime() > until) {
          throw new IllegalStateException("only " + taken + " of " + wanted + " requests came");
        }
      }
    }
    double seconds = (System.nanoTime() - begin) * 1e-9;
    if (wrong != 0) {
      throw new IllegalStateException(wrong + " words of requests were torn or lost");
    }
    for (RequestRing ring : rings.rings) {
      ring.tell();
    }
    return wanted / seconds;
  }

  private Object clock() {
    Map<String, Object> result = new LinkedHashMap<>();
    try (Gpu.Stream stream = gpu.stream();
        PinnedMemory times = gpu.pin(8L * 1000)) {
      gpu.kernel("kelpie_ticks")
          .launch(stream, 1, 1, 0, Argument.of(times.deviceAddress()), Argument.of(1000));
      stream.await();
      long[] steps = new long[999];
      Arrays.setAll(
          steps,
          i ->
              times.segment().getAtIndex(JAVA_LONG, i + 1)
                  - times.segment().getAtIndex(JAVA_LONG, i));
      Arrays.sort(steps);
      result.put("global_timer_step", steps[steps.length / 2] * 1e-9);
    }
    long[] errors = new long[21];
    Arrays.setAll(errors, _ -> machine.clock().error());
    ClockJoin.Reading first = machine.clock();
    pause(Duration.ofSeconds(2));
    ClockJoin.Reading second = machine.clock();
    ClockJoin join = new ClockJoin(first, second);
    pause(Duration.ofSeconds(1));
    ClockJoin.Reading third = machine.clock();
    result.put("first_bound", errors[0] * 1e-9);
    Arrays.sort(errors);
    result.put("bound", errors[errors.length / 2] * 1e-9);
    result.put("worst_bound", errors[errors.length - 1] * 1e-9);
    result.put("drift", join.drift());
    result.put("prediction_off_by", Math.abs(join.host(third.kernel()) - third.host()) * 1e-9);
    return result;
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Rules rules(Ordering ordering, int group) {
    return new Rules(
        ordering,
        FenceScope.PEER,
        Signal.INLINE_WRITE,
        SignalQp.TILE,
        TileMapping.ONE_QP,
        1,
        1,
        group,
        false);
  }

  private Object layer(int tokens) {
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
        values.setAtIndex(
            java.lang.foreign.ValueLayout.JAVA_SHORT,
            i,
            BFloat16.of((float) ((Protocol.mix(i) >> 40) * 0x1p-23)));
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
  private Map<String, Object> layer(MoeShape shape, int passes) {
    MoeLayer layer = new MoeLayer(shape);
    Rules rules = rules(Ordering.SAME_QP, 1);
    try (MoePlan plan = new MoePlan(machine, layer, rules, 4);
        Session session =
            new Session(machine, plan.tables(), new Session.RingSettings(4, 256, 8, false));
        Arena arena = Arena.ofConfined()) {
      LoopbackTransport wire =
          new LoopbackTransport(
              LoopbackTransport.Settings.PLAIN,
              plan.source().segment(),
              plan.target().segment(),
              rules.queues(),
              session::signal);
      Passes runs = new Passes(session, new Proxy(session, plan.routes(), wire, 16), false);
      double[] whole = new double[passes];
      double[] first = new double[passes];
      double[] second = new double[passes];
      double[] waiting = new double[passes];
      for (int pass = -3; pass < passes; pass++) {
        plan.clear(arena);
        int verdict = runs.run(WATCHDOG);
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
    return java.util.stream.IntStream.range(0, plan.tables().tasks().size()).boxed().toList();
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
  private Object wired() {
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

  private static MegakernelSettings settings() {
    return MegakernelSettings.gpu(0);
  }

  private Object orderings() {
    Map<String, Object> result = new LinkedHashMap<>();
    for (Ordering ordering : Ordering.values()) {
      for (int group : new int[] {1, 16}) {
        if (group > 1 && ordering != Ordering.DRAIN && ordering != Ordering.NIC_FENCE) {
          continue;
        }
        Workload workload =
            Workload.initial()
                .with(Catalogue.ORDERING, ordering)
                .with(Catalogue.DELAY, 20L)
                .with(
                    Catalogue.SIGNAL_QP,
                    ordering == Ordering.NONE ? SignalQp.CONTROL : SignalQp.TILE)
                .with(Catalogue.SIGNALS_PER_FENCE, (long) group);
        result.put(ordering + (group > 1 ? " by " + group : ""), run(settings(), workload));
      }
    }
    return result;
  }

  private static Map<String, Object> run(MegakernelSettings settings, Workload workload) {
    try (MegakernelProbe probe = new MegakernelProbe(settings)) {
      Measurement measured = probe.run(workload, Budget.search(1));
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("outcome", measured.outcome().toString());
      result.put(
          "pass", measured.flows().isEmpty() ? null : measured.flows().getFirst().medianPass());
      result.put("stages", stages(measured));
      result.put("checked", measured.integrity().checked());
      result.put("disordered", measured.integrity().disordered());
      result.put("corrupt", measured.integrity().corrupt());
      result.put("idle_round_trip", measured.idleRoundTrip());
      return result;
    }
  }

  /** What a tile's compute is asked to be, and what it is. */
  private Object computePerTile() {
    Map<String, Object> result = new LinkedHashMap<>();
    Workload workload = Workload.initial().with(Catalogue.TILE_BYTES, List.of(64L));
    for (int asked : new int[] {5_000, 20_000, 100_000}) {
      try (TrafficPlan plan = new TrafficPlan(machine, workload, asked, 4);
          Session session =
              new Session(machine, plan.tables(), new Session.RingSettings(4, 256, 8, false))) {
        LoopbackTransport wire =
            new LoopbackTransport(
                LoopbackTransport.Settings.PLAIN,
                plan.source().segment(),
                plan.target().segment(),
                plan.routes().rules().queues(),
                session::signal);
        Passes runs = new Passes(session, new Proxy(session, plan.routes(), wire, 16), false);
        runs.run(Duration.ofSeconds(5));
        runs.run(Duration.ofSeconds(5));
        TaskTimes times = new TaskTimes(session.taskStamps(), plan.tables().tasks().size());
        result.put(asked + " ns", times.median(0, plan.bytes().length));
      }
    }
    return result;
  }

  /** Stages of one run against the time from ready to verified that the kernel alone measured. */
  private Object waterfall() {
    Run run =
        new Run(
            machine,
            settings().carrier(),
            settings(),
            Workload.initial().with(Catalogue.ORDERING, Ordering.DRAIN),
            Budget.search(1));
    Measurement measured = run.measure();
    double sum = 0;
    for (StageTime stage : measured.stages()) {
      sum += stage.stage() == Stage.TRANSFER ? 0 : stage.mean();
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("stages", stages(measured));
    result.put("sum", sum);
    result.put("end_to_end_by_the_kernel_alone", run.meanLife());
    result.put("off_by", sum / run.meanLife() - 1);
    return result;
  }

  private static Map<String, Object> stages(Measurement measured) {
    Map<String, Object> stages = new LinkedHashMap<>();
    measured.stages().forEach(stage -> stages.put(stage.stage().toString(), stage.mean()));
    return stages;
  }

  /** A signal that never comes. */
  private Object hang() {
    Map<String, Object> result = new LinkedHashMap<>();
    try (MegakernelProbe probe = new MegakernelProbe(settings().losing(17))) {
      long before = System.nanoTime();
      Budget budget =
          new Budget(Duration.ofMillis(500), 3, Duration.ofMillis(20), Budget.QueuePairs.FRESH, 1);
      result.put("outcome", probe.run(Workload.initial(), budget).outcome().toString());
      result.put("seconds", (System.nanoTime() - before) * 1e-9);
    }
    result.put("next", run(settings(), Workload.initial()).get("outcome"));
    return result;
  }

  private Object launches() {
    Workload workload =
        Workload.initial().with(Catalogue.TILES, 4L).with(Catalogue.TILE_BYTES, List.of(256L));
    Map<String, Object> result = new LinkedHashMap<>();
    long freeBefore = gpu.freeBytes();
    try (TrafficPlan plan = new TrafficPlan(machine, workload, 0, 1);
        Session session =
            new Session(machine, plan.tables(), new Session.RingSettings(1, 64, 8, false))) {
      LoopbackTransport wire =
          new LoopbackTransport(
              LoopbackTransport.Settings.PLAIN,
              plan.source().segment(),
              plan.target().segment(),
              plan.routes().rules().queues(),
              session::signal);
      Passes runs = new Passes(session, new Proxy(session, plan.routes(), wire, 16), false);
      for (int pass = 0; pass < 1000; pass++) {
        runs.run(Duration.ofSeconds(5));
      }
      long residentBefore = resident();
      long freeUnder = gpu.freeBytes();
      long begin = System.nanoTime();
      for (int pass = 0; pass < 10_000; pass++) {
        if (runs.run(Duration.ofSeconds(5)) != Protocol.DONE) {
          throw new IllegalStateException("pass " + pass + " did not end well");
        }
      }
      result.put("launches", 10_000);
      result.put("seconds_each", (System.nanoTime() - begin) * 1e-9 / 10_000);
      result.put("gpu_bytes_lost_under_way", freeUnder - gpu.freeBytes());
      result.put("host_bytes_grown", resident() - residentBefore);
    }
    result.put("gpu_bytes_lost", freeBefore - gpu.freeBytes());
    return result;
  }

  private static long resident() {
    try {
      String[] pages =
          java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/statm")).split(" ", -1);
      return Long.parseLong(pages[1]) * 4096;
    } catch (java.io.IOException e) {
      return 0;
    }
  }

  private @Nullable Object peers() {
    if (Gpu.count() < 2) {
      return null;
    }
    long bytes = 1L << 30;
    Map<String, Object> result = new LinkedHashMap<>();
    try (Gpu other = Gpu.open(1)) {
      result.put("reaches", gpu.reaches(other));
      DeviceMemory to = other.allocate(bytes);
      gpu.enter();
      if (gpu.reaches(other)) {
        gpu.mapPeer(other);
      }
      try (Gpu.Stream stream = gpu.stream();
          DeviceMemory from = gpu.allocate(bytes)) {
        double engine = rate(stream, bytes, () -> stream.copyToPeer(other, to, from));
        result.put("copy_engine", engine);
        if (gpu.reaches(other)) {
          Gpu.Kernel kernel = gpu.kernel("kelpie_peer_store");
          double store =
              rate(
                  stream,
                  bytes,
                  () ->
                      kernel.launch(
                          stream,
                          gpu.multiprocessors() * 2,
                          1024,
                          0,
                          Argument.of(to.address()),
                          Argument.of(from.address()),
                          Argument.of(bytes / 16)));
          result.put("peer_stores", store);
          result.put("share", store / engine);
        }
      }
      other.enter();
      to.close();
    } finally {
      gpu.enter();
    }
    return result;
  }

  private static double rate(Gpu.Stream stream, long bytes, Runnable copy) {
    double[] seconds = new double[9];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = stream.time(copy).toNanos() * 1e-9;
    }
    return bytes / median(seconds);
  }
}
