package io.kelpie.probes.verbs;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.traffic.LabConditions;
import io.kelpie.probes.traffic.TrafficProcess;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Real queue pairs of one host, both ends of them driven from one warm child process. */
public final class VerbsProbe implements Probe {
  private final TrafficProcess process;
  private final Description description;

  /**
   * @throws UsageException where there are no verbs, no such device or port, with the remedy
   */
  public VerbsProbe(VerbsSettings settings) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(settings.port()));
    arguments.addAll(settings.devices());
    this.process = new TrafficProcess(VerbsChild.class, arguments, _ -> {});
    this.description =
        describe(
            StrictJson.read(process.facts(), "the traffic process", DeviceFacts.class),
            LabConditions.here());
  }

  private static Description describe(DeviceFacts facts, Optional<LabConditions> lab) {
    List<Counter> counters = new ArrayList<>(facts.counters());
    counters.addAll(OwnCounter.counters());
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("kernel", kernel());
    for (DeviceFacts.Fact device : facts.devices()) {
      String prefix = device.name() + ".";
      environment.put(prefix + "driver", String.valueOf(device.driver()));
      environment.put(prefix + "firmware", device.firmware());
      environment.put(prefix + "gid", device.gid());
      environment.put(prefix + "mtu", Integer.toString(device.activeMtu()));
    }
    lab.ifPresent(conditions -> environment.putAll(conditions.versions()));
    return new Description(
        "verbs",
        false,
        VerbsLimits.of(facts.devices(), lab),
        lineRate(facts.devices()),
        counters,
        environment);
  }

  /** Software devices report a rate that no wire of theirs has. */
  private static @Nullable Double lineRate(List<DeviceFacts.Fact> devices) {
    double least = Double.POSITIVE_INFINITY;
    for (DeviceFacts.Fact device : devices) {
      Double gigabits = device.gigabits();
      if (gigabits == null || device.driver() == null || devices.size() == 1) {
        return null;
      }
      least = Math.min(least, gigabits * 1e9 / Byte.SIZE);
    }
    return least;
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

  @Override
  public Measurement run(Workload workload, Budget budget) {
    List<String> objections = Space.objections(workload, description.limits());
    if (!objections.isEmpty()) {
      throw new UsageException(String.join("; ", objections));
    }
    return process.run(workload, budget);
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
