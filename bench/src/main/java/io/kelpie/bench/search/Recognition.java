package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.model.Profile;
import io.kelpie.results.Likeness;
import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Sample;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Finds every anomaly of some profiles in several hunts, each from a workload and under noise of
 * its own seed, and asks what the memory over many hunts asks: is what a later hunt found one with
 * what the first one knows?
 *
 * @param hunts hunts that find each anomaly, the first included
 * @param seed of the first hunt; the others have the seeds after it
 * @param noise the place's
 */
public record Recognition(List<String> profiles, int hunts, long seed, Noise noise) {
  public Recognition {
    profiles = List.copyOf(profiles);
    if (hunts < 2) {
      throw new UsageException("nothing is met again in one hunt; choose two seeds or more");
    }
  }

  /**
   * Two findings whose likeness is judged wrongly.
   *
   * @param anomaly of the first, as the profile names it
   * @param other of the second
   */
  public record Mistake(String profile, String anomaly, String other, String one, String two) {}

  /**
   * What {@code --json} prints. The intervals are Clopper-Pearson's, 95 %, as if every comparison
   * were by itself; those with one first finding are not quite.
   *
   * @param seed of the first hunt
   * @param findings claims of the profiles' anomalies
   * @param repeats findings of later hunts whose anomaly the first knows
   * @param recognised of these that are taken for what the first found, as a share; 0 without any
   * @param strangers pairs of a later hunt's finding and one of another anomaly that the first hunt
   *     of the profile knows
   * @param merged of these that are taken for one, as a share; 0 without any
   * @param alike strangers of one symptom, which alone could be merged
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Result(
      String bench,
      boolean simulated,
      String noise,
      long seed,
      int findings,
      int repeats,
      @JsonProperty("recognised_share") double recognised,
      Interval recognisedInterval,
      int strangers,
      @JsonProperty("merged_share") double merged,
      Interval mergedInterval,
      int alike,
      List<Mistake> mistakes) {
    public Result {
      mistakes = List.copyOf(mistakes);
    }
  }

  private record Named(String anomaly, Finding finding) {}

  /**
   * Hunts and compares.
   *
   * @param progress told of each anomaly, in a sentence
   */
  public Result run(Consumer<String> progress) {
    int findings = 0;
    int repeats = 0;
    int strangers = 0;
    int alike = 0;
    int merged = 0;
    List<Mistake> mistakes = new ArrayList<>();
    for (String name : profiles) {
      Map<String, List<Finding>> found = find(Profile.of(name), progress);
      List<Named> known = new ArrayList<>();
      List<Named> later = new ArrayList<>();
      found.forEach((anomaly, its) -> {
        its.stream().limit(1).forEach(first -> known.add(new Named(anomaly, first)));
        its.stream().skip(1).forEach(next -> later.add(new Named(anomaly, next)));
      });
      findings += known.size() + later.size();
      for (Named next : later) {
        for (Named first : known) {
          boolean same = first.anomaly().equals(next.anomaly());
          boolean taken = Likeness.same(first.finding(), next.finding());
          repeats += same ? 1 : 0;
          strangers += same ? 0 : 1;
          alike += !same && first.finding().symptom() == next.finding().symptom() ? 1 : 0;
          merged += !same && taken ? 1 : 0;
          if (same != taken) {
            mistakes.add(mistake(name, first, next));
          }
        }
      }
    }
    int recognised = repeats - (mistakes.size() - merged);
    return new Result(
        "recognise",
        true,
        noise.toString(),
        seed,
        findings,
        repeats,
        share(recognised, repeats),
        Sample.share(recognised, repeats),
        strangers,
        share(merged, strangers),
        Sample.share(merged, strangers),
        alike,
        mistakes);
  }

  /** What the hunts found of each anomaly, in their order. */
  private Map<String, List<Finding>> find(Profile profile, Consumer<String> progress) {
    Map<String, List<Finding>> found = new LinkedHashMap<>();
    Space space = Reduction.space(profile);
    try (Truth truth = new Truth(profile)) {
      for (Truth.Anomaly anomaly : truth.anomalies()) {
        List<Finding> its = new ArrayList<>();
        for (long hunt = seed; hunt < seed + hunts; hunt++) {
          for (Workload met : Reduction.starts(anomaly, space, 1, hunt)) {
            Finding finding =
                Reduction.from(met, truth, anomaly, profile, space, hunt, noise).finding();
            if (finding != null) {
              its.add(finding);
            }
          }
        }
        found.put(anomaly.id(), its);
        progress.accept(
            "%s %s: found by %d of %d hunts"
                .formatted(profile.name(), anomaly.id(), its.size(), hunts));
      }
    }
    return found;
  }

  private static double share(int some, int all) {
    return all == 0 ? 0 : (double) some / all;
  }

  private static Mistake mistake(String profile, Named one, Named other) {
    return new Mistake(
        profile,
        one.anomaly(),
        other.anomaly(),
        one.finding().conditions().toString(),
        other.finding().conditions().toString());
  }
}
