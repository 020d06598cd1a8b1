package io.kelpie.probes.model;

/** A stage that takes work in order and is known by the time that each piece of it takes. */
final class Pipe {
  private long freeAt;
  private long busy;

  Pipe() {
    clear();
  }

  /** Forgets what is in it; the time that it was busy stays. */
  void clear() {
    freeAt = Long.MIN_VALUE;
  }

  /**
   * Takes a piece of work in.
   *
   * @param from when the work could start, in nanoseconds
   * @param nanos that it takes; 0 passes it through
   * @return when it is done
   */
  long serve(long from, long nanos) {
    if (nanos == 0) {
      return from;
    }
    freeAt = Math.max(freeAt, from) + nanos;
    busy += nanos;
    return freeAt;
  }

  /** Nanoseconds of work that is in it at a time, and comes before what comes then. */
  long backlog(long at) {
    return freeAt <= at ? 0 : freeAt - at;
  }

  /** Nanoseconds of all work so far. */
  long busy() {
    return busy;
  }
}
