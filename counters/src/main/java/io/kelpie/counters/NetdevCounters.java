package io.kelpie.counters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the kernel counts per network interface, in {@code class/net/INTERFACE/statistics}. */
public final class NetdevCounters implements CounterSource {

  private final Path net;
  private final List<String> interfaces;
  private final Ticker ticker;

  /**
   * @param sysfs where sysfs is mounted
   * @param interfaces the network interfaces to read
   * @param ticker the clock that stamps the snapshots
   */
  public NetdevCounters(Path sysfs, Collection<String> interfaces, Ticker ticker) {
    this.net = sysfs.resolve("class/net");
    this.interfaces = interfaces.stream().sorted().distinct().toList();
    this.ticker = ticker;
  }

  /**
   * The network interfaces that an RDMA device sends through, by name: those of its PCI function,
   * the parent of a Soft-RoCE device, those of its GIDs. None on InfiniBand without IP.
   */
  public static List<String> interfacesOf(Path sysfs, String device) {
    Path folder = sysfs.resolve("class/infiniband").resolve(device);
    TreeSet<String> interfaces = new TreeSet<>();
    CounterFile.list(folder.resolve("device/net"))
        .forEach(entry -> interfaces.add(entry.getFileName().toString()));
    addName(folder.resolve("parent"), interfaces);
    for (Path port : CounterFile.list(folder.resolve("ports"))) {
      CounterFile.list(port.resolve("gid_attrs/ndevs")).forEach(file -> addName(file, interfaces));
    }
    return List.copyOf(interfaces);
  }

  /** Adds the interface that a file names; an unused GID's file refuses to be read. */
  private static void addName(Path file, Set<String> interfaces) {
    try {
      String name = Files.readString(file).strip();
      if (!name.isEmpty()) {
        interfaces.add(name);
      }
    } catch (IOException _) {
      return;
    }
  }

  @Override
  public String name() {
    return "net";
  }

  @Override
  public List<Counter> counters() {
    return read().samples().values().stream().map(Sample::counter).toList();
  }

  @Override
  public Snapshot read() {
    List<Sample> samples = new ArrayList<>();
    for (String name : interfaces) {
      for (Path file : CounterFile.list(net.resolve(name).resolve("statistics"))) {
        Counter counter =
            Catalogue.describe(
                Driver.ANY, name + "/net", file.getFileName().toString(), CounterScope.PORT);
        samples.add(new Sample(counter, CounterFile.read(file)));
      }
    }
    return Snapshot.of(ticker.nanoTime(), samples);
  }
}
