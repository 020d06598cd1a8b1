package io.kelpie.search.confirm;

import io.kelpie.search.oracle.Evidence;
import java.util.Optional;

/**
 * One look at whether a workload shows an anomaly.
 *
 * @param valid whether anything can be said
 * @param effect of a ratio symptom its size in this pair, of an event 1 where it was seen, else 0
 * @param evidence the anomaly, where it was seen
 * @param hidden whether an anomaly that was not seen may be hidden by something slower, as by
 *     another stage that blocks more
 * @param tileTime seconds a tile; 0 where none completed
 * @param referenceTileTime the same of the reference; 0 without one
 * @param signature what the workload's run did to the device's counters
 */
public record Trial(
    boolean valid,
    double effect,
    Optional<Evidence> evidence,
    boolean hidden,
    double tileTime,
    double referenceTileTime,
    Signature signature) {
  static final Trial INVALID = new Trial(false, 0, Optional.empty(), false, 0, 0, Signature.NONE);

  /**
   * The same trial on a place that was slower by a factor for every workload.
   *
   * @param threshold from which the effect that is left is an anomaly
   */
  Trial paced(double slower, double threshold) {
    double left = effect / slower;
    return new Trial(
        valid,
        left,
        evidence.filter(_ -> left >= threshold),
        hidden,
        tileTime,
        referenceTileTime,
        signature);
  }

  public boolean shows() {
    return evidence.isPresent();
  }
}
