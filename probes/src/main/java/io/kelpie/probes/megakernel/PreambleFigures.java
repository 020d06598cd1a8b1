package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.PreambleForm;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What small kernels in front of the persistent one cost, by how they are put there. */
final class PreambleFigures {
  private static final long KERNELS = 6;
  private static final long NANOSECONDS = 2000;
  private static final int PASSES = 500;
  private static final Carrier LOOPBACK = new Loopback(0, Protocol.NONE);
  private static final Workload TILE =
      Workload.initial().with(Catalogue.TILES, 1L).with(Catalogue.TILE_BYTES, List.of(64L));

  private final Machine machine;

  PreambleFigures(Machine machine) {
    this.machine = machine;
  }

  /** Median seconds of a pass of one tile by the host's clock, without a preamble and with each. */
  Object preambles() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernels", KERNELS);
    result.put("seconds_each", NANOSECONDS * 1e-9);
    result.put("none", pass(TILE));
    for (PreambleForm form : PreambleForm.values()) {
      result.put(
          form.name().toLowerCase(Locale.ROOT),
          pass(
              TILE.with(Catalogue.PREAMBLE, form)
                  .with(Catalogue.PREAMBLE_KERNELS, KERNELS)
                  .with(Catalogue.PREAMBLE_TIME, NANOSECONDS)));
    }
    return result;
  }

  private double pass(Workload workload) {
    try (TrafficPlan plan = new TrafficPlan(machine, LOOPBACK, workload, 0, 1);
        Course course =
            new Course(machine, plan, LOOPBACK, workload, new RingSettings(1, 64, 8, 16))) {
      double[] seconds = new double[PASSES];
      for (int pass = -PASSES; pass < PASSES; pass++) {
        long begin = System.nanoTime();
        if (course.run(Duration.ofSeconds(5)) != Protocol.DONE) {
          throw new IllegalStateException("pass " + pass + " did not end well");
        }
        if (pass >= 0) {
          seconds[pass] = (System.nanoTime() - begin) * 1e-9;
        }
      }
      Arrays.sort(seconds);
      return seconds[PASSES / 2];
    }
  }
}
