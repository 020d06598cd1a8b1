package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * A drain that visits every peer of the endpoint in turn, each visit at a cost, and waits at each
 * until all that it was sent is complete.
 */
final class DrainVisits {
  private final long visitNanos;
  private final int[] owed;
  private int visited;

  /**
   * @param peers of the endpoint
   * @param visitNanos of one visit
   */
  DrainVisits(int peers, long visitNanos) {
    this.visitNanos = visitNanos;
    owed = new int[peers];
  }

  void clear() {
    Arrays.fill(owed, 0);
    visited = 0;
  }

  /** A work request went to a peer. */
  void posted(int peer) {
    owed[peer]++;
  }

  /** A work request to a peer is complete. */
  void completed(int peer) {
    owed[peer]--;
  }

  /** A drain begins. */
  void start() {
    visited = 0;
  }

  /** Whether the peer that was visited last owes completions. */
  boolean waits() {
    return visited > 0 && owed[visited - 1] > 0;
  }

  /**
   * Goes on up to the next peer that owes completions, or past the last.
   *
   * @return nanoseconds that this takes; 0 where every peer was visited
   */
  long go() {
    int from = visited;
    while (visited < owed.length && (visited == from || owed[visited - 1] == 0)) {
      visited++;
    }
    return (visited - from) * visitNanos;
  }
}
