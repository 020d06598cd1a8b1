package io.kelpie.results;

import io.kelpie.search.oracle.Persistence.Verdict;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What {@code replay --json} prints of a folder of anomalies; others rely on its keys.
 *
 * @param verdict of all of them: {@code still_there} where one is, else {@code weaker}, {@code
 *     cannot_tell} or {@code gone}
 * @param seconds in all
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ReplaySuite(
    Verdict verdict,
    int stillThere,
    int weaker,
    int gone,
    int cannotTell,
    double seconds,
    List<Case> replays) {

  /**
   * One anomaly.
   *
   * @param name where it was found, below the folder that was named
   * @param replay null where it could not be run here
   * @param refusal why it could not be run; null where it was
   */
  public record Case(
      String name, @Nullable ReplayResult replay, @Nullable String refusal, double seconds) {
    public Verdict verdict() {
      return replay == null ? Verdict.CANNOT_TELL : replay.verdict();
    }
  }

  public ReplaySuite {
    replays = List.copyOf(replays);
  }

  public static ReplaySuite of(List<Case> cases) {
    List<Verdict> verdicts = cases.stream().map(Case::verdict).toList();
    Verdict worst =
        List.of(Verdict.STILL_THERE, Verdict.WEAKER, Verdict.CANNOT_TELL).stream()
            .filter(verdicts::contains)
            .findFirst()
            .orElse(Verdict.GONE);
    return new ReplaySuite(
        worst,
        count(verdicts, Verdict.STILL_THERE),
        count(verdicts, Verdict.WEAKER),
        count(verdicts, Verdict.GONE),
        count(verdicts, Verdict.CANNOT_TELL),
        cases.stream().mapToDouble(Case::seconds).sum(),
        cases);
  }

  private static int count(List<Verdict> verdicts, Verdict wanted) {
    return (int) verdicts.stream().filter(verdict -> Objects.equals(verdict, wanted)).count();
  }
}
