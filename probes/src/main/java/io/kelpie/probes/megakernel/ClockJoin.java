package io.kelpie.probes.megakernel;

/**
 * Turns the kernel's time into the host's, through two readings between which the difference is
 * taken to change evenly.
 */
final class ClockJoin {
  private final Reading first;
  private final double drift;

  /**
   * One comparison of both clocks.
   *
   * @param host {@link System#nanoTime()} of a moment
   * @param kernel the kernel's clock at that moment, in nanoseconds
   * @param error nanoseconds by which {@code host} may be off at most
   */
  record Reading(long host, long kernel, long error) {
    static final Reading SAME = new Reading(0, 0, 0);
  }

  ClockJoin(Reading first, Reading second) {
    this.first = first;
    long kernel = second.kernel - first.kernel;
    drift = kernel == 0 ? 0 : (double) (second.host - first.host - kernel) / kernel;
  }

  /** The host's time in nanoseconds, as {@link System#nanoTime()} gives it. */
  long host(long kernel) {
    long since = kernel - first.kernel;
    return first.host + since + Math.round(since * drift);
  }

  /** Seconds that the kernel's clock loses in a second of the host's. */
  double drift() {
    return drift;
  }
}
