package io.kelpie.bench.search;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What walks of strategies came to, as text: a table a profile, one of all, one of precursors. */
public final class DiscoveryTable {
  private static final List<Integer> COLUMNS = List.of(1, 3, 5, 7, 9, 11, 13, 15);

  private DiscoveryTable() {}

  public static String of(DiscoveryResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "SIMULATED %d walks of %d search probes, noise of %s%n"
            .formatted(result.walks(), result.budget(), result.noise()));
    result.rows().stream()
        .map(row -> row.profile() == null ? "" : row.profile())
        .distinct()
        .forEach(profile ->
            table(
                text,
                profile.isEmpty() ? "all profiles" : profile,
                result.rows().stream()
                    .filter(row -> Objects.requireNonNullElse(row.profile(), "").equals(profile))
                    .toList()));
    SearchTable.splits(text, result.precursors());
    return text.toString();
  }

  private static void table(StringBuilder text, String title, List<DiscoveryResult.Row> rows) {
    text.append("%n%s: median search probes to the k-th anomaly%n".formatted(title));
    text.append("%-26s%6s%12s%8s%10s".formatted("k", "walks", "met", "probes", "p"));
    COLUMNS.forEach(k -> text.append("%6d".formatted(k)));
    text.append("%11s%n".formatted("choice"));
    for (DiscoveryResult.Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-26s%6d%12s%8.0f%10s",
              row.strategy(),
              row.walks(),
              String.format(Locale.ROOT, "%.1f of %.0f", row.met(), row.anomalies()),
              row.meanProbes(),
              SearchTable.figure(row.pValue())));
      COLUMNS.forEach(k -> text.append("%6s".formatted(median(row, k))));
      text.append(String.format(Locale.ROOT, "%8.2f ms%n", row.choiceMillis()));
    }
  }

  private static String median(DiscoveryResult.Row row, int k) {
    @Nullable Double median =
        k > row.medians().size() ? null : row.medians().get(k - 1).medianProbes();
    return k > row.medians().size() ? "" : SearchTable.figure(median);
  }
}
