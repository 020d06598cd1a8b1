package io.kelpie.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnCountersTest {

  private static List<CounterReading> readings(OwnCounters.Sender sender, @Nullable Double bound) {
    return readings(sender, bound, 0);
  }

  private static List<CounterReading> readings(
      OwnCounters.Sender sender, @Nullable Double bound, long missing) {
    StageClock clock = StageClockTest.drained();
    clock.finishPass();
    return OwnCounters.of(clock, sender, bound, missing);
  }

  private static double value(List<CounterReading> readings, OwnCounter counter) {
    return readings.get(counter.ordinal()).value();
  }

  @Test
  void everyCounterIsReadOnceInTheCataloguesOrder() {
    assertThat(readings(new OwnCounters.Sender(1e-6, 2e-6, 1), 1e9))
        .extracting(CounterReading::counter)
        .isEqualTo(
            Arrays.stream(OwnCounter.values()).map(counter -> counter.counter().id()).toList());
  }

  @Test
  void valuesAreThoseOfTheClock() {
    List<CounterReading> readings = readings(new OwnCounters.Sender(1e-6, 2e-6, 1.5), 1e9);

    assertThat(value(readings, OwnCounter.GOODPUT)).isCloseTo(192 / 315e-9, within(1.0));
    assertThat(value(readings, OwnCounter.TILE_RATE)).isCloseTo(2 / 315e-9, within(1.0));
    assertThat(value(readings, OwnCounter.FENCE_WAIT_PER_TILE)).isCloseTo(110e-9, within(1e-15));
    assertThat(value(readings, OwnCounter.POSTED_LESS_COMPLETED))
        .isCloseTo(200.0 / 315, within(1e-12));
    assertThat(value(readings, OwnCounter.LINK_IDLE_WHILE_QUEUED))
        .isCloseTo(40.0 / 315, within(1e-12));
    assertThat(value(readings, OwnCounter.RING_OCCUPANCY)).isCloseTo(150.0 / 315, within(1e-12));
    assertThat(value(readings, OwnCounter.PROXY_LOOP_GAP)).isEqualTo(1e-6);
    assertThat(value(readings, OwnCounter.CQE_AGE)).isEqualTo(2e-6);
    assertThat(value(readings, OwnCounter.SOJOURN_SMALL)).isCloseTo(185e-9, within(1e-15));
    assertThat(value(readings, OwnCounter.SOJOURN_LARGE)).isCloseTo(315e-9, within(1e-15));
    assertThat(value(readings, OwnCounter.QP_IMBALANCE)).isEqualTo(1.5);
    assertThat(value(readings, OwnCounter.SIGNAL_SPREAD)).isCloseTo(130e-9, within(1e-15));
    assertThat(value(readings, OwnCounter.BLOCKED_SHARE_RING))
        .isCloseTo(130.0 / 315, within(1e-12));
    assertThat(value(readings, OwnCounter.BLOCKED_SHARE_FENCE))
        .isCloseTo(220.0 / 315, within(1e-12));
    assertThat(value(readings, OwnCounter.BLOCKED_SHARE_VERIFY)).isZero();
    assertThat(value(readings, OwnCounter.BOUND_RESIDUAL))
        .isCloseTo(1 - 192 / 315e-9 / 1e9, within(1e-9));
  }

  @Test
  void whatWasNotMeasuredIsUnknownNotZero() {
    List<CounterReading> readings = readings(new OwnCounters.Sender(null, null, 1), null);

    assertThat(readings.stream().filter(reading -> !reading.isKnown()))
        .extracting(CounterReading::counter)
        .containsExactly("own/proxy_loop_gap", "own/cqe_age", "own/bound_residual");
  }

  @Test
  void nothingIsKnownWhereTilesWentMissing() {
    assertThat(readings(new OwnCounters.Sender(1e-6, 2e-6, 1), 1e9, 1))
        .hasSize(OwnCounter.values().length)
        .noneMatch(CounterReading::isKnown);
  }

  @Test
  void imbalanceCountsIdleQueuePairs() {
    assertThat(OwnCounters.imbalance(new long[] {3, 3, 3}, 3)).isEqualTo(1);
    assertThat(OwnCounters.imbalance(new long[] {8, 0}, 4)).isEqualTo(4);
    assertThat(OwnCounters.imbalance(new long[] {0, 0}, 2)).isEqualTo(1);
  }
}
