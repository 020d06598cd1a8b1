package io.kelpie.results.compare;

import io.kelpie.results.ReplayResult;
import io.kelpie.search.Finding;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One anomaly in the first and in the second.
 *
 * @param symptom as the oracle's table names it
 * @param first what the first said; null where it did not meet it
 * @param second likewise
 * @param pValue that both effects are drawn alike: Mann-Whitney over the confirmation pairs of a
 *     ratio, Fisher's exact test of an event; null where that was not tested
 * @param why the kind, in a sentence
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Difference(
    Kind kind,
    String symptom,
    String title,
    @Nullable Told first,
    @Nullable Told second,
    @Nullable Double pValue,
    String why) {

  /** What became of it, the gravest first. */
  public enum Kind {
    /** The second met it, and the first looked there without seeing it. */
    APPEARED,
    WORSE,
    /** Neither worse nor better beyond chance. */
    STILL_THERE,
    BETTER,
    /** One of the two did not look where the other met it. */
    CANNOT_TELL,
    /** The first met it, and the second looked there without seeing it. */
    GONE,
    /** Of a replay: gone in both. */
    STILL_GONE;

    /** The name in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The name in a text. */
    public String words() {
      return toString().replace('_', ' ');
    }
  }

  /**
   * What one of the two said.
   *
   * @param interval of the effect, 95 %: low, high
   */
  public record Told(String id, double effect, List<Double> interval, int runs, int reproduced) {
    static Told of(Finding finding) {
      return new Told(
          finding.id(),
          finding.effect(),
          List.of(finding.interval().low(), finding.interval().high()),
          finding.runs(),
          finding.reproduced());
    }

    static Told of(ReplayResult replay) {
      return new Told(
          replay.id(), replay.effect(), replay.interval(), replay.runs(), replay.reproduced());
    }

    double low() {
      return interval.getFirst();
    }

    double high() {
      return interval.getLast();
    }
  }
}
