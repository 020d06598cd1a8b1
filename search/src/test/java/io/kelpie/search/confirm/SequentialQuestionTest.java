package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.SIGNAL;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** At a line of 1 GB/s, where a tile of 16 KiB takes at least 16.4 us. */
final class SequentialQuestionTest {
  private static final Limits LIMITS = new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10));
  private static final Workload WORKLOAD =
      Workload.initial().with(ORDERING, Ordering.NONE).with(SIGNAL, Signal.NOTHING);
  private static final double GOOD = 17e-6;
  private static final double LOW = 40e-6;

  @Test
  void oneGoodRunClearsAGoodput() {
    assertAnswer(Answer.NO, GOOD);
  }

  @Test
  void aLowGoodputHasToComeBack() {
    assertAnswer(Answer.NO, LOW, GOOD);
    assertAnswer(Answer.YES, LOW, LOW);
  }

  /** An answer that takes just these runs, by their time a tile in seconds. */
  private static void assertAnswer(Answer answer, Double... tileTimes) {
    Deque<Double> left = new ArrayDeque<>(List.of(tileTimes));
    Oracle oracle =
        new Oracle(
            Thresholds.DEFAULTS,
            new Bounds(1e9, calibration()),
            List.of(),
            IdleBaseline.of(List.of()));
    Tribunal tribunal =
        new Tribunal(
            oracle,
            Space.within(LIMITS),
            (_, workload, _) -> measured(workload, left.removeFirst()));
    Evidence low = new Evidence(Symptom.LOW_GOODPUT, 2.4, null, null, "low_goodput");

    assertThat(new SequentialQuestion(tribunal, low, () -> false).ask("a test", WORKLOAD))
        .isEqualTo(answer);
    assertThat(left).isEmpty();
  }

  /** Of software that adds 0.3 us to the line's time a tile. */
  private static Calibration calibration() {
    Map<Workload, Measurement> runs = new LinkedHashMap<>();
    for (Workload workload : Calibration.plan(LIMITS)) {
      runs.put(workload, measured(workload, bytes(workload) * 1e-9 + 0.3e-6));
    }
    return new Calibration(runs);
  }

  private static long bytes(Workload workload) {
    return workload.get(TILE_BYTES).getFirst();
  }

  private static Measurement measured(Workload workload, double tileTime) {
    long tiles = workload.get(TILES);
    return new Measurement(
        new Outcome.Completed(),
        List.of(new Flow("forward", tiles, bytes(workload) * tiles, List.of(tileTime * tiles))),
        List.of(),
        List.of(),
        Integrity.UNCHECKED,
        List.of(),
        List.of(),
        1e-6,
        0,
        1);
  }
}
