package io.kelpie.results.report;

import io.kelpie.search.ProbeRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Search probes against time. Beyond {@link #MOST} points every other clean one is left out, again
 * and again; what was anomalous stays.
 */
final class Timeline {
  static final int MOST = 20_000;

  private final List<Point> points = new ArrayList<>();
  private int stride = 1;
  private long clean;
  private long searched;

  /**
   * A search probe.
   *
   * @param elapsed seconds of the hunt at its end
   * @param searched probes of the search so far
   * @param run its number over all ledgers
   * @param tileTime seconds a tile; NaN where no window completed
   */
  record Point(double elapsed, long searched, long run, double tileTime, Explored explored) {}

  void add(ProbeRecord probe, Explored explored) {
    searched++;
    if (explored == Explored.CLEAN && clean++ % stride != 0) {
      return;
    }
    boolean moved = probe.measurement().completed() && !probe.measurement().flows().isEmpty();
    points.add(
        new Point(
            probe.elapsed(),
            searched,
            probe.number(),
            moved ? probe.measurement().tileTime() : Double.NaN,
            explored));
    if (points.size() > MOST) {
      thin();
    }
  }

  private void thin() {
    List<Point> kept = new ArrayList<>();
    boolean drop = false;
    for (Point point : points) {
      if (point.explored() == Explored.CLEAN) {
        drop = !drop;
        if (drop) {
          continue;
        }
      }
      kept.add(point);
    }
    points.clear();
    points.addAll(kept);
    stride *= 2;
  }

  List<Point> points() {
    return points;
  }

  long searched() {
    return searched;
  }

  /** Of how many clean probes one is shown. */
  int stride() {
    return stride;
  }
}
