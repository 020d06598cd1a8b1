package io.kelpie.search.confirm;

import io.kelpie.search.oracle.Evidence;
import java.util.Optional;

/**
 * One look at whether a workload shows an anomaly.
 *
 * @param valid whether anything can be said
 * @param effect of a ratio symptom its size in this pair, of an event 1 where it was seen, else 0
 * @param evidence the anomaly, where it was seen
 * @param tileTime seconds a tile; 0 where none completed
 * @param referenceTileTime the same of the reference; 0 without one
 */
public record Trial(
    boolean valid,
    double effect,
    Optional<Evidence> evidence,
    double tileTime,
    double referenceTileTime) {
  static final Trial INVALID = new Trial(false, 0, Optional.empty(), 0, 0);

  public boolean shows() {
    return evidence.isPresent();
  }
}
