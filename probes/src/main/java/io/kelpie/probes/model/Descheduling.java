package io.kelpie.probes.model;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A thread that its kernel takes off the processor at regular times, whatever it does: it polls, so
 * that it never gives the processor up itself. Where in that period a pass begins is drawn.
 */
final class Descheduling {
  private final long every;
  private final long away;
  private final UniformRandomProvider random;
  private long phase;

  Descheduling(ProxyCore core, UniformRandomProvider random) {
    every = core.awayEveryNanos();
    away = core.awayNanos();
    this.random = random;
    startPass();
  }

  void startPass() {
    phase = random.nextLong(every);
  }

  /** The first moment from this one on at which the thread runs. */
  long runs(long at) {
    long into = Math.floorMod(at - phase, every);
    return into < away ? at + away - into : at;
  }

  /**
   * When so much work is done.
   *
   * @param from a moment at which the thread runs
   */
  long after(long from, long nanos) {
    long left = every - Math.floorMod(from - phase, every);
    return nanos < left
        ? from + nanos
        : from + nanos + away * ((nanos - left) / (every - away) + 1);
  }
}
