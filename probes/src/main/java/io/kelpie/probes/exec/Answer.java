package io.kelpie.probes.exec;

import io.kelpie.probes.Integrity;
import io.kelpie.probes.Stamp;
import java.util.List;

/**
 * What a run left: every measured pass, tile by tile.
 *
 * @param version of this format
 * @param idleRoundTripSeconds of the queues that it used, while nothing else moved; over 0
 * @param setupSeconds before the first pass
 * @param windows of passes of tiles of stamps, eight each as {@link Stamp} declares them, in
 *     nanoseconds of one clock; a moment that a tile does not have is the one before it
 * @param queueRequests work requests of each queue that had any; none where that is not known
 * @param integrity what content said
 */
record Answer(
    int version,
    double idleRoundTripSeconds,
    double setupSeconds,
    List<List<List<List<Long>>>> windows,
    List<Long> queueRequests,
    Integrity integrity) {
  /** The format's version. */
  static final int VERSION = 1;

  Answer {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "version %d of the answer is not %d, which this Kelpie reads"
              .formatted(version, VERSION));
    }
    if (!(idleRoundTripSeconds > 0) || setupSeconds < 0) {
      throw new IllegalArgumentException(
          "idleRoundTripSeconds must be over 0, and setupSeconds not below it");
    }
  }

  /**
   * Holds the answer against the workload.
   *
   * @throws IllegalArgumentException with the place of the first contradiction
   */
  void check(int tiles, int wantedWindows) {
    if (windows.size() != wantedWindows) {
      throw new IllegalArgumentException(
          "windows has %d entries, and %d were asked for".formatted(windows.size(), wantedWindows));
    }
    for (int window = 0; window < windows.size(); window++) {
      if (windows.get(window).isEmpty()) {
        throw new IllegalArgumentException("windows[%d] holds no pass".formatted(window));
      }
      for (int pass = 0; pass < windows.get(window).size(); pass++) {
        List<List<Long>> stamped = windows.get(window).get(pass);
        String place = "windows[%d][%d]".formatted(window, pass);
        if (stamped.size() != tiles) {
          throw new IllegalArgumentException(
              "%s has %d tiles, and the workload %d".formatted(place, stamped.size(), tiles));
        }
        for (int tile = 0; tile < tiles; tile++) {
          check(stamped.get(tile), "%s[%d]".formatted(place, tile));
        }
      }
    }
  }

  /** All but {@code completed} rise: the transfer runs beside fence and signal. */
  private static void check(List<Long> stamps, String place) {
    if (stamps.size() != Stamp.values().length) {
      throw new IllegalArgumentException(
          "%s has %d stamps, not %d".formatted(place, stamps.size(), Stamp.values().length));
    }
    long before = Long.MIN_VALUE;
    for (Stamp stamp : Stamp.values()) {
      long at = stamps.get(stamp.ordinal());
      if (stamp == Stamp.COMPLETED) {
        continue;
      }
      if (at < before) {
        throw new IllegalArgumentException(
            "%s: %s comes before the moment in front of it".formatted(place, stamp));
      }
      before = at;
    }
    if (stamps.get(Stamp.COMPLETED.ordinal()) < stamps.get(Stamp.POSTED.ordinal())) {
      throw new IllegalArgumentException("%s: COMPLETED comes before POSTED".formatted(place));
    }
  }
}
