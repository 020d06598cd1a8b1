package io.kelpie.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdleBaselineTest {

  private static final Counter RETRIES =
      Catalogue.describe(Driver.RXE, "rxe0/1/hw", "completer_retry_err", CounterScope.PORT);
  private static final Counter QUEUE_PAIRS =
      Catalogue.describe(Driver.BNXT, "bnxt_re0/1/hw", "active_qps", CounterScope.PORT);
  private static final Counter OCCUPANCY = OwnCounter.RING_OCCUPANCY.counter();

  @Test
  void keepsMeanAndMaximumOfTheKnown() {
    IdleBaseline baseline =
        IdleBaseline.of(
            List.of(
                List.of(counted(1, 1), CounterReading.level(QUEUE_PAIRS, 4)),
                List.of(counted(6, 1)),
                List.of(counted(2, 1), CounterReading.unknown(QUEUE_PAIRS, "gone"))));

    assertThat(baseline.idle())
        .containsOnlyKeys(RETRIES.id(), QUEUE_PAIRS.id())
        .containsEntry(RETRIES.id(), new IdleBaseline.Idle(3, 6))
        .containsEntry(QUEUE_PAIRS.id(), new IdleBaseline.Idle(4, 4));
  }

  @Test
  void movesByOneEventWhereIdlenessHasNone() {
    IdleBaseline silent = IdleBaseline.of(List.of(List.of(counted(0, 1))));

    assertThat(silent.moved(RETRIES, counted(0, 10))).isFalse();
    assertThat(silent.moved(RETRIES, counted(1, 0.001))).isTrue();
    assertThat(silent.moved(RETRIES, counted(1, 1000))).isTrue();
  }

  @Test
  void movesOnlyBeyondWhatIdlenessExplains() {
    IdleBaseline busy = IdleBaseline.of(List.of(List.of(counted(4, 2)), List.of(counted(20, 2))));

    assertThat(busy.moved(RETRIES, counted(100, 10))).isFalse();
    assertThat(busy.moved(RETRIES, counted(100.5, 10))).isFalse();
    assertThat(busy.moved(RETRIES, counted(101, 10))).isTrue();
    assertThat(busy.moved(RETRIES, counted(6, 0.5))).isTrue();
    assertThat(busy.moved(RETRIES, counted(5, 0.5))).isFalse();
  }

  @Test
  void judgesLevelsByTheirQuantum() {
    IdleBaseline baseline = IdleBaseline.of(List.of(List.of(CounterReading.level(QUEUE_PAIRS, 4))));

    assertThat(baseline.moved(QUEUE_PAIRS, CounterReading.level(QUEUE_PAIRS, 4))).isFalse();
    assertThat(baseline.moved(QUEUE_PAIRS, CounterReading.level(QUEUE_PAIRS, 5))).isTrue();
    assertThat(baseline.moved(OCCUPANCY, CounterReading.level(OCCUPANCY, 0.009))).isFalse();
    assertThat(baseline.moved(OCCUPANCY, CounterReading.level(OCCUPANCY, 0.01))).isTrue();
  }

  @Test
  void neverTakesTheUnknownForMoved() {
    IdleBaseline baseline = IdleBaseline.of(List.of());

    assertThat(baseline.moved(RETRIES, CounterReading.unknown(RETRIES, "gone"))).isFalse();
  }

  private static CounterReading counted(double delta, double seconds) {
    return new CounterReading(RETRIES.id(), 0.0, delta, delta, delta / seconds, null);
  }
}
