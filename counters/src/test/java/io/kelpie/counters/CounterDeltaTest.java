package io.kelpie.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterDeltaTest {

  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest(name = "{0} of {1} bits from {2} to {3}: {4}")
  @CsvSource({
    "MONOTONIC, 32, 4294967290, 4, 10",
    "MONOTONIC, 32, 0, 4294967295, 4294967295",
    "MONOTONIC, 64, 18446744073709551610, 4, 10",
    "MONOTONIC, 64, 9223372036854775800, 9223372036854775810, 10",
    "MONOTONIC, 64, 7, 7, 0",
    "MONOTONIC, 16, 65535, 0, 1",
    "SATURATING, 16, 65530, 65534, 4",
    "SATURATING, 4, 3, 14, 11",
    "SATURATING, 8, 5, 5, 0",
  })
  void countsByWidth(CounterKind kind, int width, String before, String after, double delta) {
    CounterReading reading = reading(kind, width, bits(before), bits(after));

    assertThat(reading.delta()).isEqualTo(delta);
    assertThat(reading.rate()).isEqualTo(delta / 2);
    assertThat(reading.value()).isEqualTo(delta / 2);
    assertThat(reading.before()).isEqualTo(Double.parseDouble(before));
  }

  @ParameterizedTest(name = "{0} of {1} bits from {2} to {3}: {4}")
  @CsvSource({
    "SATURATING, 16, 12, 65535, stuck at its maximum 65535",
    "SATURATING, 16, 65535, 65535, stuck at its maximum 65535",
    "SATURATING, 4, 15, 15, stuck at its maximum 15",
    "SATURATING, 8, 255, 3, went backwards: reset between reads",
    "MONOTONIC, 64, 1000, 3, went backwards: reset between reads",
    "MONOTONIC, 32, 4294967296, 4294967300, larger than its 32 bits",
  })
  void doesNotGuess(CounterKind kind, int width, String before, String after, String reason) {
    CounterReading reading = reading(kind, width, bits(before), bits(after));

    assertThat(reading.unknown()).isEqualTo(reason);
    assertThat(reading.delta()).isNull();
    assertThat(reading.rate()).isNull();
    assertThatThrownBy(reading::value).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"GAUGE", "WATERMARK", "CONFIG"})
  void neverDifferencesLevels(CounterKind kind) {
    CounterReading reading = reading(kind, 64, 90, 40);

    assertThat(reading.delta()).isNull();
    assertThat(reading.rate()).isNull();
    assertThat(reading.before()).isEqualTo(90);
    assertThat(reading.value()).isEqualTo(40);
    assertThat(reading.isKnown()).isTrue();
  }

  @Test
  void saysWhatVanishedAppearedOrCouldNotBeRead() {
    Counter gone = counter("gone", CounterKind.MONOTONIC, 64);
    Counter fresh = counter("fresh", CounterKind.MONOTONIC, 64);
    Counter shut = counter("shut", CounterKind.MONOTONIC, 64);
    Counter opened = counter("opened", CounterKind.MONOTONIC, 64);
    Counter level = counter("level", CounterKind.GAUGE, 64);
    CounterDelta delta =
        CounterDelta.between(
            Snapshot.of(0, List.of(value(gone, 5), value(shut, 5), unknown(opened, "locked"))),
            Snapshot.of(
                SECOND,
                List.of(
                    value(fresh, 5),
                    unknown(shut, "permission denied"),
                    value(opened, 5),
                    value(level, 5))));

    assertThat(delta.reading(gone.id()))
        .isEqualTo(new CounterReading(gone.id(), 5.0, null, null, null, "vanished between reads"));
    assertThat(delta.reading(fresh.id()))
        .isEqualTo(new CounterReading(fresh.id(), null, 5.0, null, null, "appeared between reads"));
    assertThat(delta.reading(shut.id()).unknown()).isEqualTo("permission denied");
    assertThat(delta.reading(opened.id()).unknown()).isEqualTo("before: locked");
    assertThat(delta.reading(level.id()).value()).isEqualTo(5);
    assertThat(delta.unknown()).hasSize(4);
    assertThat(delta.perSecond(gone.id())).isEmpty();
  }

  @Test
  void normsByThePacketsOfTheSamePort() {
    Counter retries = rxe("rxe0", "completer_retry_err");
    CounterDelta delta =
        CounterDelta.between(
            Snapshot.of(
                0,
                List.of(
                    value(retries, 0),
                    value(rxe("rxe0", "sent_pkts"), 100),
                    value(rxe("rxe0", "rcvd_pkts"), 0),
                    value(rxe("rxe1", "sent_pkts"), 0))),
            Snapshot.of(
                SECOND / 2,
                List.of(
                    value(retries, 8),
                    value(rxe("rxe0", "sent_pkts"), 400),
                    value(rxe("rxe0", "rcvd_pkts"), 100),
                    value(rxe("rxe1", "sent_pkts"), 999))));

    assertThat(delta.perPacket(retries.id())).hasValue(8 / 400.0);
    assertThat(delta.perSecond(retries.id())).hasValue(16);
    assertThat(delta.perPacket("rxe0/1/hw/no_such")).isEmpty();
  }

  @Test
  void normsByOneSourceOnlyWhereTwoCountTheSamePackets() {
    Counter shown =
        Catalogue.describe(Driver.MLX5, "eth0/ethtool", "rx_packets", CounterScope.PORT);
    Counter kernel = Catalogue.describe(Driver.ANY, "eth0/net", "rx_packets", CounterScope.PORT);
    Counter drops = Catalogue.describe(Driver.ANY, "eth0/net", "rx_dropped", CounterScope.PORT);
    CounterDelta delta =
        CounterDelta.between(
            Snapshot.of(0, List.of(value(shown, 0), value(kernel, 0), value(drops, 0))),
            Snapshot.of(SECOND, List.of(value(shown, 50), value(kernel, 100), value(drops, 10))));

    assertThat(delta.perPacket(drops.id())).hasValue(0.1);
    assertThat(delta.perPacket(shown.id())).hasValue(1);
  }

  @Test
  void isUnknownPerPacketWithoutPackets() {
    Counter retries = rxe("rxe0", "completer_retry_err");
    Counter sent = rxe("rxe0", "sent_pkts");

    assertThat(
            CounterDelta.between(
                    Snapshot.of(0, List.of(value(retries, 0), value(sent, 7))),
                    Snapshot.of(1, List.of(value(retries, 1), value(sent, 7))))
                .perPacket(retries.id()))
        .isEmpty();
    assertThat(
            CounterDelta.between(
                    Snapshot.of(0, List.of(value(retries, 0), value(sent, 7))),
                    Snapshot.of(1, List.of(value(retries, 1), unknown(sent, "gone"))))
                .perPacket(retries.id()))
        .isEmpty();
  }

  @Test
  void refusesSnapshotsInTheWrongOrder() {
    Snapshot snapshot = Snapshot.of(5, List.of());

    assertThatThrownBy(() -> CounterDelta.between(snapshot, snapshot))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the second snapshot is not later than the first");
  }

  private static long bits(String unsigned) {
    return Long.parseUnsignedLong(unsigned);
  }

  private static CounterReading reading(CounterKind kind, int width, long before, long after) {
    Counter counter = counter("x", kind, width);
    CounterDelta delta =
        CounterDelta.between(
            Snapshot.of(-SECOND, List.of(value(counter, before))),
            Snapshot.of(SECOND, List.of(value(counter, after))));
    assertThat(delta.seconds()).isEqualTo(2);
    return delta.list().getFirst();
  }

  private static Counter rxe(String device, String name) {
    return Catalogue.describe(Driver.RXE, device + "/1/hw", name, CounterScope.PORT);
  }

  private static Counter counter(String name, CounterKind kind, int width) {
    return new Counter(
        "d/1/hw/" + name,
        name,
        "d/1/hw",
        kind,
        width,
        "events",
        CounterScope.PORT,
        CounterRole.LINK,
        CounterClass.DIAGNOSTIC,
        1,
        "for this test");
  }

  private static Sample value(Counter counter, long value) {
    return new Sample(counter, new Reading.Value(value));
  }

  private static Sample unknown(Counter counter, String reason) {
    return new Sample(counter, new Reading.Unknown(reason));
  }
}
