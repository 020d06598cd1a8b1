package io.kelpie.probes.model;

/**
 * A cache under more than it holds: with random replacement a share of the look-ups misses, one
 * less what fits over what is in use. The misses are spread evenly, so that equal runs miss alike.
 */
final class MissRate {
  private final double share;
  private double due;

  /**
   * @param entries that it holds
   * @param active entries in use
   */
  MissRate(long entries, long active) {
    share = active <= entries ? 0 : 1 - (double) entries / active;
  }

  /** Whether this look-up misses. */
  boolean misses() {
    if (share == 0) {
      return false;
    }
    due += share;
    if (due < 1) {
      return false;
    }
    due--;
    return true;
  }
}
