package io.kelpie.probes.model;

/**
 * One direction of a link: it serves the queues that have something to send in turn, a burst each.
 * Acknowledgements go ahead of bursts and take their share of the line.
 */
final class Port {
  private final long bytesPerSecond;
  private final long acknowledgementNanos;
  private long[] ring = new long[8];
  private int first;
  private int count;
  private long freeAt;
  private boolean busy;

  /**
   * @param bytesPerSecond headers included
   * @param acknowledgementBytes of each acknowledgement
   */
  Port(long bytesPerSecond, int acknowledgementBytes) {
    this.bytesPerSecond = bytesPerSecond;
    acknowledgementNanos = nanos(acknowledgementBytes);
  }

  void clear() {
    first = 0;
    count = 0;
    freeAt = Long.MIN_VALUE;
    busy = false;
  }

  /** Nanoseconds that so many bytes take, rounded up. */
  long nanos(long bytes) {
    return (bytes * 1_000_000_000L + bytesPerSecond - 1) / bytesPerSecond;
  }

  /**
   * Puts a queue at the end of the turn.
   *
   * @return whether the port was at rest and has to be given a turn, from {@link #freeAt} on
   */
  boolean offer(long queue) {
    if (count == ring.length) {
      long[] grown = new long[2 * count];
      System.arraycopy(ring, first, grown, 0, count - first);
      System.arraycopy(ring, 0, grown, count - first, first);
      ring = grown;
      first = 0;
    }
    ring[(first + count++) & (ring.length - 1)] = queue;
    boolean idle = !busy;
    busy = true;
    return idle;
  }

  /** The queue whose turn it is, while {@link #rest} says that one waits. */
  long take() {
    long queue = ring[first];
    first = (first + 1) & (ring.length - 1);
    count--;
    return queue;
  }

  /** Rests where no queue waits for a turn; false where one does. */
  boolean rest() {
    busy = count > 0;
    return !busy;
  }

  long freeAt() {
    return freeAt;
  }

  /** A burst that starts now takes the port; so do acknowledgements that it caused meanwhile. */
  void occupy(long now, long until) {
    freeAt = freeAt > now ? until + (freeAt - now) : until;
  }

  /**
   * Sends an acknowledgement.
   *
   * @param now the time
   * @param at when it is ready, not before {@code now}
   * @return when its last bit leaves
   */
  long acknowledge(long now, long at) {
    freeAt = Math.max(freeAt, now) + acknowledgementNanos;
    return at + acknowledgementNanos;
  }
}
