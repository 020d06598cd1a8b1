package io.kelpie.probes.megakernel;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.KernelCounter;
import io.kelpie.counters.OwnCounter;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.ffi.thread.Affinity;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private final GpuWatch gpuCounters;
  private final @Nullable Integer core;
  private final Description description;

  /**
   * @throws UsageException where there is no such GPU, or too many blocks were asked for
   */
  public MegakernelProbe(MegakernelSettings settings) {
    this.settings = settings;
    List<Integer> allowed = Affinity.allowed();
    Integer asked = settings.core();
    if (asked != null && !allowed.contains(asked)) {
      throw new UsageException(
          "--device …@%d: this process may run on the processors %s".formatted(asked, allowed));
    }
    carrier = settings.carrier();
    machine = open(settings, carrier);
    gpuCounters = GpuWatch.of(machine);
    SortedMap<String, String> environment = new TreeMap<>(machine.environment());
    environment.putAll(carrier.environment());
    environment.put(Description.DEVICE, settings.written());
    core = asked == null ? core(machine, allowed) : asked;
    if (core != null) {
      environment.put("megakernel.proxy", "processor " + core);
    }
    description =
        new Description(
            NAME,
            false,
            MegakernelLimits.limits(machine, carrier),
            null,
            counters(gpuCounters),
            environment);
  }

  /**
   * The processor that the proxy is kept on where none is asked for: the last one beside the GPU,
   * since the first ones serve interrupts; null where host threads share what there is.
   */
  private static @Nullable Integer core(Machine machine, List<Integer> allowed) {
    if (machine.sharesProcessors()) {
      return null;
    }
    List<Integer> beside = new ArrayList<>(machine.processors());
    beside.retainAll(allowed);
    return beside.isEmpty() ? allowed.getLast() : beside.getLast();
  }

  private static List<Counter> counters(GpuWatch gpu) {
    return Stream.of(OwnCounter.counters(), KernelCounter.counters(), gpu.counters())
        .flatMap(List::stream)
        .toList();
  }

  private static Machine open(MegakernelSettings settings, Carrier carrier) {
    try {
      Machine machine = opened(settings, carrier);
      try {
        carrier.meet(machine);
        return machine;
      } catch (RuntimeException | Error failure) {
        machine.close();
        throw failure;
      }
    } catch (RuntimeException | Error failure) {
      carrier.close();
      throw failure;
    }
  }

  private static Machine opened(MegakernelSettings settings, Carrier carrier) {
    try {
      return settings.machine(carrier);
    } catch (GpuUnavailableException absent) {
      throw new UsageException("--probe megakernel: " + absent.getMessage(), absent);
    }
  }

  /** What the kernel runs on and what carries its tiles, for a person; if on no GPU, why. */
  public String place() {
    SortedMap<String, String> environment = description.environment();
    String place = environment.get("megakernel") + " over " + environment.get("transport");
    return place
        + (machine instanceof HostMachine ? Gpu.absence() : gpuCounters.absence())
            .map(reason -> " (" + reason + ")")
            .orElse("");
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
    Run run =
        new Run(
            machine,
            carrier.between(workload.get(Catalogue.MEMORY)),
            gpuCounters,
            settings,
            workload,
            budget);
    if (core == null) {
      return run.measure();
    }
    try (Affinity _ = Affinity.pin(core)) {
      return run.measure();
    }
  }

  /** Of a GPU, what NVML says while nothing runs. */
  @Override
  public List<CounterReading> idle(Duration time) {
    GpuWatch.Look look = gpuCounters.look();
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return look.end();
  }

  @Override
  public void close() {
    gpuCounters.close();
    machine.close();
    carrier.close();
  }
}
