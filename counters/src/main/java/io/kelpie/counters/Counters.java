package io.kelpie.counters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Several sources as one. They are read in order, the one that waits for fresh values first. */
public final class Counters implements CounterSource {

  private final List<CounterSource> sources;

  public Counters(List<CounterSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * All that this host shows of some RDMA devices, of the interfaces that they send through and of
   * itself.
   */
  public static Counters of(Collection<String> devices) {
    return of(Path.of("/sys"), Path.of("/proc"), devices, Ticker.SYSTEM);
  }

  /**
   * As {@link #of(Collection)}, from other mount points.
   *
   * @param sysfs where sysfs is mounted
   * @param proc where procfs is mounted
   */
  public static Counters of(Path sysfs, Path proc, Collection<String> devices, Ticker ticker) {
    TreeSet<String> interfaces = new TreeSet<>();
    devices.forEach(device -> interfaces.addAll(NetdevCounters.interfacesOf(sysfs, device)));
    return new Counters(
        List.of(
            new RdmaCounters(sysfs, devices, ticker),
            new NetdevCounters(sysfs, interfaces, ticker),
            new EthtoolCounters(sysfs, interfaces, ticker),
            new HostCounters(proc, ticker)));
  }

  /** The sources, in the order in which they are read. */
  public List<CounterSource> sources() {
    return sources;
  }

  @Override
  public String name() {
    return "counters";
  }

  @Override
  public List<Counter> counters() {
    return sources.stream()
        .flatMap(source -> source.counters().stream())
        .sorted(Comparator.comparing(Counter::id))
        .toList();
  }

  /** Reads all sources; the moment is that of the first, which is where devices are. */
  @Override
  public Snapshot read() {
    List<Sample> samples = new ArrayList<>();
    long nanoTime = 0;
    for (CounterSource source : sources) {
      Snapshot snapshot = source.read();
      nanoTime = samples.isEmpty() ? snapshot.nanoTime() : nanoTime;
      samples.addAll(snapshot.samples().values());
    }
    return Snapshot.of(nanoTime, samples);
  }
}
