package io.kelpie.results;

import io.kelpie.probes.Published;
import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.oracle.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What was published of an anomaly that a finding is an instance of, each published gain beside
 * what the same change gave here. The two are seldom of one shape: a finding is shown by the
 * plainest workload that has it.
 *
 * @param extent how large it is, as published; null where its source does not say
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Precedent(
    String id, String title, String source, @Nullable String extent, List<Tried> remedies) {

  /**
   * A published remedy.
   *
   * @param gain how many times as fast tiles get across here; null where no run says so
   * @param runs behind it, of which the gain is the median
   * @param published what it gave elsewhere
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Tried(
      String name, @Nullable Double gain, int runs, List<Published.Gain> published) {
    /** In one sentence. */
    @Override
    public String toString() {
      String here =
          gain == null
              ? "was not run here"
              : String.format(
                  Locale.ROOT,
                  "gives %.1f times here (%s)",
                  gain,
                  runs == 1 ? "one run" : "median of " + runs + " runs");
      return name
          + " "
          + here
          + "; published "
          + published.stream().map(Published.Gain::toString).collect(Collectors.joining(", "));
    }
  }

  /**
   * The publications that a finding is an instance of: same symptom, its workload among theirs, and
   * one of its conditions on what they speak of.
   */
  public static List<Precedent> of(Finding finding, List<Published> published) {
    return published.stream()
        .filter(each -> each.symptom().name().equals(finding.symptom().name()))
        .filter(
            each -> each.region().contains(finding.workload()) && sharesCondition(finding, each))
        .map(each -> beside(finding, each))
        .toList();
  }

  private static boolean sharesCondition(Finding finding, Published published) {
    return finding.conditions().stream()
        .anyMatch(condition ->
            published.conditions().stream()
                .anyMatch(other -> other.dimension().equals(condition.dimension())));
  }

  private static Precedent beside(Finding finding, Published published) {
    List<Tried> tried = new ArrayList<>();
    for (Published.Remedy remedy : published.remedies()) {
      Optional<Counterfactual> ran =
          finding.counterfactuals().stream()
              .filter(change -> remedy.region().contains(change.workload()))
              .findFirst();
      tried.add(
          new Tried(
              remedy.name(),
              ran.flatMap(change -> gain(finding, change)).orElse(null),
              ran.map(Counterfactual::runs).orElse(0),
              remedy.gains()));
    }
    return new Precedent(
        published.id(), published.title(), published.source(), published.extent(), tried);
  }

  /**
   * With r the share that a change brings back and e the effect, both of rates: 1 + r (e − 1).
   * Empty of a symptom whose effect is no ratio of rates.
   */
  private static Optional<Double> gain(Finding finding, Counterfactual change) {
    return finding.symptom() == Symptom.SERIALISED || finding.symptom() == Symptom.LOW_GOODPUT
        ? Optional.of(1 + change.restoration() * (finding.effect() - 1))
        : Optional.empty();
  }

  /** What is published, and by whom. */
  public String told() {
    return title + " (" + source + ")" + (extent == null ? "" : ": " + extent);
  }
}
