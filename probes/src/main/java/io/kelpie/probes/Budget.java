package io.kelpie.probes;

import java.time.Duration;
import java.util.Locale;

/**
 * How much one run may cost.
 *
 * @param deadline after which a run that still goes on is ended and is a hang
 * @param windows measured windows
 * @param window the least length of a window; a window holds whole passes over all tiles, at least
 *     one
 * @param queuePairs whether queue pairs of the run before may serve again
 * @param seed of whatever is random in the run
 * @param detailed whether the measurement is to hold a {@link Detail}
 */
public record Budget(
    Duration deadline,
    int windows,
    Duration window,
    QueuePairs queuePairs,
    long seed,
    boolean detailed) {

  /** Where a run's queue pairs come from. */
  public enum QueuePairs {
    /** Those of the last run, if its workload differs from this one in signalling alone. */
    REUSED,
    /** New ones, and with them a new path through the network. */
    FRESH;

    /** The word in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Budget {
    if (windows < 1 || deadline.isNegative() || deadline.isZero() || window.isNegative()) {
      throw new IllegalArgumentException("no run fits " + windows + " windows in " + deadline);
    }
  }

  /** A budget without detail. */
  public Budget(Duration deadline, int windows, Duration window, QueuePairs queuePairs, long seed) {
    this(deadline, windows, window, queuePairs, seed, false);
  }

  /** The budget of a search probe: three windows of at least 20 ms, 10 s in all. */
  public static Budget search(long seed) {
    return new Budget(Duration.ofSeconds(10), 3, Duration.ofMillis(20), QueuePairs.REUSED, seed);
  }

  public Budget fresh() {
    return new Budget(deadline, windows, window, QueuePairs.FRESH, seed, detailed);
  }

  public Budget seeded(long other) {
    return new Budget(deadline, windows, window, queuePairs, other, detailed);
  }

  /** The same, with a {@link Detail} in the measurement. */
  public Budget inDetail() {
    return new Budget(deadline, windows, window, queuePairs, seed, true);
  }
}
