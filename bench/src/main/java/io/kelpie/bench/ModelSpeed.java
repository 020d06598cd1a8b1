package io.kelpie.bench;

import static io.kelpie.workload.Catalogue.*;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.ThreadMXBean;
import io.kelpie.probes.Budget;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * How fast the model is: probes a second over random draws of the default space, and what a pass
 * costs against the number of its tiles. Seconds are processor time of the one thread that runs the
 * model, so that other work on the machine counts as little as it can.
 */
public final class ModelSpeed {
  /** Probes that let the compiler settle, thrown away. */
  private static final int WARM_UP = 2000;

  private static final int DRAWS = 2000;
  private static final int PERSEUS = 3000;
  private static final int FULL_PERSEUS = 100;

  /** Tiles and windows of the runs that tell what a pass allocates. */
  private static final long ALLOCATING = 10_000;

  private static final int FURTHER = 10;
  private static final long SEED = 3;
  private static final List<Long> SIZES =
      List.of(100L, 1_000L, 10_000L, 100_000L, 300_000L, 1_000_000L);

  private final ThreadMXBean clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * One size of workload.
   *
   * @param seconds of a probe with one measured pass and its warm-up, the best of three
   * @param tilesPerSecond tiles of both passes over these seconds
   * @param overLinearithmic seconds over n log n, over the same of the first row: up to 1 where the
   *     cost grows no faster
   * @param allocatedBytes of that probe: no less than the memory that it needs
   */
  public record Row(
      long tiles,
      double seconds,
      @JsonProperty("tiles_per_second") double tilesPerSecond,
      @JsonProperty("over_linearithmic") double overLinearithmic,
      @JsonProperty("allocated_bytes") long allocatedBytes) {}

  /**
   * What {@code --json} prints.
   *
   * @param machine processor count, memory of the JVM, JVM
   * @param probesPerSecond over draws of the default space, on one core
   * @param perseusProbesPerSecond of one sender's dispatch: 112 transfers to 28 peers, drained
   * @param fullPerseusProbesPerSecond the same of 32 senders at once
   * @param pairsSeconds of a probe of 64 nodes with 8 GPUs each, a tile for each pair across nodes
   * @param bytesPerFurtherTile what a further pass allocates for each tile, set-up aside
   * @param growthExponent slope of log seconds over log tiles from 10,000 tiles on; below, set-up
   *     hides it
   */
  public record Result(
      String bench,
      String machine,
      List<Row> rows,
      @JsonProperty("probes_per_second") double probesPerSecond,
      @JsonProperty("perseus_probes_per_second") double perseusProbesPerSecond,
      @JsonProperty("full_perseus_probes_per_second") double fullPerseusProbesPerSecond,
      @JsonProperty("pairs_seconds") double pairsSeconds,
      @JsonProperty("bytes_per_further_tile") double bytesPerFurtherTile,
      @JsonProperty("growth_exponent") double growthExponent,
      @JsonProperty("million_tiles_seconds") double millionTilesSeconds) {}

  /** Measures. */
  public Result run() {
    try (ModelProbe probe = new ModelProbe()) {
      Limits limits = probe.description().limits();
      Space space = Space.within(limits);
      UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
      List<Workload> drawn = new ArrayList<>();
      for (int i = 0; i < DRAWS; i++) {
        drawn.add(space.draw(random));
      }
      Workload dispatch =
          Workload.initial().with(TILES, 112L).with(PEERS, 28L).with(ORDERING, Ordering.DRAIN);
      probesPerSecond(probe, drawn, WARM_UP);
      double probes = probesPerSecond(probe, drawn, DRAWS);
      probesPerSecond(probe, List.of(dispatch), WARM_UP);
      double perseus = probesPerSecond(probe, List.of(dispatch), PERSEUS);
      Workload full = dispatch.with(SENDERS, 32L);
      probesPerSecond(probe, List.of(full), FULL_PERSEUS);
      double fullPerseus = probesPerSecond(probe, List.of(full), FULL_PERSEUS);
      List<Row> rows = rows(probe);
      return new Result(
          "model",
          "%d processors, %d MiB heap, %s"
              .formatted(
                  Runtime.getRuntime().availableProcessors(),
                  Runtime.getRuntime().maxMemory() >> 20,
                  Runtime.version()),
          rows,
          probes,
          perseus,
          fullPerseus,
          pass(probe, pairs()).seconds(),
          bytesPerFurtherTile(probe),
          slope(rows.stream().filter(row -> row.tiles() >= 10_000).toList()),
          rows.getLast().seconds());
    }
  }

  private double probesPerSecond(ModelProbe probe, List<Workload> workloads, int count) {
    long start = clock.getCurrentThreadCpuTime();
    for (int i = 0; i < count; i++) {
      probe.run(workloads.get(i % workloads.size()), Budget.search(i).fresh());
    }
    return count / ((clock.getCurrentThreadCpuTime() - start) * 1e-9);
  }

  private List<Row> rows(ModelProbe probe) {
    List<Row> rows = new ArrayList<>();
    double first = 0;
    for (long tiles : SIZES) {
      Cost cost = pass(probe, one(tiles));
      double linearithmic = cost.seconds() / (tiles * Math.log(tiles));
      first = first == 0 ? linearithmic : first;
      rows.add(
          new Row(
              tiles,
              cost.seconds(),
              2 * tiles / cost.seconds(),
              linearithmic / first,
              cost.bytes()));
    }
    return rows;
  }

  /** So many tiles of one sender to one peer. */
  private static Workload one(long tiles) {
    return Workload.initial()
        .with(TILES, tiles)
        .with(TILE_BYTES, List.of(4096L))
        .with(SEND_DEPTH, 1024L)
        .with(CQ_DEPTH, CQ_DEPTH.full().high())
        .with(REGIONS, 16L)
        .with(REGION_BYTES, REGION_BYTES.full().high())
        .with(REGION_STRIDE, REGION_BYTES.full().high());
  }

  /** 64 nodes with 8 GPUs each: 258,048 tiles. */
  private static Workload pairs() {
    long others = 63 * 8;
    return one(others).with(PEERS, others).with(SENDERS, 64L * 8);
  }

  private record Cost(double seconds, long bytes) {}

  /** What a probe with a warm-up and one measured pass takes, at best of three. */
  private Cost pass(ModelProbe probe, Workload workload) {
    Cost best = cost(probe, workload, 1);
    for (int attempt = 1; attempt < 3; attempt++) {
      Cost cost = cost(probe, workload, 1);
      best = cost.seconds() < best.seconds() ? cost : best;
    }
    return best;
  }

  private double bytesPerFurtherTile(ModelProbe probe) {
    Workload workload = one(ALLOCATING);
    long further = cost(probe, workload, 1 + FURTHER).bytes() - cost(probe, workload, 1).bytes();
    return (double) further / (FURTHER * ALLOCATING);
  }

  private Cost cost(ModelProbe probe, Workload workload, int windows) {
    Budget budget =
        new Budget(Duration.ofSeconds(10), windows, Duration.ZERO, Budget.QueuePairs.FRESH, SEED);
    long bytes = clock.getCurrentThreadAllocatedBytes();
    long start = clock.getCurrentThreadCpuTime();
    if (!probe.run(workload, budget).completed()) {
      throw new IllegalStateException("a run did not complete: " + workload);
    }
    return new Cost(
        (clock.getCurrentThreadCpuTime() - start) * 1e-9,
        clock.getCurrentThreadAllocatedBytes() - bytes);
  }

  private static double slope(List<Row> rows) {
    double meanX = rows.stream().mapToDouble(row -> Math.log(row.tiles())).average().orElseThrow();
    double meanY =
        rows.stream().mapToDouble(row -> Math.log(row.seconds())).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    for (Row row : rows) {
      double x = Math.log(row.tiles()) - meanX;
      xy += x * (Math.log(row.seconds()) - meanY);
      xx += x * x;
    }
    return xy / xx;
  }
}
