package io.kelpie.results.compare;

import io.kelpie.results.Place;
import io.kelpie.results.report.Words;
import io.kelpie.search.oracle.Symptom;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A comparison in plain words for a terminal. */
public final class CompareText {
  private CompareText() {}

  /** The comparison, the gravest first. What a model said is marked SIMULATED. */
  public static String of(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append(comparison.simulated() ? "SIMULATED " : "")
        .append(headline(comparison))
        .append('\n');
    entry(text, "first", comparison.first());
    entry(text, "second", comparison.second());
    for (Place.Change change : comparison.differs()) {
      entry(
          text,
          "differs",
          change.what() + ": " + orNone(change.recorded()) + ", then " + orNone(change.now()));
    }
    for (Difference each : comparison.differences()) {
      text.append('\n')
          .append(each.kind().words().toUpperCase(Locale.ROOT))
          .append("  ")
          .append(each.symptom())
          .append("  ")
          .append(each.title())
          .append('\n');
      entry(text, "first", told(each.first(), each.symptom()));
      entry(text, "second", told(each.second(), each.symptom()));
      entry(
          text,
          "because",
          each.why() + (each.pValue() == null ? "" : " (p = " + Words.figure(each.pValue()) + ")"));
    }
    return text.toString();
  }

  static String headline(Comparison comparison) {
    if (comparison.differences().isEmpty()) {
      return "neither met an anomaly";
    }
    return comparison.counts().entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey().words())
        .collect(Collectors.joining(", "));
  }

  static String told(Difference.@Nullable Told told, String symptom) {
    if (told == null) {
      return "–";
    }
    boolean ratio = Symptom.valueOf(symptom).isRatio();
    return (ratio ? Words.figure(told.effect()) + "×" : Words.percent(told.effect()))
        + " (95 %: "
        + (ratio ? Words.figure(told.low()) : Words.percent(told.low()))
        + " to "
        + (ratio ? Words.figure(told.high()) : Words.percent(told.high()))
        + "), "
        + told.reproduced()
        + " of "
        + told.runs()
        + ", "
        + told.id();
  }

  private static void entry(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-12s %s%n", name, value));
  }

  private static String orNone(String value) {
    return value.isEmpty() ? "(none)" : value;
  }
}
