package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.bench.search.KaplanMeier.Observation;
import io.kelpie.search.strategy.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Median;
import org.jspecify.annotations.Nullable;

/**
 * What a bench of searches came to, as {@code --json} prints it. Probes and seconds to the k-th
 * true anomaly are Kaplan-Meier quantiles; null where too many hunts ended before.
 *
 * @param budget search probes of a hunt
 * @param noise the place's
 * @param hunts that ended, of those asked for
 * @param rows by strategy, profile and k
 * @param strategies what each came to over all profiles
 * @param seventhRatio the default strategy's median search probes to the 7th true anomaly over that
 *     of the best {@code collie-paper}, pooled over the profiles that have as many
 * @param tenthRatio the same to the 10th
 * @param totalRatio the same as the first, over the runs of all ledgers
 * @param deviceSecondsRatio the same, in device seconds of all ledgers
 * @param allFoundShare share of the default strategy's hunts that found every anomaly
 * @param placeboRatio median over pairs of the placebo's mean search probes an anomaly over the
 *     default strategy's
 * @param precursors by what moves on the way to an anomaly, over all profiles
 */
public record SearchResult(
    String bench,
    boolean simulated,
    long budget,
    String noise,
    int hunts,
    List<Row> rows,
    List<Overall> strategies,
    @JsonProperty("seventh_ratio") @Nullable Double seventhRatio,
    @JsonProperty("tenth_ratio") @Nullable Double tenthRatio,
    @JsonProperty("total_ratio") @Nullable Double totalRatio,
    @JsonProperty("device_seconds_ratio") @Nullable Double deviceSecondsRatio,
    @JsonProperty("all_found_share") @Nullable Double allFoundShare,
    @JsonProperty("placebo_ratio") @Nullable Double placeboRatio,
    List<Split> precursors) {

  private static final String BASELINE = "collie-paper";
  private static final String PLACEBO = "kelpie-placebo";

  /**
   * One strategy on one profile.
   *
   * @param k the how-manieth true anomaly
   * @param medianProbes of the search ledger
   * @param quartiles of the same
   * @param medianRuns of all ledgers
   * @param medianSeconds device seconds of all ledgers
   * @param foundShare share of the hunts that came so far
   */
  public record Row(
      String strategy,
      String profile,
      int k,
      @JsonProperty("median_probes") @Nullable Double medianProbes,
      Quartiles quartiles,
      @JsonProperty("median_runs") @Nullable Double medianRuns,
      @JsonProperty("median_seconds") @Nullable Double medianSeconds,
      @JsonProperty("found_share") double foundShare) {}

  /** The first and the third; null where too many hunts ended before. */
  public record Quartiles(@Nullable Double lower, @Nullable Double upper) {}

  /**
   * One strategy on all profiles.
   *
   * @param found mean share of a profile's anomalies that a hunt found
   * @param meanProbes mean search probes an anomaly, those that were not found counted with the
   *     whole budget
   * @param pValue that the default strategy needs no fewer of these (Wilcoxon signed-rank, paired
   *     by profile and seed, one-sided); null of itself and where fewer than six pairs differ
   * @param claims that its hunts made
   * @param claimPrecision share of these that are there
   * @param doingRight share that name who has to act, of the claims of named anomalies (the device)
   *     and of the workload's own doing (the workload)
   * @param ownRight the same, of the workload's own doing alone
   * @param mfsPrecision median over the claims of named anomalies
   * @param mfsRecall likewise
   * @param mfsCost median runs that reducing a claim took
   * @param overheadMedian median milliseconds outside the probe
   * @param overheadWorst the longest
   */
  public record Overall(
      String strategy,
      int hunts,
      double found,
      @JsonProperty("mean_probes") double meanProbes,
      @JsonProperty("p_value") @Nullable Double pValue,
      int claims,
      @JsonProperty("claim_precision") @Nullable Double claimPrecision,
      @JsonProperty("doing_right") @Nullable Double doingRight,
      @JsonProperty("own_right") @Nullable Double ownRight,
      @JsonProperty("mfs_precision") @Nullable Double mfsPrecision,
      @JsonProperty("mfs_recall") @Nullable Double mfsRecall,
      @JsonProperty("mfs_cost") @Nullable Double mfsCost,
      @JsonProperty("overhead_median") double overheadMedian,
      @JsonProperty("overhead_worst") double overheadWorst) {}

  /**
   * @param precursors of each profile's anomalies, by their names
   */
  static SearchResult of(
      SearchBench asked, List<Cell> cells, Map<String, Map<String, Precursor>> precursors) {
    List<Curve> curves =
        cells.stream()
            .map(cell -> cell.curve(precursors.getOrDefault(cell.profile(), Map.of())))
            .toList();
    List<Row> rows = new ArrayList<>();
    List<Overall> overall = new ArrayList<>();
    for (String strategy : asked.strategies()) {
      List<Cell> its = of(cells, strategy);
      for (String profile : asked.profiles()) {
        List<Cell> there = its.stream().filter(cell -> cell.profile().equals(profile)).toList();
        int most = there.stream().mapToInt(Cell::anomalies).max().orElse(0);
        for (int k = 1; k <= most; k++) {
          rows.add(row(strategy, profile, k, there));
        }
      }
      if (!its.isEmpty()) {
        overall.add(overall(strategy, its, curves));
      }
    }
    List<Cell> own = of(cells, Strategies.DEFAULT);
    return new SearchResult(
        "search",
        true,
        asked.budget(),
        asked.noise().toString(),
        cells.size(),
        rows,
        overall,
        ratio(asked, cells, 7, Cell.Cost::search),
        ratio(asked, cells, 10, Cell.Cost::search),
        ratio(asked, cells, 7, Cell.Cost::all),
        ratio(asked, cells, 7, Cell.Cost::allSeconds),
        share(own.stream().map(cell -> cell.reached().size() == cell.anomalies()).toList()),
        median(
            Curve.pairs(curves(curves, PLACEBO), curves(curves, Strategies.DEFAULT)).stream()
                .mapToDouble(pair -> pair.one().meanProbes() / pair.other().meanProbes())),
        Split.of(asked.strategies(), Strategies.DEFAULT, curves));
  }

  private static Row row(String strategy, String profile, int k, List<Cell> cells) {
    KaplanMeier probes = reaching(cells, k, Cell.Cost::search);
    return new Row(
        strategy,
        profile,
        k,
        orNull(probes.median()),
        new Quartiles(orNull(probes.quantile(0.25)), orNull(probes.quantile(0.75))),
        orNull(reaching(cells, k, Cell.Cost::all).median()),
        orNull(reaching(cells, k, Cell.Cost::allSeconds).median()),
        (double) cells.stream().filter(cell -> cell.reached().size() >= k).count() / cells.size());
  }

  private static Overall overall(String strategy, List<Cell> cells, List<Curve> all) {
    List<Curve> curves = curves(all, strategy);
    List<Cell.Claimed> claims = cells.stream().flatMap(cell -> cell.claims().stream()).toList();
    List<Cell.Claimed> known = claims.stream().filter(Cell.Claimed::hasKnownDoing).toList();
    return new Overall(
        strategy,
        cells.size(),
        cells.stream()
            .filter(cell -> cell.anomalies() > 0)
            .mapToDouble(cell -> (double) cell.reached().size() / cell.anomalies())
            .average()
            .orElse(0),
        curves.stream().mapToDouble(Curve::meanProbes).average().orElse(0),
        strategy.equals(Strategies.DEFAULT)
            ? null
            : Curve.pValue(curves, curves(all, Strategies.DEFAULT)),
        claims.size(),
        share(claims.stream().map(Cell.Claimed::isTrue).toList()),
        share(known.stream().map(Cell.Claimed::isDoingRight).toList()),
        share(
            known.stream()
                .filter(claim -> claim.kind() == Truth.Kind.OWN)
                .map(Cell.Claimed::isDoingRight)
                .toList()),
        median(known(claims, Cell.Claimed::precision)),
        median(known(claims, Cell.Claimed::recall)),
        median(claims.stream().mapToDouble(Cell.Claimed::minimising)),
        Median.withDefaults().evaluate(cells.stream().mapToDouble(Cell::overheadMedian).toArray()),
        cells.stream().mapToDouble(Cell::overheadWorst).max().orElse(0));
  }

  private static KaplanMeier reaching(
      List<Cell> cells, int k, ToDoubleFunction<Cell.Cost> measure) {
    return new KaplanMeier(
        cells.stream()
            .map(cell ->
                cell.reached().size() >= k
                    ? new Observation(measure.applyAsDouble(cell.reached().get(k - 1).cost()), true)
                    : new Observation(measure.applyAsDouble(cell.spent()), false))
            .toList());
  }

  private static @Nullable Double ratio(
      SearchBench asked, List<Cell> cells, int k, ToDoubleFunction<Cell.Cost> measure) {
    OptionalDouble best =
        asked.strategies().stream()
            .filter(strategy -> strategy.startsWith(BASELINE))
            .map(strategy -> reaching(having(of(cells, strategy), k), k, measure).median())
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .min();
    OptionalDouble own = reaching(having(of(cells, Strategies.DEFAULT), k), k, measure).median();
    return best.isEmpty() || own.isEmpty() ? null : own.getAsDouble() / best.getAsDouble();
  }

  private static List<Curve> curves(List<Curve> curves, String strategy) {
    return curves.stream().filter(curve -> curve.strategy().equals(strategy)).toList();
  }

  private static List<Cell> of(List<Cell> cells, String strategy) {
    return cells.stream().filter(cell -> cell.strategy().equals(strategy)).toList();
  }

  private static List<Cell> having(List<Cell> cells, int anomalies) {
    return cells.stream().filter(cell -> cell.anomalies() >= anomalies).toList();
  }

  private static @Nullable Double share(List<Boolean> answers) {
    return answers.isEmpty()
        ? null
        : (double) answers.stream().filter(answer -> answer).count() / answers.size();
  }

  /** A figure of a claim that not every claim has. */
  private interface Figure {
    @Nullable Double of(Cell.Claimed claim);
  }

  private static DoubleStream known(List<Cell.Claimed> claims, Figure figure) {
    return claims.stream()
        .mapMultiToDouble((claim, known) -> {
          Double value = figure.of(claim);
          if (value != null) {
            known.accept(value);
          }
        });
  }

  private static @Nullable Double median(DoubleStream values) {
    double[] known = values.toArray();
    return known.length == 0 ? null : Median.withDefaults().evaluate(known);
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
