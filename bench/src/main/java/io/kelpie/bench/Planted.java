package io.kelpie.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.ProfileTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether the model's profiles hold what they say, as {@link ProfileTrial} tries them. */
public final class Planted {
  private final List<Row> rows = new ArrayList<>();

  /**
   * One anomaly or decoy: a {@link ProfileTrial.Outcome} with its profile.
   *
   * @param profile as it was given
   */
  public record Row(
      String profile,
      String anomaly,
      boolean shown,
      int neighbours,
      int ill,
      double slowdown,
      double pause) {}

  /** What {@code --json} prints. */
  public record Result(
      String bench,
      List<Row> rows,
      int quirks,
      int missed,
      @JsonProperty("false_alarms") int falseAlarms) {}

  /** Checks profiles by name or file. */
  public Result run(List<String> profiles) {
    for (String name : profiles) {
      check(name, Profile.of(name));
    }
    return new Result(
        "planted",
        rows,
        rows.size(),
        (int) rows.stream().filter(row -> !row.shown()).count(),
        rows.stream().mapToInt(Row::ill).sum());
  }

  private void check(String name, Profile profile) {
    try (ProfileTrial trial = new ProfileTrial(profile)) {
      Stream.concat(
              profile.quirks().stream().map(trial::of), profile.emergent().stream().map(trial::of))
          .map(outcome ->
              new Row(
                  name,
                  outcome.anomaly(),
                  outcome.shown(),
                  outcome.neighbours(),
                  outcome.ill(),
                  outcome.slowdown(),
                  outcome.pause()))
          .forEach(rows::add);
    }
  }
}
