package io.kelpie.probes.fabric;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.probes.traffic.LabConditions;
import io.kelpie.probes.traffic.TrafficProcess;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** libfabric endpoints of one host, both ends of them driven from one warm child process. */
public final class FabricProbe implements Probe {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final TrafficProcess process;
  private final ProviderFacts facts;
  private final Description description;

  /**
   * @throws UsageException where there is no libfabric, no such provider or device, with the remedy
   */
  public FabricProbe(FabricSettings settings) {
    this.process =
        new TrafficProcess(
            FabricChild.class,
            List.of(settings.provider().toString(), settings.near(), settings.far()),
            FabricProbe::tidy);
    this.facts = StrictJson.read(process.facts(), "the traffic process", ProviderFacts.class);
    this.description = describe(settings, facts, LabConditions.here());
  }

  /** The provider shm leaves its files where its process is killed; they bear that process's id. */
  private static void tidy(long child) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SHARED_MEMORY, child + ":*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("shared memory of the traffic process stays behind", e);
    }
  }

  private static Description describe(
      FabricSettings settings, ProviderFacts facts, Optional<LabConditions> lab) {
    List<Counter> counters = new ArrayList<>(facts.counters());
    counters.addAll(OwnCounter.counters());
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("kernel", kernel());
    environment.put(Description.DEVICE, settings.written());
    environment.put("libfabric", facts.library());
    environment.put("provider", facts.layers());
    environment.put("provider.version", facts.version());
    environment.put("provider.near", facts.near());
    environment.put("provider.far", facts.far());
    environment.put("provider.firmware", facts.firmware());
    environment.put("provider.ordered_write_bytes", Long.toString(facts.orderedWriteBytes()));
    lab.ifPresent(conditions -> environment.putAll(conditions.versions()));
    return new Description(
        "fabric", false, ProviderLimits.of(facts, lab), lineRate(facts), counters, environment);
  }

  private static @Nullable Double lineRate(ProviderFacts facts) {
    Double gigabits = facts.gigabits();
    return gigabits == null ? null : gigabits * 1e9 / Byte.SIZE;
  }

  private static String kernel() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  @Override
  public Description description() {
    return description;
  }

  /** What the provider lacks comes first, by its name. */
  @Override
  public List<String> objections(Workload workload) {
    List<String> objections = new ArrayList<>(ProviderLimits.lacks(facts, workload));
    objections.addAll(Probe.super.objections(workload));
    return objections;
  }

  /**
   * What lies within the limits and lacks something all the same, an order of messages beside
   * atomics, is INVALID: limits bound one dimension at a time, and a hunt draws within them.
   */
  @Override
  public Measurement run(Workload workload, Budget budget) {
    List<String> objections = objections(workload);
    if (objections.isEmpty()) {
      return process.run(workload, budget);
    }
    String sentences = String.join("; ", objections);
    if (Probe.super.objections(workload).isEmpty()) {
      return Measurement.without(new Outcome.Invalid(sentences), 0);
    }
    throw new UsageException(sentences);
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return process.idle(time);
  }

  @Override
  public void close() {
    process.close();
  }
}
