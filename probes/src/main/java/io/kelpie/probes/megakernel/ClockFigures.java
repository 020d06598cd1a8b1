package io.kelpie.probes.megakernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.cuda.Argument;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.PinnedMemory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the GPU's timer stands to the host's clock. */
final class ClockFigures {
  private final Gpu gpu;
  private final Machine machine;

  ClockFigures(Gpu gpu, Machine machine) {
    this.gpu = gpu;
    this.machine = machine;
  }

  /** How closely both clocks are joined, and how they drift. */
  Object clock() {
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
}
