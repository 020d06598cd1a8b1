package io.kelpie.bench.lab;

import static io.kelpie.workload.Catalogue.DELAY;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Put-only runs over sizes and depths, and the cells of orderings, each three times in turn, so
 * that a drift meets all alike.
 */
final class LabMeasurement {
  private static final List<Long> BYTES = List.of(64L, 4096L, 16_384L, 65_536L);
  private static final List<Long> DEPTHS = List.of(1L, 4L, 16L, 64L);

  /** Where the orderings are compared. */
  private static final long CELL_BYTES = 16_384;

  private static final long CELL_DEPTH = 256;
  private static final int ROUNDS = 3;
  private static final int TRIES = 3;
  private static final Budget BUDGET =
      new Budget(Duration.ofMinutes(1), 3, Duration.ofMillis(20), Budget.QueuePairs.REUSED, 1);

  private record Point(LabCell cell, long bytes, long depth, List<Double> seconds) {}

  private final Probe probe;
  private final Workload base;

  LabMeasurement(Probe probe) {
    this.probe = probe;
    base = Space.within(probe.description().limits()).initial();
  }

  /** Added round-trip time of where the probe runs, in microseconds. */
  long delay() {
    return base.get(DELAY);
  }

  /**
   * Measures.
   *
   * @param told after each round
   */
  List<LabRow> rows(Consumer<String> told) {
    List<Point> points = new ArrayList<>();
    for (long bytes : BYTES) {
      for (long depth : DEPTHS) {
        points.add(new Point(LabCell.PUT_ONLY, bytes, depth, new ArrayList<>()));
      }
    }
    for (LabCell cell : LabCell.values()) {
      points.add(new Point(cell, CELL_BYTES, CELL_DEPTH, new ArrayList<>()));
    }
    for (int round = 1; round <= ROUNDS; round++) {
      points.forEach(point -> point.seconds.add(seconds(point)));
      told.accept("round " + round + " of " + ROUNDS + " at " + delay() + " us of delay");
    }
    return points.stream()
        .map(point ->
            new LabRow(
                point.cell,
                delay(),
                point.bytes,
                point.depth,
                Median.withDefaults()
                    .evaluate(point.seconds.stream().mapToDouble(Double::doubleValue).toArray())))
        .toList();
  }

  private double seconds(Point point) {
    Workload workload = point.cell.workload(base, point.bytes, point.depth);
    for (int attempt = 1; ; attempt++) {
      Measurement measured = probe.run(workload, BUDGET);
      if (measured.completed()) {
        return measured.tileTime();
      }
      if (attempt == TRIES) {
        throw new UsageException(
            "%s of %d bytes at depth %d did not complete in %d tries (%s); measure on a device that is at rest"
                .formatted(point.cell, point.bytes, point.depth, TRIES, measured.outcome()));
      }
    }
  }
}
