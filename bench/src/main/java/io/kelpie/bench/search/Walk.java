package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A finished walk: one strategy by itself on one profile, a line of its bench's file.
 *
 * @param profile the model's profile, by name or file
 * @param noise the place's
 * @param budget search probes, those of references included
 * @param anomalies of the profile
 * @param spent search probes that were made: a few more than the budget where the last one asked
 *     for references, fewer where nothing was left open
 * @param anomalous probes that showed something
 * @param choiceMillis median milliseconds that a choice took, what the strategy learns from the
 *     probe included
 * @param seconds that the walk took
 */
record Walk(
    String strategy,
    String profile,
    long seed,
    String noise,
    long budget,
    List<Met> anomalies,
    long spent,
    long anomalous,
    @JsonProperty("choice_millis") double choiceMillis,
    double seconds) {

  Walk {
    anomalies = List.copyOf(anomalies);
  }

  /**
   * An anomaly of the profile.
   *
   * @param probes search probes until one showed it; null where none did
   */
  record Met(String anomaly, Precursor precursor, @Nullable Long probes) {
    private OptionalDouble met() {
      return probes == null ? OptionalDouble.empty() : OptionalDouble.of(probes);
    }
  }

  /** The plan's name of this walk: two of one key are the same walk. */
  Cell.Key key() {
    return new Cell.Key(strategy, profile, seed, noise, budget);
  }

  Curve curve() {
    return new Curve(
        strategy,
        profile,
        seed,
        budget,
        anomalies.stream().map(met -> new Curve.Hit(met.precursor(), met.met())).toList());
  }
}
