package io.kelpie.counters;

import io.kelpie.ffi.ethtool.Ethtool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What drivers show to {@code ethtool -S}: pause, priorities, PCIe. An interface that cannot be
 * asked shows one counter, {@code statistics}, that is unknown.
 */
public final class EthtoolCounters implements CounterSource {

  /** Stands for all of an interface's statistics when they could not be had. */
  private static final String ALL = "statistics";

  private final Path net;
  private final List<String> interfaces;
  private final Ticker ticker;

  /**
   * @param sysfs where sysfs is mounted: the driver's name is read there
   * @param interfaces the network interfaces to ask
   * @param ticker the clock that stamps the snapshots
   */
  public EthtoolCounters(Path sysfs, Collection<String> interfaces, Ticker ticker) {
    this.net = sysfs.resolve("class/net");
    this.interfaces = interfaces.stream().sorted().distinct().toList();
    this.ticker = ticker;
  }

  @Override
  public String name() {
    return "ethtool";
  }

  @Override
  public List<Counter> counters() {
    return read().samples().values().stream().map(Sample::counter).toList();
  }

  @Override
  public Snapshot read() {
    List<Sample> samples = new ArrayList<>();
    for (String name : interfaces) {
      Driver driver = Driver.ofDevice(net.resolve(name).resolve("device"));
      String source = name + "/ethtool";
      try {
        samples.addAll(samples(driver, source, Ethtool.statistics(name)));
      } catch (IOException e) {
        Counter all = Catalogue.describe(driver, source, ALL, CounterScope.PORT);
        samples.add(new Sample(all, new Reading.Unknown(CounterFile.reason(e))));
      }
    }
    return Snapshot.of(ticker.nanoTime(), samples);
  }

  /**
   * Describes statistics; a name that a driver uses again is told apart by its turn: {@code
   * drops#2}.
   */
  static List<Sample> samples(Driver driver, String source, List<Ethtool.Statistic> statistics) {
    Map<String, Integer> turns = new HashMap<>();
    List<Sample> samples = new ArrayList<>();
    for (Ethtool.Statistic statistic : statistics) {
      if (statistic.name().isEmpty()) {
        continue;
      }
      int turn = turns.merge(statistic.name(), 1, Integer::sum);
      String name = turn == 1 ? statistic.name() : statistic.name() + "#" + turn;
      samples.add(
          new Sample(
              Catalogue.describe(driver, source, name, CounterScope.PORT),
              new Reading.Value(statistic.value())));
    }
    return samples;
  }
}
