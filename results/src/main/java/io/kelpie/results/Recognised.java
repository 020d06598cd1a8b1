package io.kelpie.results;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What is known of an anomaly that a hunt met: from earlier hunts, and from those who read them.
 *
 * @param id of its first sighting
 * @param name that somebody gave it; null without one
 * @param firstSeen when the first hunt that met it began, in ISO 8601
 * @param hunts how many met it, this one included
 * @param muted null where nobody muted it, or the mute has ended
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Recognised(
    String id, @Nullable String name, String firstSeen, int hunts, @Nullable Muted muted) {

  /**
   * Why it is known and need not be told.
   *
   * @param since a date, in ISO 8601
   * @param until the last day of it; null for ever
   */
  public record Muted(String reason, String since, @Nullable String until) {
    /** In words. */
    @Override
    public String toString() {
      return "since " + since + (until == null ? "" : " until " + until) + ": " + reason;
    }
  }
}
