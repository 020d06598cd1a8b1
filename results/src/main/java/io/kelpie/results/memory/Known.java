package io.kelpie.results.memory;

import java.util.List;

/**
 * What {@code known --json} prints; others rely on its keys.
 *
 * @param hunts the folder of hunts
 * @param anomalies the one that was met last first
 */
public record Known(String hunts, List<Remembered> anomalies) {
  public Known {
    anomalies = List.copyOf(anomalies);
  }
}
