package io.kelpie.search.oracle;

import java.util.Optional;

/**
 * Asks run by run whether an event comes as often as it was recorded, or not even a tenth as often:
 * Wald's sequential probability ratio test. Either answer is wrong with at most 0.5 %, where the
 * share is at least {@code there} or at most {@code gone}.
 *
 * @param there the least share that the recorded one may have been: the lower end of its 95 %
 *     interval, at most 0.95, so that one miss proves nothing
 * @param gone a tenth of that
 */
public record SequentialShare(double there, double gone) {
  /** The share of wrong answers, either way. */
  public static final double ERROR = 0.005;

  private static final double MOST = 0.95;
  private static final double LEAST = 0.005;
  private static final double RARER = 10;
  private static final double PROVED = Math.log((1 - ERROR) / ERROR);

  /** The question for an event that showed in some of the recorded runs, at least in one. */
  public static SequentialShare recorded(int reproduced, int runs) {
    double low = runs < 1 ? 0 : Sample.share(Math.min(reproduced, runs), runs).low();
    double there = Math.clamp(low, LEAST, MOST);
    return new SequentialShare(there, there / RARER);
  }

  /** Whether it is still there after so many runs; empty where they do not tell yet. */
  public Optional<Boolean> answer(int shown, int runs) {
    double odds =
        shown * Math.log(there / gone) + (runs - shown) * Math.log((1 - there) / (1 - gone));
    return odds >= PROVED
        ? Optional.of(true)
        : odds <= -PROVED ? Optional.of(false) : Optional.empty();
  }
}
