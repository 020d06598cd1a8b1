package io.kelpie.search.oracle;

import io.kelpie.search.oracle.Persistence.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Asks pair by pair whether a recorded effect persists, and stops when that is known.
 *
 * <p>A ratio is judged by its median, against two lines: the square root of what was recorded,
 * which it has to keep to be the same anomaly, and the threshold. Over both it is still there; over
 * the threshold alone weaker; under both gone. Each line is a {@link SequentialMedian}, so that a
 * verdict is wrong with at most 1 % (0.5 % a line), whatever the noise.
 *
 * <p>An event, and a ratio that was recorded in some pairs only (INTERMITTENT: its interval began
 * below the threshold), is judged by how often it shows, by {@link SequentialShare}: one sighting
 * proves as little as one miss.
 */
public final class SequentialPersistence {
  private static final int DIGITS = 3;

  /** Fewer runs give no interval that is narrow enough to lie between two shares. */
  private static final int FEWEST_BETWEEN = 20;

  private final boolean ratio;
  private final boolean intermittent;
  private final double recorded;
  private final double threshold;
  private final SequentialMedian keeps;
  private final SequentialMedian passes;
  private final SequentialShare share;
  private final List<Double> effects = new ArrayList<>();
  private int shown;

  /**
   * @param recorded the effect: a ratio above 1, or a share above 0
   * @param interval of it
   * @param reproduced recorded runs that showed the symptom, of {@code runs}
   * @param threshold from which a ratio is one
   */
  public SequentialPersistence(
      boolean ratio,
      double recorded,
      Interval interval,
      int reproduced,
      int runs,
      double threshold) {
    this.ratio = ratio;
    this.intermittent = ratio && interval.low() < threshold;
    this.recorded = recorded;
    this.threshold = threshold;
    this.keeps = new SequentialMedian(Math.sqrt(recorded));
    this.passes = new SequentialMedian(threshold);
    this.share = SequentialShare.recorded(reproduced, runs);
  }

  /** Whether it was recorded in some of the pairs only. */
  public boolean isIntermittent() {
    return intermittent;
  }

  /**
   * Takes one pair, or one run of an event, in.
   *
   * @param effect the pair's ratio; of an event 1 where it was seen, else 0
   */
  public void add(double effect) {
    effects.add(effect);
    shown += ratio ? (effect >= threshold ? 1 : 0) : effect > 0 ? 1 : 0;
    keeps.add(effect);
    passes.add(effect);
  }

  /** Pairs or runs so far. */
  public int runs() {
    return effects.size();
  }

  /** The verdict, once there is one. */
  public Optional<Verdict> verdict() {
    if (effects.isEmpty()) {
      return Optional.empty();
    }
    if (!ratio || intermittent) {
      return share
          .answer(shown, effects.size())
          .map(there -> !there ? Verdict.GONE : isRarer() ? Verdict.WEAKER : Verdict.STILL_THERE)
          .or(() -> isBetween() ? Optional.of(Verdict.WEAKER) : Optional.empty());
    }
    if (passes.isOver()) {
      return keeps.isOver()
          ? Optional.of(Verdict.STILL_THERE)
          : keeps.isUnder() ? Optional.of(Verdict.WEAKER) : Optional.empty();
    }
    return passes.isUnder() && keeps.isUnder() ? Optional.of(Verdict.GONE) : Optional.empty();
  }

  /** Of an event: whether so few sightings would be rare, were it as frequent as recorded. */
  private boolean isRarer() {
    return !ratio && Sample.share(shown, effects.size()).high() < recorded;
  }

  /** Whether it shows, but neither as often as recorded nor as seldom as a tenth of that. */
  private boolean isBetween() {
    Interval now = Sample.share(shown, effects.size());
    return effects.size() >= FEWEST_BETWEEN
        && now.low() > share.gone()
        && now.high() < share.there();
  }

  /**
   * What is known by now.
   *
   * @param ended why no more is asked, where there is no verdict
   */
  public Persistence result(String ended) {
    int runs = effects.size();
    if (runs == 0) {
      Interval everything = new Interval(0, ratio ? Double.MAX_VALUE : 1);
      return new Persistence(Verdict.CANNOT_TELL, 0, everything, 0, 0, ended, 1);
    }
    Sample sample = new Sample(effects);
    Optional<Verdict> verdict = verdict();
    return new Persistence(
        verdict.orElse(Verdict.CANNOT_TELL),
        ratio ? sample.median() : (double) shown / runs,
        ratio ? sample.interval() : Sample.share(shown, runs),
        runs,
        shown,
        verdict.map(this::because).orElse(ended),
        ratio && !intermittent ? sample.exceeds(threshold) : rarity(runs));
  }

  private String because(Verdict verdict) {
    if (!ratio || intermittent) {
      return "seen in "
          + shown
          + " of "
          + effects.size()
          + (intermittent ? " pairs; it was intermittent when it was recorded" : " runs")
          + (verdict == Verdict.WEAKER ? ", more rarely than recorded" : "");
    }
    String lines =
        "the square root of the recorded effect, "
            + figure(Math.sqrt(recorded))
            + ", and the threshold, "
            + figure(threshold);
    return switch (verdict) {
      case STILL_THERE -> "the median lies over " + lines;
      case WEAKER ->
          "the median lies over the threshold, "
              + figure(threshold)
              + ", and under the square root of the recorded effect, "
              + figure(Math.sqrt(recorded));
      case GONE -> "the median lies under " + lines;
      case CANNOT_TELL -> throw new IllegalArgumentException("nothing decided");
    };
  }

  /** The chance of so many sightings or more, were it a tenth as frequent as recorded. */
  private double rarity(int runs) {
    return shown == 0
        ? 1
        : 1 - new BinomialDistribution(null, runs, share.gone()).cumulativeProbability(shown - 1);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%." + DIGITS + "g", value);
  }
}
