package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.SIGNAL;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Trials of goodput on a line of 1 GB/s, where a tile of 16 KiB takes at least 16.4 us. */
final class Goodputs {
  static final Workload WORKLOAD =
      Workload.initial().with(ORDERING, Ordering.NONE).with(SIGNAL, Signal.NOTHING);
  static final Evidence LOW_GOODPUT =
      new Evidence(Symptom.LOW_GOODPUT, 2.4, null, null, "low_goodput");

  /** Seconds a tile. */
  static final double GOOD = 17e-6;

  /** Seconds a tile. */
  static final double LOW = 40e-6;

  private static final Limits LIMITS = new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10));
  private static final Bounds BOUNDS = new Bounds(1e9, calibration());

  private Goodputs() {}

  static Tribunal tribunal(Trials trials) {
    Oracle oracle = new Oracle(Thresholds.DEFAULTS, BOUNDS, List.of(), IdleBaseline.of(List.of()));
    return new Tribunal(oracle, Space.within(LIMITS), trials);
  }

  /** Trials on a place that is as fast as when it was calibrated. */
  static Trials steady(Trials trials) {
    return (purpose, workload, queuePairs) ->
        isPace(purpose) ? calibrated(workload) : trials.run(purpose, workload, queuePairs);
  }

  static boolean isPace(String purpose) {
    return purpose.endsWith(", pace");
  }

  /** A run that took so many seconds a tile. */
  static Measurement measured(Workload workload, double tileTime) {
    return measured(workload, tileTime, Integrity.UNCHECKED);
  }

  /** The same with what was seen of its data. */
  static Measurement measured(Workload workload, double tileTime, Integrity integrity) {
    return measured(workload, tileTime, integrity, null);
  }

  /** A run whose tiles wait in one stage for half of its time. */
  static Measurement blocked(Workload workload, double tileTime, Stage stage) {
    return measured(workload, tileTime, Integrity.UNCHECKED, stage);
  }

  private static Measurement measured(
      Workload workload, double tileTime, Integrity integrity, @Nullable Stage blocked) {
    long tiles = workload.get(TILES);
    return new Measurement(
        new Outcome.Completed(),
        List.of(new Flow("forward", tiles, bytes(workload) * tiles, List.of(tileTime * tiles))),
        Stream.of(Stage.values())
            .map(stage -> {
              double share = stage == blocked ? 0.5 : 0;
              return new StageTime(stage, tileTime, share * tileTime * tiles, share);
            })
            .toList(),
        List.of(),
        integrity,
        List.of(),
        List.of(),
        1e-6,
        0,
        1);
  }

  /** What software gives that adds 0.3 us to the line's time a tile. */
  static Measurement calibrated(Workload workload) {
    return measured(workload, bytes(workload) * 1e-9 + 0.3e-6);
  }

  private static Calibration calibration() {
    Map<Workload, Measurement> runs = new LinkedHashMap<>();
    Calibration.plan(LIMITS).forEach(workload -> runs.put(workload, calibrated(workload)));
    return new Calibration(runs);
  }

  private static long bytes(Workload workload) {
    return workload.get(TILE_BYTES).getFirst();
  }
}
