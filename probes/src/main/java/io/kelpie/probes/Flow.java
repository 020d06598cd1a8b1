package io.kelpie.probes;

import java.util.List;

/**
 * What moved in one direction.
 *
 * @param name {@code forward}, {@code backward} or {@code loopback}
 * @param tiles tiles of one pass
 * @param bytes payload of one pass, in bytes
 * @param passSeconds mean time of a pass in each measured window, from the first tile ready to the
 *     last verified
 */
public record Flow(String name, long tiles, long bytes, List<Double> passSeconds) {
  public Flow {
    passSeconds = List.copyOf(passSeconds);
  }

  /** Median time of a pass over the windows, in seconds. */
  public double medianPass() {
    double[] sorted = passSeconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Seconds a tile: the median pass over its tiles. */
  public double tileTime() {
    return medianPass() / tiles;
  }

  /** Payload bytes a second. */
  public double goodput() {
    return bytes / medianPass();
  }
}
