package io.kelpie.counters;

/** How the readings of a counter relate to each other. */
public enum CounterKind {
  /** Counts up and wraps at its width; differences are taken modulo 2^width. */
  MONOTONIC,
  /** Counts up and sticks at its width's maximum, as the PMA counters of InfiniBand do. */
  SATURATING,
  /** A level; never differenced. */
  GAUGE,
  /** The highest level since some reset; never differenced. */
  WATERMARK,
  /** A setting; never differenced, never driven. */
  CONFIG;

  /** Whether two readings may be subtracted. */
  public boolean isDifferenced() {
    return this == MONOTONIC || this == SATURATING;
  }
}
