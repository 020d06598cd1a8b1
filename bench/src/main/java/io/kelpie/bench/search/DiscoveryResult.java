package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;
import org.jspecify.annotations.Nullable;

/**
 * What walks of strategies came to, as {@code --json} prints it.
 *
 * @param budget search probes of a walk
 * @param noise the place's
 * @param walks that ended, of those asked for
 * @param rows by profile and strategy, then over all profiles
 * @param precursors by what moves on the way to an anomaly, over all profiles
 */
public record DiscoveryResult(
    String bench,
    boolean simulated,
    long budget,
    String noise,
    int walks,
    List<Row> rows,
    List<Split> precursors) {

  /**
   * One strategy on one profile, or on all.
   *
   * @param profile null for all
   * @param met mean anomalies that a walk met
   * @param anomalies that there were to meet, likewise
   * @param meanProbes mean search probes an anomaly, one that was not met counted with the budget
   * @param pValue that the first strategy needs no fewer of these (Wilcoxon signed-rank, paired by
   *     profile and seed, one-sided); null of itself and where fewer than six pairs differ
   * @param medians to each further anomaly
   * @param choiceMillis median milliseconds that a choice took: the clock's, which depends on what
   *     else the machine does
   */
  public record Row(
      String strategy,
      @Nullable String profile,
      int walks,
      double met,
      double anomalies,
      @JsonProperty("mean_probes") double meanProbes,
      @JsonProperty("p_value") @Nullable Double pValue,
      List<Reached> medians,
      @JsonProperty("choice_millis") double choiceMillis) {}

  /**
   * How soon the k-th anomaly was met.
   *
   * @param medianProbes of Kaplan and Meier; null where too many walks ended before
   * @param share of the walks that came so far
   */
  public record Reached(
      int k, @JsonProperty("median_probes") @Nullable Double medianProbes, double share) {}

  static DiscoveryResult of(SearchBench asked, List<Walk> walks) {
    List<Row> rows = new ArrayList<>();
    for (String profile : asked.profiles()) {
      rows(
          asked,
          profile,
          walks.stream().filter(walk -> walk.profile().equals(profile)).toList(),
          rows);
    }
    rows(asked, null, walks, rows);
    return new DiscoveryResult(
        "discovery",
        true,
        asked.budget(),
        asked.noise().toString(),
        walks.size(),
        rows,
        Split.of(
            asked.strategies(),
            asked.strategies().getFirst(),
            walks.stream().map(Walk::curve).toList()));
  }

  private static void rows(
      SearchBench asked, @Nullable String profile, List<Walk> walks, List<Row> rows) {
    String first = asked.strategies().getFirst();
    for (String strategy : asked.strategies()) {
      List<Walk> its = of(walks, strategy).toList();
      if (!its.isEmpty()) {
        List<Curve> curves = its.stream().map(Walk::curve).toList();
        List<Curve> others = of(walks, first).map(Walk::curve).toList();
        rows.add(
            new Row(
                strategy,
                profile,
                its.size(),
                curves.stream().mapToLong(Curve::met).average().orElse(0),
                curves.stream().mapToInt(curve -> curve.hits().size()).average().orElse(0),
                curves.stream().mapToDouble(Curve::meanProbes).average().orElse(0),
                strategy.equals(first) ? null : Curve.pValue(curves, others),
                medians(curves),
                Median.withDefaults()
                    .evaluate(its.stream().mapToDouble(Walk::choiceMillis).toArray())));
      }
    }
  }

  private static List<Reached> medians(List<Curve> curves) {
    int most = curves.stream().mapToInt(curve -> curve.hits().size()).max().orElse(0);
    return IntStream.rangeClosed(1, most)
        .mapToObj(k -> {
          var median =
              new KaplanMeier(curves.stream().map(curve -> curve.reaching(k)).toList()).median();
          return new Reached(
              k,
              median.isPresent() ? median.getAsDouble() : null,
              (double) curves.stream().filter(curve -> curve.met() >= k).count() / curves.size());
        })
        .toList();
  }

  private static Stream<Walk> of(List<Walk> walks, String strategy) {
    return walks.stream().filter(walk -> walk.strategy().equals(strategy));
  }
}
