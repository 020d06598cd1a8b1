package io.kelpie.bench.published;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A published figure, or a range.
 *
 * @param id unique among all
 * @param paper whose rows are left out together
 * @param source where it stands
 * @param figure what it says
 * @param unit of both ends
 * @param low the range's lower end
 * @param high its upper end, the same where it is one figure
 * @param role what it is to the model
 * @param secondary whether it is known from somebody's notes only
 * @param inconsistent why it contradicts its own source; null where it does not
 * @param lacks what Kelpie lacks to run it or to come near; null where it lacks nothing
 */
public record Figure(
    String id,
    String paper,
    String source,
    String figure,
    String unit,
    double low,
    double high,
    Role role,
    boolean secondary,
    @Nullable String inconsistent,
    @Nullable String lacks) {

  /** What a figure is to the model. */
  public enum Role {
    /** A parameter was set by it. */
    FITTED,
    /** The model says it by itself. */
    PREDICTED,
    /** It follows from a definition. */
    IDENTITY,
    /** An "up to" or "more than" whose workload is not given: the model should lie within. */
    BOUND;

    /** The word in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Distance of a value to the nearer end, over that end; 0 inside. */
  double error(double value) {
    if (value >= low && value <= high) {
      return 0;
    }
    double end = value < low ? low : high;
    return Math.abs(value - end) / Math.abs(end);
  }
}
