package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CounterRankingTest {
  private static final OwnCounter STEADY = OwnCounter.BLOCKED_SHARE_POST;
  private static final OwnCounter LIVELY = OwnCounter.BLOCKED_SHARE_SIGNAL;
  private static final OwnCounter FAINT = OwnCounter.BLOCKED_SHARE_FENCE;
  private static final OwnCounter STUCK = OwnCounter.BLOCKED_SHARE_RING;
  private static final OwnCounter IDLE = OwnCounter.RING_OCCUPANCY;
  private static final OwnCounter UNKNOWN = OwnCounter.CQE_AGE;

  private final List<Counter> counters =
      List.of(STEADY, FAINT, LIVELY, STUCK, IDLE, UNKNOWN).stream()
          .map(OwnCounter::counter)
          .toList();

  private static List<Measurement> points() {
    List<Measurement> points = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      boolean odd = i % 2 == 1;
      points.add(
          new Measurement(
              new Outcome.Completed(),
              List.of(),
              List.of(),
              List.of(),
              Integrity.UNCHECKED,
              List.of(),
              List.of(
                  STEADY.of(odd ? 0.5 : 0.6),
                  LIVELY.of(odd ? 0.1 : 0.9),
                  FAINT.of(i == 0 ? 0.02 : 0),
                  STUCK.of(0.5),
                  IDLE.of(odd ? 1 : 3),
                  UNKNOWN.unknown("not measured")),
              0,
              0,
              0));
    }
    return points;
  }

  @Test
  void ranksByVariationAndWhatIsBelowItsQuantumLast() {
    CounterRanking ranking = CounterRanking.of(counters, points(), busyRing());
    assertThat(ranking.ranked())
        .containsExactly(LIVELY.counter(), STEADY.counter(), FAINT.counter());
  }

  @Test
  void saysWhyACounterIsNotRanked() {
    CounterRanking ranking = CounterRanking.of(counters, points(), busyRing());
    assertThat(ranking.unranked())
        .containsEntry(STUCK.counter().id(), "never moves")
        .containsEntry(IDLE.counter().id(), "moves only as it does when idle")
        .containsEntry(UNKNOWN.counter().id(), "unknown")
        .hasSize(3);
  }

  private static IdleBaseline busyRing() {
    List<CounterReading> idle = List.of(IDLE.of(5));
    return IdleBaseline.of(List.of(idle));
  }
}
