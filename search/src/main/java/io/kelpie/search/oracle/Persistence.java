package io.kelpie.search.oracle;

import java.util.Locale;

/**
 * What a replay says of a recorded effect.
 *
 * @param effect median of the pairs, or share of the runs, now
 * @param interval 95 %
 * @param runs pairs, or runs of an event
 * @param reproduced how many of these showed the symptom
 * @param reason what decided, or why nothing did
 * @param pValue of a ratio: that no effect beyond the threshold explains the pairs (sign test); of
 *     an event: that so many runs or more would show it had it become ten times rarer
 */
public record Persistence(
    Verdict verdict,
    double effect,
    Interval interval,
    int runs,
    int reproduced,
    String reason,
    double pValue) {

  /** Whether the effect persists. */
  public enum Verdict {
    STILL_THERE,
    WEAKER,
    GONE,
    CANNOT_TELL;

    /** The name in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
