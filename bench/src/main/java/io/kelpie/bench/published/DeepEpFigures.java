package io.kelpie.bench.published;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import io.kelpie.workload.preset.DeepEp;
import io.kelpie.workload.preset.DeepEp.Form;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the model makes of DeepEP's kernel times. A ring's kernel lasts as long as its exchange. A
 * hook's two kernels are the one that fills the send buffer and the one that copies out what has
 * come; the network's time between them is nobody's.
 */
final class DeepEpFigures implements AutoCloseable {
  private static final Budget BUDGET =
      new Budget(Duration.ofSeconds(10), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);

  private final ModelProbe h20;
  private final long copyRate;

  DeepEpFigures(Free free) {
    h20 = new ModelProbe(free.h20(), free.h20Gpu());
    copyRate = free.copyBytesPerSecond();
  }

  /** Whether the kernels of a hook take less than a ring's, in each of the exchanges. */
  boolean hookFreesProcessors() {
    return Stream.of("fp8-dispatch", "bf16-dispatch", "bf16-combine")
        .flatMap(kind -> Stream.of(kind + "-16", kind + "-32"))
        .allMatch(kind ->
            value("deepep-" + kind + "-hook-time").orElseThrow()
                < value("deepep-" + kind + "-ring-time").orElseThrow());
  }

  /** Microseconds of a row named as {@code deepep-fp8-dispatch-16-ring-time}. */
  OptionalDouble value(String id) {
    if (!id.startsWith("deepep-") || !id.endsWith("-time")) {
      return OptionalDouble.empty();
    }
    int nodes = id.contains("-16-") ? 2 : 4;
    int chunk = DeepEp.chunk(nodes, id.contains("-combine-"));
    long token = id.contains("-fp8-") ? DeepEp.FP8_TOKEN : DeepEp.BF16_TOKEN;
    Form form = id.contains("-ring-") ? Form.RING : Form.HOOK;
    Workload workload = DeepEp.workload(form, nodes, chunk, token, copyRate);
    double pass = seconds(workload);
    double kernels =
        switch (form) {
          case RING -> pass;
          case HOOK ->
              workload.get(Catalogue.TILES) * workload.get(Catalogue.READY_INTERVAL) * 1e-9
                  + pass
                  - seconds(workload.with(Catalogue.FORWARDS, 0L));
        };
    return OptionalDouble.of(kernels * 1e6);
  }

  private double seconds(Workload workload) {
    Measurement measured = h20.run(workload, BUDGET);
    if (!measured.completed()) {
      throw new IllegalStateException(workload + " did not complete: " + measured.outcome());
    }
    return measured.tileTime() * workload.get(Catalogue.TILES);
  }

  @Override
  public void close() {
    h20.close();
  }
}
