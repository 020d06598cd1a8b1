package io.kelpie.probes;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a run keeps beyond its sums where its {@link Budget#detailed budget} asks: one pass, tile by
 * tile, and how long all tiles took.
 *
 * @param flow name of the slowest flow, whose tiles these are
 * @param tiles of a pass; the stamps are those of the first {@link #MOST_TILES}
 * @param stamps of the last measured pass, a row for each {@link Stamp} in declared order, in
 *     nanoseconds from the first tile ready
 * @param latencies from requested to verified over all measured passes, by size class, smallest
 *     first
 */
public record Detail(String flow, long tiles, List<List<Long>> stamps, List<Latencies> latencies) {
  /** Tiles whose stamps are kept: a few kilobytes in a journal. */
  public static final int MOST_TILES = 128;

  public Detail {
    stamps = stamps.stream().map(List::copyOf).toList();
    latencies = List.copyOf(latencies);
    if (stamps.size() != Stamp.values().length) {
      throw new IllegalArgumentException(
          "stamps has " + stamps.size() + " rows, not " + Stamp.values().length);
    }
    for (List<Long> row : stamps) {
      if (row.size() != Math.min(tiles, MOST_TILES)) {
        throw new IllegalArgumentException(
            "stamps has a row of " + row.size() + " for " + tiles + " tiles");
      }
    }
  }

  /** The stamp of a tile, in nanoseconds. */
  public long at(Stamp stamp, int tile) {
    return stamps.get(stamp.ordinal()).get(tile);
  }

  /** Tiles whose stamps are kept. */
  public int kept() {
    return stamps.getFirst().size();
  }

  /**
   * A distribution, as the buckets of a histogram of two significant digits that are not empty.
   *
   * @param bytes the class: sizes of at most this power of two, and over half of it
   * @param nanos the largest value of each bucket, in rising order
   * @param counts tiles in each
   */
  public record Latencies(long bytes, List<Long> nanos, List<Long> counts) {
    public Latencies {
      nanos = List.copyOf(nanos);
      counts = List.copyOf(counts);
      if (nanos.size() != counts.size()) {
        throw new IllegalArgumentException(
            nanos.size() + " buckets with " + counts.size() + " counts");
      }
    }

    static Latencies of(long bytes, Histogram histogram) {
      List<Long> nanos = new ArrayList<>();
      List<Long> counts = new ArrayList<>();
      histogram
          .recordedValues()
          .forEach(value -> {
            nanos.add(histogram.highestEquivalentValue(value.getValueIteratedTo()));
            counts.add(value.getCountAtValueIteratedTo());
          });
      return new Latencies(bytes, nanos, counts);
    }
  }
}
