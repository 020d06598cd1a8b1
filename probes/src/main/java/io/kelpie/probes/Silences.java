package io.kelpie.probes;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Adds up the silences of one run, whose passes have a clock each. */
public final class Silences {
  private static final class Sum {
    private long longest;
    private long total;
    private long until = Long.MIN_VALUE;
  }

  private final TreeMap<String, Sum> sums = new TreeMap<>();
  private boolean isMeasured;

  /** What comes from now on is told by another clock. */
  public void startPass(boolean measured) {
    isMeasured = measured;
    sums.values().forEach(sum -> sum.until = Long.MIN_VALUE);
  }

  /**
   * A silence, in nanoseconds of the pass's clock; silences of one timer are added in the order of
   * their starts, and what two of them share counts once.
   */
  public void add(String timer, long from, long until) {
    Sum sum = sums.computeIfAbsent(timer, _ -> new Sum());
    sum.longest = Math.max(sum.longest, until - from);
    if (isMeasured) {
      sum.total += Math.max(0, until - Math.max(from, sum.until));
      sum.until = Math.max(sum.until, until);
    }
  }

  /**
   * What was added so far, by timer.
   *
   * @param measured nanoseconds that the measured passes took
   */
  public List<Silence> of(long measured) {
    List<Silence> silences = new ArrayList<>();
    sums.forEach((timer, sum) ->
        silences.add(
            new Silence(
                timer,
                sum.longest * 1e-9,
                measured == 0 ? 0 : Math.min(1, (double) sum.total / measured))));
    return silences;
  }
}
