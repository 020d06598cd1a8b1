package io.kelpie.probes.verbs;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each ordering costs over the unordered twin, in a lab with 2 ms of delay. */
@Tag("lab")
class FourCellsLabTest {
  private static final int ROUNDS = 5;

  /** A search probe's windows; on a busy machine a drained pass takes seconds. */
  private static final Budget BUDGET =
      new Budget(Duration.ofMinutes(1), 3, Duration.ofMillis(20), Budget.QueuePairs.REUSED, 1);

  /** Seconds of the lab's delay that a wait for a round trip takes at least, netem's slack off. */
  private static final double ROUND_TRIP = 0.9 * 2e-3;

  private record Cell(String name, Signal signal, Ordering ordering) {}

  /** Median seconds a tile. */
  private record Cost(double tile, double twin) {
    double ratio() {
      return tile / twin;
    }
  }

  @Test
  void orderingsCostWhatTheirMechanismCosts() {
    try (VerbsProbe probe = new VerbsProbe(VerbsSettings.found())) {
      Cost drain = cost(probe, new Cell("drain per tile", Signal.FETCH_ADD, Ordering.DRAIN));
      Cost fencedAtomic =
          cost(probe, new Cell("NIC fence + fetch-add", Signal.FETCH_ADD, Ordering.NIC_FENCE));
      Cost fencedWrite =
          cost(
              probe, new Cell("NIC fence + inline write", Signal.INLINE_WRITE, Ordering.NIC_FENCE));
      Cost sameQp =
          cost(probe, new Cell("same QP + fetch-add", Signal.FETCH_ADD, Ordering.SAME_QP));
      cost(probe, new Cell("put-only", Signal.NOTHING, Ordering.NONE));

      // A quiet machine gives 5, 5, 1.6 and 1.3. A slow one pays so much for a tile that ratios
      // shrink, but what waits for a round trip a tile does so at any speed.
      for (Cost serial : List.of(drain, fencedAtomic)) {
        assertThat(serial.tile()).isGreaterThanOrEqualTo(ROUND_TRIP);
        assertThat(serial.ratio()).isGreaterThanOrEqualTo(1.5);
      }
      assertThat(fencedWrite.ratio()).isLessThanOrEqualTo(2);
      assertThat(sameQp.ratio()).isLessThanOrEqualTo(2);
    }
  }

  /** Tile times beside the twin's, ABBA; put-only is held against unordered fetch-adds. */
  private static Cost cost(VerbsProbe probe, Cell cell) {
    Workload base = Lab.base(probe).with(OUTSTANDING_READS, 128L);
    Workload subject = base.with(SIGNAL, cell.signal).with(ORDERING, cell.ordering);
    Workload twin =
        base.with(SIGNAL, cell.signal == Signal.NOTHING ? Signal.FETCH_ADD : cell.signal)
            .with(ORDERING, Ordering.NONE);
    List<Double> subjects = new ArrayList<>();
    List<Double> twins = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      subjects.add(tileTime(probe, subject));
      twins.add(tileTime(probe, twin));
      twins.add(tileTime(probe, twin));
      subjects.add(tileTime(probe, subject));
    }
    Cost cost = new Cost(Lab.median(subjects), Lab.median(twins));
    Lab.measured(
        cell.name,
        "%.2f times the unordered twin (%.0f us over %.0f us a tile)"
            .formatted(cost.ratio(), cost.tile() * 1e6, cost.twin() * 1e6));
    return cost;
  }

  private static double tileTime(VerbsProbe probe, Workload workload) {
    Measurement measurement = Lab.run(probe, workload, BUDGET);
    assertThat(measurement.integrity().whole()).isTrue();
    return measurement.tileTime();
  }
}
