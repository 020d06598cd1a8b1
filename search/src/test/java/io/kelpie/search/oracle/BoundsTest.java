package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The window's bound, held against a sender that posts in order, tile by tile. */
final class BoundsTest {
  private static final double ROUND_TRIP = 1e-3;
  private static final long TILE_BYTES_EACH = 1024;
  private static final Limits LIMITS = new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10));

  /** Lines and software that cost next to nothing, so that windows bind. */
  private static final Bounds BOUNDS = new Bounds(1e15, calibration());

  private static Calibration calibration() {
    Map<Workload, Measurement> runs = new LinkedHashMap<>();
    Calibration.plan(LIMITS)
        .forEach(workload -> runs.put(workload, measured(workload, 1e-12 * workload.get(TILES))));
    return new Calibration(runs);
  }

  private static Measurement measured(Workload workload, double seconds) {
    long tiles = workload.get(TILES);
    return new Measurement(
        new Outcome.Completed(),
        List.of(new Flow("forward", tiles, TILE_BYTES_EACH * tiles, List.of(seconds))),
        List.of(),
        List.of(),
        Integrity.UNCHECKED,
        List.of(),
        List.of(),
        ROUND_TRIP,
        0,
        1);
  }

  private static Workload reads(TileMapping mapping, long tiles, long queuePairs) {
    return Workload.initial()
        .with(OPCODE, Opcode.READ)
        .with(SIGNAL, Signal.COMPLETION)
        .with(ORDERING, Ordering.NONE)
        .with(TILE_BYTES, List.of(TILE_BYTES_EACH))
        .with(TILE_MAPPING, mapping)
        .with(TILES, tiles)
        .with(QPS_PER_PEER, queuePairs);
  }

  private static double bound(Workload workload) {
    Measurement any = measured(workload, 1);
    return BOUNDS.smallest(workload, any.flows().getFirst(), any).orElseThrow().bytesPerSecond();
  }

  /**
   * Goodput of one that posts tiles in order to one peer, waits where a send queue is full, and
   * whose queue pairs have so many of theirs on their way.
   */
  private static double postedInOrder(Workload workload) {
    int tiles = workload.integer(TILES);
    int queuePairs = workload.integer(QPS_PER_PEER);
    int depth = workload.integer(SEND_DEPTH);
    int window = Math.min(depth, workload.integer(OUTSTANDING_READS));
    double[][] done = new double[queuePairs][tiles];
    int[] posted = new int[queuePairs];
    double now = 0;
    double end = 0;
    for (int tile = 0; tile < tiles; tile++) {
      int queuePair =
          workload.get(TILE_MAPPING) == TileMapping.BY_EXPERT
              ? tile * queuePairs / tiles
              : tile % queuePairs;
      int nth = posted[queuePair]++;
      now = nth < depth ? now : Math.max(now, done[queuePair][nth - depth]);
      double free = nth < window ? now : Math.max(now, done[queuePair][nth - window]);
      done[queuePair][nth] = free + ROUND_TRIP;
      end = Math.max(end, done[queuePair][nth]);
    }
    return tiles * TILE_BYTES_EACH / end;
  }

  @Test
  void queuePairsOfExpertsAreFilledOneAfterTheOther() {
    Workload shallow =
        reads(TileMapping.BY_EXPERT, 332, 3).with(SEND_DEPTH, 16L).with(OUTSTANDING_READS, 1L);

    assertThat(bound(shallow.with(TILE_MAPPING, TileMapping.ROUND_ROBIN)))
        .isGreaterThan(2.5 * bound(shallow));
    assertThat(bound(shallow.with(SEND_DEPTH, 1024L))).isGreaterThan(2.5 * bound(shallow));
    assertThat(bound(shallow.with(ROUTE, Route.GPU_DIRECT))).isGreaterThan(2.5 * bound(shallow));
    assertThat(bound(shallow.with(PROXIES, 3L))).isGreaterThan(2.5 * bound(shallow));
  }

  @Test
  void noWindowIsAboveItsBoundAndLongPassesComeNear() {
    SplittableRandom random = new SplittableRandom(7);
    for (int draw = 0; draw < 500; draw++) {
      long queuePairs = random.nextLong(1, 9);
      long depth = 1L << random.nextInt(3, 10);
      long window = 1L << random.nextInt(0, 4);
      Workload workload =
          reads(
                  random.nextBoolean() ? TileMapping.BY_EXPERT : TileMapping.ROUND_ROBIN,
                  queuePairs * random.nextLong(8 * window, 400),
                  queuePairs)
              .with(SEND_DEPTH, depth)
              .with(OUTSTANDING_READS, window);

      assertThat(postedInOrder(workload))
          .as(workload.toString())
          .isBetween(0.6 * bound(workload), 1.001 * bound(workload));
    }
  }
}
