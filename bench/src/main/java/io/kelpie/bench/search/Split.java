package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one strategy came to among the anomalies of one kind of precursor, over all profiles.
 *
 * @param anomalies of the kind, over all its runs
 * @param found share of these that it came to
 * @param meanProbes mean search probes an anomaly, as over all of them
 * @param pValue that the strategy compared with needs no fewer; null of itself and where fewer than
 *     six pairs differ
 */
public record Split(
    String strategy,
    Precursor precursor,
    int anomalies,
    double found,
    @JsonProperty("mean_probes") double meanProbes,
    @JsonProperty("p_value") @Nullable Double pValue) {

  /**
   * Of each strategy and kind that has anomalies.
   *
   * @param reference the strategy compared with
   */
  static List<Split> of(List<String> strategies, String reference, List<Curve> curves) {
    List<Split> splits = new ArrayList<>();
    for (Precursor precursor : Precursor.values()) {
      List<Curve> kind =
          curves.stream()
              .map(curve -> curve.of(precursor))
              .filter(curve -> !curve.hits().isEmpty())
              .toList();
      List<Curve> others = of(kind, reference);
      for (String strategy : strategies) {
        List<Curve> its = of(kind, strategy);
        if (!its.isEmpty()) {
          splits.add(
              split(
                  strategy,
                  precursor,
                  its,
                  strategy.equals(reference) ? null : Curve.pValue(its, others)));
        }
      }
    }
    return splits;
  }

  private static Split split(
      String strategy, Precursor precursor, List<Curve> curves, @Nullable Double pValue) {
    int anomalies = curves.stream().mapToInt(curve -> curve.hits().size()).sum();
    return new Split(
        strategy,
        precursor,
        anomalies,
        (double) curves.stream().mapToLong(Curve::met).sum() / anomalies,
        curves.stream().mapToDouble(Curve::meanProbes).average().orElse(0),
        pValue);
  }

  private static List<Curve> of(List<Curve> curves, String strategy) {
    return curves.stream().filter(curve -> curve.strategy().equals(strategy)).toList();
  }
}
