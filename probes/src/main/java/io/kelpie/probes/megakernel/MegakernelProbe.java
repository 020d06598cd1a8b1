package io.kelpie.probes.megakernel;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The persistent megakernel: its blocks compute tiles and ask for their transfer themselves, a
 * proxy carries them over a loopback in host memory or over libfabric, and the kernel sees them
 * arrive. On a GPU, or on host threads by the same protocol.
 */
public final class MegakernelProbe implements Probe {
  public static final String NAME = "megakernel";

  private final MegakernelSettings settings;
  private final Machine machine;
  private final Carrier carrier;
  private final Description description;

  /**
   * @throws UsageException where there is no such GPU, or too many blocks were asked for
   */
  public MegakernelProbe(MegakernelSettings settings) {
    this.settings = settings;
    carrier = settings.carrier();
    machine = open(settings);
    SortedMap<String, String> environment = new TreeMap<>(machine.environment());
    environment.putAll(carrier.environment());
    description =
        new Description(
            NAME,
            false,
            MegakernelLimits.limits(carrier),
            null,
            OwnCounter.counters(),
            environment);
  }

  private static Machine open(MegakernelSettings settings) {
    Integer number = settings.gpu();
    if (number == null) {
      int spare = Math.max(1, Runtime.getRuntime().availableProcessors() - 2);
      return new HostMachine(settings.blocks() == 0 ? spare : settings.blocks() - 1);
    }
    try {
      Gpu gpu = Gpu.open(number);
      try {
        return new GpuMachine(gpu, settings.blocks());
      } catch (RuntimeException | Error failure) {
        gpu.close();
        throw failure;
      }
    } catch (GpuUnavailableException absent) {
      throw new UsageException("--probe megakernel: " + absent.getMessage(), absent);
    }
  }

  /** What the kernel runs on and what carries its tiles, for a person; if on no GPU, why. */
  public String place() {
    SortedMap<String, String> environment = description.environment();
    String place = environment.get("megakernel") + " over " + environment.get("transport");
    return settings.gpu() == null
        ? place + Gpu.absence().map(reason -> " (" + reason + ")").orElse("")
        : place;
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    List<String> objections = Space.objections(workload, description.limits());
    if (!objections.isEmpty()) {
      throw new UsageException(String.join("; ", objections));
    }
    return new Run(machine, carrier, settings, workload, budget).measure();
  }

  /** It reads no device's counters. */
  @Override
  public List<CounterReading> idle(Duration time) {
    return List.of();
  }

  @Override
  public void close() {
    machine.close();
  }
}
