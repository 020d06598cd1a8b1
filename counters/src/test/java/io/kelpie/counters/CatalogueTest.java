package io.kelpie.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {

  @ParameterizedTest
  @ValueSource(strings = {"rxe-6.1", "rxe-6.12"})
  void listsWhatSoftRoceShowsAndNothingElse(String kernel) {
    Path sysfs = RecordedTree.of(kernel).resolve("sys");

    assertThat(shown(sysfs)).isEqualTo(listed(Driver.RXE, "hw"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rxe-6.1", "rxe-6.12"})
  void listsWhatTheKernelShowsOfInterfaces(String kernel) {
    Path sysfs = RecordedTree.of(kernel).resolve("sys");
    List<String> interfaces = NetdevCounters.interfacesOf(sysfs, "rxe0");
    Set<String> shown =
        new NetdevCounters(sysfs, interfaces, new RecordedTree.Clock())
            .counters().stream().map(Counter::name).collect(Collectors.toCollection(TreeSet::new));

    assertThat(shown).isEqualTo(listed(Driver.ANY, "net"));
  }

  private static Set<String> shown(Path sysfs) {
    return new RdmaCounters(sysfs, List.of("rxe0", "rxe1"), new RecordedTree.Clock())
        .counters().stream().map(Counter::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> listed(Driver driver, String place) {
    return Catalogue.entries().stream()
        .filter(entry -> entry.driver() == driver && entry.place().equals(place))
        .map(KnownCounter::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void tellsOneNameOfTwoDriversApart() {
    assertThat(describe(Driver.MLX5, "mlx5_0/1/hw", "duplicate_request").width()).isEqualTo(32);
    assertThat(describe(Driver.RXE, "rxe0/1/hw", "duplicate_request").width()).isEqualTo(64);
    assertThat(describe(Driver.MLX5, "mlx5_0/1/hw", "np_cnp_sent").width()).isEqualTo(64);
    assertThat(describe(Driver.BNXT, "bnxt_re0/1/hw", "db_fifo_register").kind())
        .isEqualTo(CounterKind.GAUGE);
    assertThat(describe(Driver.BNXT, "bnxt_re0/1/hw", "watermark_qps").kind())
        .isEqualTo(CounterKind.WATERMARK);
  }

  @Test
  void knowsPrioritiesByNumber() {
    Counter pause = describe(Driver.MLX5, "eth0/ethtool", "rx_prio3_pause_duration");

    assertThat(pause.unit()).isEqualTo("us");
    assertThat(pause.scope()).isEqualTo(CounterScope.PRIORITY);
    assertThat(pause.id()).isEqualTo("eth0/ethtool/rx_prio3_pause_duration");
    assertThat(describe(Driver.MLX5, "eth0/ethtool", "outbound_pci_stalled_wr").kind())
        .isEqualTo(CounterKind.GAUGE);
    assertThat(describe(Driver.BNXT, "eth0/ethtool", "rx_discard_packets_cos7").counterClass())
        .isEqualTo(CounterClass.DIAGNOSTIC);
    assertThat(describe(Driver.BNXT, "eth0/ethtool", "pfc_pri5_tx_duration_us").scope())
        .isEqualTo(CounterScope.PRIORITY);
    assertThat(describe(Driver.INTEL, "eth0/ethtool", "tx_priority_3_xoff.nic").scope())
        .isEqualTo(CounterScope.PRIORITY);
    assertThat(describe(Driver.BNXT, "eth0/ethtool", "rx_prio3_pause_duration").meaning())
        .isEqualTo("not in the catalogue");
  }

  @Test
  void takesPortCountersForStickingAtTheirWidth() {
    Counter symbols = describe(Driver.MLX5, "mlx5_0/1/port", "symbol_error");

    assertThat(symbols.kind()).isEqualTo(CounterKind.SATURATING);
    assertThat(symbols.width()).isEqualTo(16);
    assertThat(describe(Driver.HNS, "hns_0/1/port", "local_link_integrity_errors").width())
        .isEqualTo(4);
    assertThat(describe(Driver.EFA, "efa_0/1/port", "port_xmit_data").unit()).isEqualTo("4 octets");
  }

  @Test
  void assumesOfOtherNamesThatTheyCountUp() {
    Counter odd = describe(Driver.ANY, "ionic_0/1/hw", "req_tx_stall_x");
    Counter volume = describe(Driver.ANY, "eth0/ethtool", "rx_queue_0_bytes");
    Counter loss = describe(Driver.ANY, "eth0/ethtool", "rx_queue_0_drop_packets");

    assertThat(odd.kind()).isEqualTo(CounterKind.MONOTONIC);
    assertThat(odd.width()).isEqualTo(64);
    assertThat(odd.counterClass()).isEqualTo(CounterClass.DIAGNOSTIC);
    assertThat(odd.meaning()).isEqualTo("not in the catalogue");
    assertThat(volume.counterClass()).isEqualTo(CounterClass.TRAFFIC);
    assertThat(volume.unit()).isEqualTo("bytes");
    assertThat(loss.counterClass()).isEqualTo(CounterClass.DIAGNOSTIC);
  }

  @Test
  void neverDrivesTraffic() {
    assertThat(describe(Driver.RXE, "rxe0/1/hw", "sent_pkts").isDriven()).isFalse();
    assertThat(describe(Driver.RXE, "rxe0/1/hw", "completer_retry_err").isDriven()).isTrue();
  }

  @Test
  void describesOwnCountersOnce() {
    Set<String> ids =
        OwnCounter.counters().stream()
            .map(Counter::id)
            .collect(Collectors.toCollection(HashSet::new));

    assertThat(ids).hasSize(OwnCounter.values().length).contains("own/fence_wait_per_tile");
    assertThat(OwnCounter.counters())
        .allSatisfy(own -> assertThat(own.kind()).isEqualTo(CounterKind.GAUGE))
        .allSatisfy(own -> assertThat(own.isDriven()).isTrue());
    assertThat(
            Arrays.stream(OwnCounter.values())
                .filter(own -> own.counter().counterClass() == CounterClass.PERFORMANCE))
        .containsExactly(OwnCounter.GOODPUT, OwnCounter.TILE_RATE);
    assertThat(OwnCounter.CQE_AGE.of(2e-6).value()).isEqualTo(2e-6);
    assertThat(OwnCounter.CQE_AGE.unknown("no completions").isKnown()).isFalse();
  }

  @Test
  void refusesMalformedAndDoubledEntries() {
    String line = "rxe | hw | x | monotonic | 64 | events | link | diagnostic | y";

    assertThatThrownBy(() -> Catalogue.parse("rxe | hw | x", 7))
        .hasMessage("known-counters.txt:7: 3 columns, not 9");
    assertThatThrownBy(() -> Catalogue.parse(line.replace("monotonic", "rising"), 7))
        .hasMessageStartingWith("known-counters.txt:7: ")
        .hasMessageContaining("RISING");
    assertThatThrownBy(() -> Catalogue.parse(line.replace("64", "65"), 7))
        .hasMessageContaining("width 65, not 1 to 64");
    KnownCounter entry = Catalogue.parse(line, 7);
    assertThatThrownBy(() -> Catalogue.byName(List.of(entry, entry)))
        .hasMessageContaining("stands twice");
  }

  private static Counter describe(Driver driver, String source, String name) {
    return Catalogue.describe(driver, source, name, CounterScope.PORT);
  }
}
