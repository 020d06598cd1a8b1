package io.kelpie.bench.search;

import io.kelpie.bench.search.KaplanMeier.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * When one run of a strategy came to each anomaly of its profile.
 *
 * @param whole search probes with which an anomaly counts that it did not come to
 */
record Curve(String strategy, String profile, long seed, double whole, List<Hit> hits) {
  Curve {
    hits = List.copyOf(hits);
  }

  /**
   * One anomaly.
   *
   * @param probes search probes until it was come to; empty where it was not
   */
  record Hit(Precursor precursor, OptionalDouble probes) {}

  /** Two runs of one profile and seed. */
  record Pair(Curve one, Curve other) {}

  /** The anomalies of one kind alone. */
  Curve of(Precursor precursor) {
    return new Curve(
        strategy,
        profile,
        seed,
        whole,
        hits.stream().filter(hit -> hit.precursor() == precursor).toList());
  }

  /** How many anomalies it came to. */
  long met() {
    return hits.stream().filter(hit -> hit.probes().isPresent()).count();
  }

  /**
   * Mean search probes an anomaly: the area over the curve of what was found, an anomaly that was
   * not found counted with the whole.
   */
  double meanProbes() {
    return hits.stream().mapToDouble(hit -> hit.probes().orElse(whole)).average().orElse(whole);
  }

  /** The search probes until the k-th anomaly, as far as they were watched. */
  Observation reaching(int k) {
    return hits.stream()
        .map(Hit::probes)
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .sorted()
        .skip(k - 1)
        .findFirst()
        .map(probes -> new Observation(probes, true))
        .orElse(new Observation(whole, false));
  }

  static List<Pair> pairs(List<Curve> some, List<Curve> others) {
    List<Pair> pairs = new ArrayList<>();
    for (Curve one : some) {
      others.stream()
          .filter(other -> other.seed == one.seed && other.profile.equals(one.profile))
          .findFirst()
          .ifPresent(other -> pairs.add(new Pair(one, other)));
    }
    return pairs;
  }

  /**
   * That the others need no fewer probes an anomaly than some (Wilcoxon signed-rank, paired by
   * profile and seed, one-sided); null where fewer than six pairs differ.
   */
  static @Nullable Double pValue(List<Curve> some, List<Curve> others) {
    return SignedRank.pValue(
        pairs(some, others).stream()
            .mapToDouble(pair -> pair.other().meanProbes() - pair.one().meanProbes()));
  }
}
