package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.probes.model.Profile;
import io.kelpie.results.Likeness;
import io.kelpie.search.Finding;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds every anomaly of some profiles several times, from other workloads under other noise, and
 * asks of each two findings of a profile what the memory over many hunts asks: are they one?
 *
 * @param repeats hunts that find each anomaly
 * @param noise times a shared cluster's; 0 is a quiet lab
 */
public record Recognition(List<String> profiles, int repeats, double noise) {
  public Recognition {
    profiles = List.copyOf(profiles);
    if (repeats < 2) {
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
   * What {@code --json} prints.
   *
   * @param findings claims of the profiles' anomalies
   * @param pairs of findings of one anomaly
   * @param recognised of these that are taken for one, as a share; 0 without pairs
   * @param strangers pairs of findings of two anomalies of one profile
   * @param merged of these that are taken for one, as a share; 0 without pairs
   */
  public record Result(
      String bench,
      boolean simulated,
      double noise,
      int findings,
      int pairs,
      @JsonProperty("recognised_share") double recognised,
      int strangers,
      @JsonProperty("merged_share") double merged,
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
    int pairs = 0;
    int strangers = 0;
    int merged = 0;
    List<Mistake> mistakes = new ArrayList<>();
    for (String name : profiles) {
      List<Named> found = find(Profile.of(name), progress);
      findings += found.size();
      for (int i = 0; i < found.size(); i++) {
        for (int j = i + 1; j < found.size(); j++) {
          Named one = found.get(i);
          Named other = found.get(j);
          boolean same = one.anomaly().equals(other.anomaly());
          boolean taken = Likeness.same(one.finding(), other.finding());
          pairs += same ? 1 : 0;
          strangers += same ? 0 : 1;
          merged += !same && taken ? 1 : 0;
          if (same != taken) {
            mistakes.add(mistake(name, one, other));
          }
        }
      }
    }
    int missed = mistakes.size() - merged;
    return new Result(
        "recognise",
        true,
        noise,
        findings,
        pairs,
        share(pairs - missed, pairs),
        strangers,
        share(merged, strangers),
        mistakes);
  }

  private List<Named> find(Profile profile, Consumer<String> progress) {
    List<Named> found = new ArrayList<>();
    Space space = Reduction.space(profile);
    try (Truth truth = new Truth(profile)) {
      for (Truth.Anomaly anomaly : truth.anomalies()) {
        int before = found.size();
        long seed = 0;
        for (Workload met : Reduction.starts(anomaly, space, repeats)) {
          Finding finding =
              Reduction.from(met, truth, anomaly, profile, space, ++seed, noise).finding();
          if (finding != null) {
            found.add(new Named(anomaly.id(), finding));
          }
        }
        progress.accept(
            "%s %s: found by %d of %d hunts"
                .formatted(profile.name(), anomaly.id(), found.size() - before, seed));
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
