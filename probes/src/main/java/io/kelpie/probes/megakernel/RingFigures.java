package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.cuda.Argument;
import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.PinnedMemory;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a request costs from the GPU to Java and back, and how many pass in a second. */
final class RingFigures {
  private static final VarHandle WORD = JAVA_LONG.varHandle();
  private static final long PATIENCE = 20_000_000_000L;

  /** Most copies of a signal. */
  private static final int LINES = 4;

  private static final int DEPTH = 1024;

  private final Gpu gpu;
  private final Machine machine;

  RingFigures(Gpu gpu, Machine machine) {
    this.gpu = gpu;
    this.machine = machine;
  }

  /**
   * From requested to seen in the persistent kernel that hunts use, through its proxy and the
   * loopback: the median over passes of one tile of 64 bytes.
   */
  Object roundTripOfHunts() {
    int rounds = 20_000;
    Workload workload =
        Workload.initial().with(Catalogue.TILES, 1L).with(Catalogue.TILE_BYTES, List.of(64L));
    Carrier loopback = new Loopback(0, Protocol.NONE);
    try (TrafficPlan plan = new TrafficPlan(machine, loopback, workload, 0, 1);
        TrafficCourse course =
            new TrafficCourse(machine, plan, loopback, workload, new RingSettings(1, 256, 8, 16))) {
      long[] nanos = new long[rounds];
      for (int round = -rounds; round < rounds; round++) {
        if (course.pass(Duration.ofSeconds(5), Duration.ofSeconds(5)) != null) {
          throw new IllegalStateException("round " + round + " did not end well");
        }
        if (round >= 0) {
          nanos[round] = course.stamp("seen", 0) - course.stamp("requested", 0);
        }
      }
      return figures(nanos);
    }
  }

  private static Map<String, Object> figures(long[] nanos) {
    Arrays.sort(nanos);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("rounds", nanos.length);
    result.put("median", nanos[nanos.length / 2] * 1e-9);
    result.put("mean", Arrays.stream(nanos).average().orElse(0) * 1e-9);
    result.put("p99", nanos[nanos.length * 99 / 100] * 1e-9);
    result.put("least", nanos[0] * 1e-9);
    return result;
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

  /** Of a kernel that does nothing else, by copies of the signal and by who owns the ring. */
  Object roundTrip() {
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
      return figures(nanos);
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

  /** Requests a second into one thread, from 32 rings. */
  Object pour() {
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
}
