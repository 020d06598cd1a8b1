package io.kelpie.search.oracle;

import java.util.Locale;

/** What makes a measurement anomalous, the gravest first. */
public enum Symptom {
  /** No progress while no timer was pending. */
  HANG(false),
  /** A signal seen before its data. */
  DISORDER(false),
  /** A completion with error, an asynchronous event, a crash, content that stays wrong. */
  ERROR(false),
  /** The twin is faster, and a stage was blocked. Effect: tile time over the twin's. */
  SERIALISED(true),
  /** Silence that a timer ended. */
  STALLED(false),
  /** The link was paused. Effect: share of the time over the threshold's. */
  PAUSE(true),
  /**
   * Retries and errors beyond idle and the healthy neighbour. Effect: their number a packet over
   * the neighbour's.
   */
  RETRANSMIT(true),
  /** Effect: the bound over the goodput, in the worst direction. */
  LOW_GOODPUT(true),
  /** Effect: 99th percentile of a tile's time over the median, its own or the twin's. */
  TAIL(true);

  private final boolean ratio;

  Symptom(boolean ratio) {
    this.ratio = ratio;
  }

  /** Whether its effect is a ratio above 1; else it is the share of the runs that showed it. */
  public boolean isRatio() {
    return ratio;
  }

  /** The name in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
