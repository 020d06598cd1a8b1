package io.kelpie.counters;

/** What lies between two readings of a counter that counts. */
sealed interface Difference {

  /** So many steps, in the counter's unit. */
  record Counted(double events) implements Difference {}

  /** The two readings do not tell. */
  record Unclear(String reason) implements Difference {}

  /** Wraps {@code MONOTONIC} at its width, refuses {@code SATURATING} at its maximum. */
  static Difference of(Counter counter, long before, long after) {
    long maximum = counter.width() == Long.SIZE ? -1L : (1L << counter.width()) - 1;
    if (Long.compareUnsigned(before, maximum) > 0 || Long.compareUnsigned(after, maximum) > 0) {
      return new Unclear("larger than its " + counter.width() + " bits");
    }
    boolean backwards = Long.compareUnsigned(after, before) < 0;
    if (counter.kind() == CounterKind.SATURATING) {
      if (after == maximum) {
        return new Unclear("stuck at its maximum " + Long.toUnsignedString(maximum));
      }
      return backwards
          ? new Unclear("went backwards: reset between reads")
          : counted(after - before);
    }
    long delta = (after - before) & maximum;
    boolean tooFar = counter.width() == Long.SIZE && delta < 0;
    return tooFar ? new Unclear("went backwards: reset between reads") : counted(delta);
  }

  private static Difference counted(long events) {
    return new Counted(events);
  }
}
