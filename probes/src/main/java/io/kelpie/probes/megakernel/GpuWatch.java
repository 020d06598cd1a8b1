package io.kelpie.probes.megakernel;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterDelta;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.GpuCounters;
import io.kelpie.counters.Snapshot;
import io.kelpie.counters.Ticker;
import io.kelpie.ffi.nvml.Nvml;
import io.kelpie.ffi.nvml.NvmlException;
import io.kelpie.ffi.nvml.NvmlUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The counters of the GPU that runs the kernel, as NVML shows them; without it there are none. */
final class GpuWatch implements AutoCloseable {
  /** No GPU, so nothing to say. */
  static final GpuWatch NONE = new GpuWatch(null, null, "");

  private final @Nullable Nvml nvml;
  private final @Nullable GpuCounters counters;
  private final String absence;

  private GpuWatch(@Nullable Nvml nvml, @Nullable GpuCounters counters, String absence) {
    this.nvml = nvml;
    this.counters = counters;
    this.absence = absence;
  }

  static GpuWatch of(Machine machine) {
    if (!(machine instanceof GpuMachine gpu)) {
      return NONE;
    }
    Nvml nvml;
    try {
      nvml = Nvml.open();
    } catch (NvmlUnavailableException absent) {
      return new GpuWatch(null, null, String.valueOf(absent.getMessage()));
    }
    try {
      return new GpuWatch(
          nvml,
          new GpuCounters(
              nvml.device(gpu.gpu().busId()), "gpu" + gpu.gpu().number(), Ticker.SYSTEM),
          "");
    } catch (NvmlException refused) {
      nvml.close();
      return new GpuWatch(null, null, "no GPU counters: " + refused.getMessage());
    }
  }

  /** Why a GPU shows no counters; empty where it does, or where there is no GPU. */
  Optional<String> absence() {
    return absence.isEmpty() ? Optional.empty() : Optional.of(absence);
  }

  List<Counter> counters() {
    return counters == null ? List.of() : counters.counters();
  }

  /** Begins to look. */
  Look look() {
    return new Look();
  }

  /** What the GPU shows from now to {@link #end}. */
  final class Look {
    private final @Nullable Snapshot before = counters == null ? null : counters.read();
    private final GpuCounters.@Nullable Watch watch = counters == null ? null : counters.watch();

    /** Totals as differences, levels as means. */
    List<CounterReading> end() {
      if (counters == null || before == null || watch == null) {
        return List.of();
      }
      List<CounterReading> readings = new ArrayList<>(watch.end());
      readings.addAll(CounterDelta.between(before, counters.read()).list());
      return readings;
    }
  }

  @Override
  public void close() {
    if (counters != null) {
      counters.close();
    }
    if (nvml != null) {
      nvml.close();
    }
  }
}
