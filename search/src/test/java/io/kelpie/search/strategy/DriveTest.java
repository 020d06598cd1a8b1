package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DriveTest {
  private final Drive performance = Drive.of(OwnCounter.TILE_RATE.counter());
  private final Drive diagnostic = Drive.of(OwnCounter.BLOCKED_SHARE_FENCE.counter());

  @Test
  void drivesPerformanceDownRelativeToBefore() {
    assertThat(performance.difference(100, 50)).isEqualTo(-0.5);
    assertThat(performance.difference(50, 100)).isEqualTo(1);
  }

  @Test
  void drivesDiagnosisUpRelativeToAfter() {
    assertThat(diagnostic.difference(0.2, 0.4)).isCloseTo(-0.5, within(1e-12));
    assertThat(diagnostic.difference(0.4, 0.2)).isCloseTo(1, within(1e-12));
  }

  /** The quantum of a share is 0.01, that of a rate 1 tile a second. */
  @Test
  void aZeroIsOneQuantum() {
    assertThat(performance.difference(0, 5)).isEqualTo(5);
    assertThat(diagnostic.difference(0.5, 0)).isCloseTo(50, within(1e-12));
    assertThat(diagnostic.difference(0, 0)).isZero();
  }

  @Test
  void eventsAreDrivenByThePacketOfTheBusierDirection() {
    Counter stalls = counter("nic0", "stalls", "events", CounterClass.DIAGNOSTIC);
    List<Counter> offered = List.of(stalls, sent("nic0"), received("nic0"), sent("nic1"));
    Drive drive = Drive.perPacket(stalls, offered);

    assertThat(drive.value(measured(stalls, 30, sent("nic0"), 100, received("nic0"), 400)))
        .hasValue(30.0 / 400);
    assertThat(drive.value(measured(stalls, 30, sent("nic1"), 100)))
        .as("nothing of its own moved")
        .isEmpty();
    assertThat(drive.value(measured(sent("nic0"), 100))).isEmpty();
  }

  @Test
  void whatCountsNoEventsIsDrivenAsItStands() {
    Counter paused = counter("nic0", "paused", "us", CounterClass.DIAGNOSTIC);

    assertThat(Drive.perPacket(paused, List.of(paused, sent("nic0")))).isEqualTo(Drive.of(paused));
  }

  @Test
  void anOwnerWithoutPacketsIsDrivenByTheSecond() {
    Counter stalls = counter("nic0", "stalls", "events", CounterClass.DIAGNOSTIC);

    assertThat(Drive.perPacket(stalls, List.of(stalls, sent("nic1"))).value(measured(stalls, 30)))
        .hasValue(30);
  }

  private static Counter sent(String owner) {
    return counter(owner, "tx_packets", "packets", CounterClass.TRAFFIC);
  }

  private static Counter received(String owner) {
    return counter(owner, "rx_packets", "packets", CounterClass.TRAFFIC);
  }

  private static Counter counter(String owner, String name, String unit, CounterClass kind) {
    String source = owner + "/hw";
    return new Counter(
        source + "/" + name,
        name,
        source,
        CounterKind.MONOTONIC,
        Long.SIZE,
        unit,
        CounterScope.DEVICE,
        CounterRole.LINK,
        kind,
        1,
        name);
  }

  /** Counters and their rates, in turn. */
  private static Measurement measured(Object... readings) {
    return Measurement.without(new Outcome.Completed(), 0)
        .withCounters(
            java.util.stream.IntStream.range(0, readings.length / 2)
                .mapToObj(pair ->
                    new CounterReading(
                        ((Counter) readings[2 * pair]).id(),
                        0.0,
                        ((Number) readings[2 * pair + 1]).doubleValue(),
                        ((Number) readings[2 * pair + 1]).doubleValue(),
                        ((Number) readings[2 * pair + 1]).doubleValue(),
                        null))
                .toList());
  }
}
