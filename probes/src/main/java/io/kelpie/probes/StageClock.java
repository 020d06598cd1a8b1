package io.kelpie.probes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The life of every tile of a pass, stamped by the probe in nanoseconds, and what the measured
 * passes add up to. One clock serves one flow; stamping allocates nothing. A moment that a workload
 * does not have (a put without signal) is filled with the one before it.
 */
public final class StageClock {
  /** Longest sojourn kept, in nanoseconds: an hour. */
  private static final long LONGEST = 3_600_000_000_000L;

  private static final int DIGITS = 2;

  /** Most durations are below it, in nanoseconds; to grow for each longer one costs time. */
  private static final long COMMON = 1 << 18;

  private static final long UNSET = Long.MIN_VALUE;

  /** Bits that hold a tile's number when tiles are sorted by a moment. */
  private static final int TILE_BITS = 20;

  private final int tiles;
  private final long blockedFrom;
  private final long[][] stamps = new long[Stamp.values().length][];
  private final double[] seconds = new double[Stage.values().length];
  private final double[] blocked = new double[Stage.values().length];
  private final TreeMap<Long, Histogram> sojourns = new TreeMap<>();
  private final Histogram[] classes;
  private final long payload;
  private final long[] sorted;
  private final long[] requested;
  private final long[] taken;
  private final long[] posted;
  private double elapsed;
  private double idleLink;
  private double spread;
  private long passes;
  private long @Nullable [][] kept;

  /**
   * @param bytes each tile's size
   * @param idleRoundTrip nanoseconds of an idle round trip; a stage that nothing leaves for half of
   *     it, though tiles are in it, is blocked
   */
  public StageClock(long[] bytes, long idleRoundTrip) {
    this.tiles = bytes.length;
    this.blockedFrom = Math.max(1, idleRoundTrip / 2);
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = new long[tiles];
    }
    payload = Arrays.stream(bytes).sum();
    sorted = new long[tiles];
    requested = new long[tiles];
    taken = new long[tiles];
    posted = new long[tiles];
    classes = new Histogram[tiles];
    Histogram[] byExponent = new Histogram[Long.SIZE];
    for (int tile = 0; tile < tiles; tile++) {
      long size = sizeClass(bytes[tile]);
      int exponent = Long.numberOfTrailingZeros(size);
      if (byExponent[exponent] == null) {
        byExponent[exponent] = histogram();
        sojourns.put(size, byExponent[exponent]);
      }
      classes[tile] = byExponent[exponent];
    }
    startPass();
  }

  /** Of durations in nanoseconds: percentiles are within 1 %. It grows where one is longer. */
  public static Histogram histogram() {
    Histogram histogram = new Histogram(1, COMMON, DIGITS);
    histogram.setAutoResize(true);
    return histogram;
  }

  /** From now on the last finished pass is kept for {@link #detail}. */
  public void keepPass() {
    kept = new long[stamps.length][Math.min(tiles, Detail.MOST_TILES)];
  }

  /** Forgets the stamps of the pass before. */
  public void startPass() {
    for (long[] row : stamps) {
      Arrays.fill(row, UNSET);
    }
  }

  public void stamp(Stamp stamp, int tile, long nanoseconds) {
    stamps[stamp.ordinal()][tile] = nanoseconds;
  }

  /** The stamp of a tile in the current pass, in nanoseconds; only after it was set. */
  public long at(Stamp stamp, int tile) {
    return stamps[stamp.ordinal()][tile];
  }

  public boolean has(Stamp stamp, int tile) {
    return stamps[stamp.ordinal()][tile] != UNSET;
  }

  /**
   * Adds the finished pass to the sums: call for measured passes alone.
   *
   * @return nanoseconds from the first tile ready to the last verified
   */
  public long finishPass() {
    fill();
    long start = earliest(row(Stamp.READY));
    long end = latest(row(Stamp.VERIFIED));
    for (Stage stage : Stage.values()) {
      addStage(stage, end);
    }
    for (int tile = 0; tile < tiles; tile++) {
      long sojourn = at(Stamp.VERIFIED, tile) - at(Stamp.REQUESTED, tile);
      classes[tile].recordValue(Math.clamp(sojourn, 0, LONGEST));
    }
    spread += (latest(row(Stamp.SIGNAL_SEEN)) - earliest(row(Stamp.SIGNAL_SEEN))) * 1e-9;
    idleLink += idleWhileQueued() * 1e-9;
    elapsed += (end - start) * 1e-9;
    passes++;
    keep(start);
    return end - start;
  }

  /** Passes added so far. */
  public long passes() {
    return passes;
  }

  /** Each stage's sums, in declared order. */
  public List<StageTime> stages() {
    List<StageTime> times = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      int i = stage.ordinal();
      times.add(
          new StageTime(
              stage,
              seconds[i] / ((double) passes * tiles),
              blocked[i] / passes,
              blocked[i] / elapsed));
    }
    return times;
  }

  public List<Sojourn> sojourns() {
    return sojourns.entrySet().stream()
        .map(entry -> {
          Histogram histogram = entry.getValue();
          return new Sojourn(
              entry.getKey(),
              histogram.getTotalCount(),
              histogram.getValueAtPercentile(50) * 1e-9,
              histogram.getValueAtPercentile(90) * 1e-9,
              histogram.getValueAtPercentile(99) * 1e-9,
              histogram.getValueAtPercentile(99.9) * 1e-9,
              histogram.getMaxValue() * 1e-9);
        })
        .toList();
  }

  /** The last finished pass; null where none was kept. */
  public @Nullable Detail detail(String flow) {
    long[][] rows = kept;
    if (rows == null || passes == 0) {
      return null;
    }
    return new Detail(
        flow,
        tiles,
        Arrays.stream(rows).map(row -> Arrays.stream(row).boxed().toList()).toList(),
        sojourns.entrySet().stream()
            .map(entry -> Detail.Latencies.of(entry.getKey(), entry.getValue()))
            .toList());
  }

  /** Whether all tiles are of one size class, so that the smallest is the largest. */
  public boolean hasOneSizeClass() {
    return sojourns.size() == 1;
  }

  /** Mean seconds from requested to verified in the smallest size class. */
  public double smallestMeanSojourn() {
    return sojourns.firstEntry().getValue().getMean() * 1e-9;
  }

  /** Mean seconds from requested to verified in the largest size class. */
  public double largestMeanSojourn() {
    return sojourns.lastEntry().getValue().getMean() * 1e-9;
  }

  /** Payload bytes a second over all measured passes. */
  public double goodput() {
    return passes * (double) payload / elapsed;
  }

  /** Tiles a second over all measured passes. */
  public double tileRate() {
    return passes * (double) tiles / elapsed;
  }

  /** Mean number of tiles in a stage at once, by Little's law. */
  public double occupancy(Stage stage) {
    return seconds[stage.ordinal()] / elapsed;
  }

  /**
   * Share of the time in which tiles waited in the ring and none was between posted and completed.
   */
  public double linkIdleWhileQueued() {
    return idleLink / elapsed;
  }

  /** Mean seconds from a pass's first signal seen to its last. */
  public double signalSpread() {
    return spread / passes;
  }

  /** The class of a size: the least power of two that is not below it. */
  public static long sizeClass(long bytes) {
    return bytes <= 1 ? 1 : Long.highestOneBit(bytes - 1) << 1;
  }

  private void fill() {
    for (int tile = 0; tile < tiles; tile++) {
      for (int stamp = 1; stamp < stamps.length; stamp++) {
        if (stamps[stamp][tile] == UNSET) {
          stamps[stamp][tile] =
              stamp == Stamp.SIGNAL_POSTED.ordinal()
                  ? at(Stamp.POSTED, tile)
                  : stamps[stamp - 1][tile];
        }
      }
    }
  }

  private void keep(long start) {
    long[][] rows = kept;
    if (rows == null) {
      return;
    }
    for (int stamp = 0; stamp < rows.length; stamp++) {
      for (int tile = 0; tile < rows[stamp].length; tile++) {
        rows[stamp][tile] = stamps[stamp][tile] - start;
      }
    }
  }

  private void addStage(Stage stage, long end) {
    long[] enters = row(stage.from());
    long[] exits = row(stage.to());
    double sum = seconds[stage.ordinal()];
    long start = Long.MAX_VALUE;
    long longest = 0;
    for (int tile = 0; tile < tiles; tile++) {
      long wait = Math.max(0, exits[tile] - enters[tile]);
      sum += wait * 1e-9;
      longest = Math.max(longest, wait);
      start = Math.min(start, enters[tile]);
    }
    seconds[stage.ordinal()] = sum;
    if (longest >= blockedFrom) {
      blocked[stage.ordinal()] += holds(enters, exits, start, end) * 1e-9;
    }
  }

  /**
   * Nanoseconds of the gaps between departures, each counted from when the departing tile was there
   * to depart, as far as they reach {@code blockedFrom}; what comes after the end of the pass is
   * cut off.
   */
  private long holds(long[] enters, long[] exits, long start, long end) {
    for (int tile = 0; tile < tiles; tile++) {
      sorted[tile] =
          ((Math.clamp(exits[tile], enters[tile], Math.max(enters[tile], end)) - start)
                  << TILE_BITS)
              | tile;
    }
    sort(sorted);
    long sum = 0;
    long before = Long.MIN_VALUE;
    for (long entry : sorted) {
      int tile = (int) (entry & ((1 << TILE_BITS) - 1));
      long exit = (entry >> TILE_BITS) + start;
      long hold = exit - Math.max(before, enters[tile]);
      if (hold >= blockedFrom) {
        sum += hold;
      }
      before = exit;
    }
    return sum;
  }

  /**
   * Nanoseconds in which some tile was requested and not taken, and none posted and not completed.
   */
  private long idleWhileQueued() {
    for (int tile = 0; tile < tiles; tile++) {
      requested[tile] = at(Stamp.REQUESTED, tile);
      taken[tile] = at(Stamp.TAKEN, tile);
      posted[tile] = at(Stamp.POSTED, tile);
      sorted[tile] = Math.max(posted[tile], at(Stamp.COMPLETED, tile));
    }
    sort(requested);
    sort(taken);
    sort(posted);
    sort(sorted);
    long idle = 0;
    long now = requested[0];
    int in = 0;
    int out = 0;
    int sent = 0;
    int done = 0;
    while (out < tiles) {
      long next = taken[out];
      next = in < tiles ? Math.min(next, requested[in]) : next;
      next = sent < tiles ? Math.min(next, posted[sent]) : next;
      next = done < tiles ? Math.min(next, sorted[done]) : next;
      if (in > out && sent == done) {
        idle += next - now;
      }
      now = next;
      for (; in < tiles && requested[in] == now; in++) {}
      for (; out < tiles && taken[out] == now; out++) {}
      for (; sent < tiles && posted[sent] == now; sent++) {}
      for (; done < tiles && sorted[done] == now; done++) {}
    }
    return idle;
  }

  /** Sorts; most moments come in the order of the tiles. */
  private static void sort(long[] moments) {
    for (int tile = 1; tile < moments.length; tile++) {
      if (moments[tile] < moments[tile - 1]) {
        Arrays.sort(moments);
        return;
      }
    }
  }

  private static long earliest(long[] moments) {
    long earliest = Long.MAX_VALUE;
    for (long moment : moments) {
      earliest = Math.min(earliest, moment);
    }
    return earliest;
  }

  private static long latest(long[] moments) {
    long latest = Long.MIN_VALUE;
    for (long moment : moments) {
      latest = Math.max(latest, moment);
    }
    return latest;
  }

  private long[] row(Stamp stamp) {
    return stamps[stamp.ordinal()];
  }
}
