package io.kelpie.bench.published;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of {@code kelpie bench published} for people. */
public final class PublishedText {
  private PublishedText() {}

  /** A line a figure, then the directions and the sums. */
  public static String of(Published.Result result) {
    StringBuilder text = new StringBuilder();
    for (Published.Row row : result.rows()) {
      Double model = row.model();
      text.append(
          String.format(
              Locale.ROOT,
              "%-12s %-9s %16s %-9s model %-9s %s%s%n",
              row.state(),
              row.role(),
              row.published(),
              row.unit(),
              model == null ? "-" : String.format(Locale.ROOT, "%.4g", model),
              row.figure(),
              row.reason() == null ? "" : "; " + row.reason()));
    }
    for (Published.Stated direction : result.directions()) {
      text.append(
          String.format(
              "%-12s %s%n", direction.right() ? "right" : "WRONG", direction.statement()));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "SIMULATED %d rows: %d predicted, %d fitted; %d red, %d inconsistent; %d directions wrong%n"
                    + "median error of predicted rows: %s first hand, %s by secondary notes; each row's paper left out of the fit, %s and %s%n",
                result.rows().size(),
                result.predicted(),
                result.fitted(),
                result.red(),
                result.inconsistent(),
                result.wrongDirections(),
                share(result.medianError()),
                share(result.secondaryMedianError()),
                share(result.paperOutError()),
                share(result.secondaryPaperOutError())))
        .toString();
  }

  private static String share(@Nullable Double error) {
    return error == null ? "none" : String.format(Locale.ROOT, "%.0f %%", 100 * error);
  }
}
