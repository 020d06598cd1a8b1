package io.kelpie.results.memory;

import io.kelpie.results.report.Words;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Known anomalies in plain words for a terminal. What a model said is marked SIMULATED. */
public final class KnownText {
  private KnownText() {}

  public static String of(List<Remembered> anomalies) {
    if (anomalies.isEmpty()) {
      return "no anomaly is known\n";
    }
    return anomalies.stream().map(KnownText::of).collect(Collectors.joining("\n"));
  }

  private static String of(Remembered anomaly) {
    StringBuilder text = new StringBuilder();
    text.append(anomaly.simulated() ? "SIMULATED " : "")
        .append(anomaly.symptom())
        .append(' ')
        .append(anomaly.id())
        .append(anomaly.name() == null ? "" : " " + anomaly.name())
        .append('\n');
    entry(text, "", anomaly.title());
    String label = "conditions";
    for (Condition condition : anomaly.conditions()) {
      entry(text, label, condition.inWords());
      label = "";
    }
    entry(
        text,
        "seen",
        "in "
            + Words.plural(anomaly.hunts(), "hunt", "hunts")
            + ", first "
            + moment(anomaly.firstSeen())
            + ", last "
            + moment(anomaly.lastSeen()));
    for (Remembered.At at : anomaly.places()) {
      entry(text, "at", at.place() + ": " + sizes(anomaly, at) + ", last " + moment(at.lastSeen()));
    }
    if (anomaly.muted() != null) {
      entry(text, "muted", anomaly.muted().toString());
    }
    return text.toString();
  }

  private static String sizes(Remembered anomaly, Remembered.At at) {
    boolean ratio = Symptom.valueOf(anomaly.symptom()).isRatio();
    String least = ratio ? Words.figure(at.least()) + "×" : Words.percent(at.least());
    String most = ratio ? Words.figure(at.most()) + "×" : Words.percent(at.most());
    return least.equals(most) ? least : least + " to " + most;
  }

  private static Instant moment(String at) {
    return Instant.parse(at).truncatedTo(ChronoUnit.SECONDS);
  }

  private static void entry(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-12s %s%n", name, value));
  }
}
