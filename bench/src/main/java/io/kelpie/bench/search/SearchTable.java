package io.kelpie.bench.search;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bench of searches as text: a table of probes to the k-th anomaly, and one of the claims. */
public final class SearchTable {
  private static final List<Integer> COLUMNS = List.of(1, 3, 5, 7, 9, 10, 11, 13, 15);
  private static final String NEVER = "–";

  private SearchTable() {}

  public static String of(SearchResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "SIMULATED %d hunts of %d search probes, noise of %s%n"
            .formatted(result.hunts(), result.budget(), result.noise()));
    result.rows().stream()
        .map(SearchResult.Row::profile)
        .distinct()
        .forEach(profile -> curves(text, result, profile));
    claims(text, result);
    splits(text, result.precursors());
    ratios(text, result);
    return text.toString();
  }

  private static void curves(StringBuilder text, SearchResult result, String profile) {
    List<SearchResult.Row> rows =
        result.rows().stream().filter(row -> row.profile().equals(profile)).toList();
    List<Integer> columns =
        COLUMNS.stream().filter(k -> rows.stream().anyMatch(row -> row.k() == k)).toList();
    text.append("%n%s: median search probes to the k-th true anomaly%n".formatted(profile));
    text.append("%-26s".formatted("k"));
    columns.forEach(k -> text.append("%8d".formatted(k)));
    text.append('\n');
    rows.stream()
        .map(SearchResult.Row::strategy)
        .distinct()
        .forEach(strategy -> {
          text.append("%-26s".formatted(strategy));
          columns.forEach(k ->
              text.append(
                  "%8s"
                      .formatted(
                          rows.stream()
                              .filter(row -> row.strategy().equals(strategy) && row.k() == k)
                              .findFirst()
                              .map(row -> figure(row.medianProbes()))
                              .orElse(""))));
          text.append('\n');
        });
  }

  private static void claims(StringBuilder text, SearchResult result) {
    text.append(
        "%n%-26s%7s%8s%8s%8s%8s%8s%8s%8s%8s%8s%9s%n"
            .formatted(
                "over all profiles",
                "hunts",
                "found",
                "probes",
                "p",
                "claims",
                "true",
                "doing",
                "MFS pr.",
                "recall",
                "cost",
                "overhead"));
    for (SearchResult.Overall row : result.strategies()) {
      text.append(
          "%-26s%7d%8s%8.0f%8s%8d%8s%8s%8s%8s%8s%6.2f ms%n"
              .formatted(
                  row.strategy(),
                  row.hunts(),
                  share(row.found()),
                  row.meanProbes(),
                  figure(row.pValue()),
                  row.claims(),
                  share(row.claimPrecision()),
                  share(row.doingRight()),
                  share(row.mfsPrecision()),
                  share(row.mfsRecall()),
                  figure(row.mfsCost()),
                  row.overheadMedian()));
    }
  }

  /** What strategies came to by what moves on the way to an anomaly. */
  static void splits(StringBuilder text, List<Split> splits) {
    if (splits.isEmpty()) {
      return;
    }
    text.append(
        "%n%-26s%10s%10s%8s%8s%10s%n"
            .formatted("precursor", "", "anomalies", "found", "probes", "p"));
    for (Split split : splits) {
      text.append(
          "%-26s%10s%10d%8s%8.0f%10s%n"
              .formatted(
                  split.strategy(),
                  split.precursor(),
                  split.anomalies(),
                  share(split.found()),
                  split.meanProbes(),
                  figure(split.pValue())));
    }
  }

  private static void ratios(StringBuilder text, SearchResult result) {
    text.append('\n');
    line(text, "7th anomaly, search probes, over the best collie-paper", result.seventhRatio());
    line(text, "10th", result.tenthRatio());
    line(text, "7th, runs of all ledgers", result.totalRatio());
    line(text, "7th, device seconds", result.deviceSecondsRatio());
    line(text, "placebo over kelpie, mean probes an anomaly", result.placeboRatio());
    line(text, "hunts that found everything", result.allFoundShare());
  }

  private static void line(StringBuilder text, String what, @Nullable Double value) {
    text.append("%-56s %s%n".formatted(what, figure(value)));
  }

  private static String share(@Nullable Double value) {
    return or(value, known -> String.format(Locale.ROOT, "%.1f %%", 100 * known));
  }

  static String figure(@Nullable Double value) {
    return or(value, known -> String.format(Locale.ROOT, known >= 100 ? "%.0f" : "%.3g", known));
  }

  private static String or(@Nullable Double value, Function<Double, String> written) {
    return value == null ? NEVER : written.apply(value);
  }
}
