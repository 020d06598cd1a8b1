package io.kelpie.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.ffi.ethtool.Ethtool;
import io.kelpie.ffi.ethtool.Ethtool.Statistic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceCountersTest {

  private static final Path SYSFS = Path.of("/sys");

  @ParameterizedTest
  @ValueSource(strings = {"rxe-6.1", "rxe-6.12"})
  void readsTheInterfaceBelowSoftRoce(String kernel) throws Exception {
    Path sysfs = RecordedTree.of(kernel).resolve("sys");
    List<String> interfaces = NetdevCounters.interfacesOf(sysfs, "rxe0");
    Snapshot snapshot = new NetdevCounters(sysfs, interfaces, new RecordedTree.Clock()).read();

    assertThat(interfaces).containsExactly("lan0");
    assertThat(snapshot.samples()).hasSize(24).containsKey("lan0/net/rx_dropped");
    for (Sample sample : snapshot.samples().values()) {
      Path file = sysfs.resolve("class/net/lan0/statistics").resolve(sample.counter().name());
      assertThat(sample.reading())
          .isEqualTo(new Reading.Value(Long.parseLong(run("cat", file.toString()))));
    }
  }

  @Test
  void findsNoInterfaceOfNoDevice() {
    assertThat(NetdevCounters.interfacesOf(RecordedTree.of("rxe-6.12").resolve("sys"), "mlx5_9"))
        .isEmpty();
  }

  @Test
  void joinsAllSourcesOfADevice() {
    Path tree = RecordedTree.of("rxe-6.12");
    Counters counters =
        Counters.of(
            tree.resolve("sys"), tree.resolve("proc"), List.of("rxe0"), new RecordedTree.Clock());
    Snapshot snapshot = counters.read();

    assertThat(counters.sources())
        .extracting(CounterSource::name)
        .containsExactly("rdma", "net", "ethtool", "host");
    assertThat(snapshot.samples())
        .containsKeys(
            "rxe0/1/hw/sent_pkts",
            "lan0/net/tx_packets",
            "lan0/ethtool/statistics",
            "host/udp/RcvbufErrors",
            "host/softnet/dropped");
    assertThat(counters.counters())
        .extracting(Counter::id)
        .containsExactlyElementsOf(snapshot.samples().keySet());
  }

  @Test
  void showsAnInterfaceThatCannotBeAskedAsUnknown() {
    Snapshot snapshot =
        new EthtoolCounters(SYSFS, List.of("no_such_if", "a name far too long"), Ticker.SYSTEM)
            .read();

    assertThat(snapshot.samples()).hasSize(2);
    assertThat(snapshot.samples().get("no_such_if/ethtool/statistics"))
        .extracting(Sample::reading)
        .isEqualTo(new Reading.Unknown("ETHTOOL_GSSET_INFO on no_such_if: errno 19"));
    assertThat(snapshot.samples().get("a name far too long/ethtool/statistics"))
        .extracting(Sample::reading)
        .isEqualTo(
            new Reading.Unknown("no network interface can be called \"a name far too long\""));
  }

  @Test
  void asksTheLoopbackWhichHasNoStatistics() throws Exception {
    assertThat(Ethtool.statistics("lo")).isEmpty();
  }

  @Test
  void asksADriverThatHasStatistics() throws Exception {
    Optional<String> found = interfaceWithStatistics();
    assumeTrue(found.isPresent(), "no network interface here has ethtool statistics");
    String name = found.orElseThrow();
    List<Statistic> first = Ethtool.statistics(name);
    List<Statistic> second = Ethtool.statistics(name);

    assertThat(second)
        .extracting(Statistic::name)
        .isEqualTo(first.stream().map(Statistic::name).toList());
    assertThat(first)
        .allSatisfy(one -> assertThat(one.name()).matches("[\\x21-\\x7e][\\x20-\\x7e]*"));
    assertThat(new EthtoolCounters(SYSFS, List.of(name), Ticker.SYSTEM).read().samples())
        .hasSize(first.size())
        .allSatisfy((id, sample) -> {
          assertThat(id).startsWith(name + "/ethtool/");
          assertThat(sample.reading()).isInstanceOf(Reading.Value.class);
        });
  }

  private static Optional<String> interfaceWithStatistics() throws Exception {
    List<String> names = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(SYSFS.resolve("class/net"))) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    for (String name : names) {
      if (!Ethtool.statistics(name).isEmpty()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  @Test
  void keepsStatisticsApartThatADriverNamesAlike() {
    List<Sample> samples =
        EthtoolCounters.samples(
            Driver.BNXT,
            "eth0/ethtool",
            List.of(
                new Statistic("drops", 1),
                new Statistic("", 2),
                new Statistic("drops", 3),
                new Statistic("rx_pfc_ena_frames_pri3", 4)));

    assertThat(samples)
        .extracting(sample -> sample.counter().name() + "=" + sample.reading())
        .containsExactly(
            "drops=Value[value=1]",
            "drops#2=Value[value=3]",
            "rx_pfc_ena_frames_pri3=Value[value=4]");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    return text.strip();
  }
}
