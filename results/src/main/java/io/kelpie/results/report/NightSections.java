package io.kelpie.results.report;

import io.kelpie.counters.Counter;
import io.kelpie.results.Host;
import io.kelpie.results.HuntFile;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Facet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The night as a whole: search, coverage, counters, rules, environment. */
final class NightSections {
  private final Markup page;
  private final HuntFile file;
  private final HuntResult result;
  private final Chronicle chronicle;

  NightSections(Markup page, HuntFile file, HuntResult result, Chronicle chronicle) {
    this.page = page;
    this.file = file;
    this.result = result;
    this.chronicle = chronicle;
  }

  void write() {
    search();
    coverage();
    counters();
    rules();
    environment();
    page.open("footer");
    page.leaf(
        "p",
        "Made by Kelpie "
            + file.place().kelpie()
            + " from the hunt's journal. Charts: uPlot 1.6.32, © 2022 Leon Sorokin, MIT licence.");
    page.close();
  }

  private void search() {
    page.open("section", "id", "search").leaf("h2", "Search");
    page.open("div", "class", "columns");
    figure("progress", "Anomalies found and search probes, against time.");
    figure(
        "tiles",
        "Time a tile of each search probe: ○ clean, ✕ suspicious, against time."
            + (chronicle.timeline().stride() > 1
                ? " One of " + chronicle.timeline().stride() + " clean probes is shown."
                : ""));
    page.close();
    page.open("table", "class", "numbers").open("thead").open("tr");
    heads("Ledger", "Runs", "Device time", "What for");
    page.close().close().open("tbody");
    for (Ledger ledger : Ledger.values()) {
      LedgerTotals totals = result.ledger(ledger);
      page.open("tr").leaf("th", ledger.toString(), "scope", "row");
      page.leaf("td", Words.count(totals.probes()))
          .leaf("td", Words.seconds(totals.deviceSeconds()));
      page.leaf("td", purpose(ledger), "class", "words").close();
    }
    page.close().close();
    if (!result.notes().isEmpty()) {
      page.open("details", "class", "inner");
      page.leaf("summary", Words.plural(result.notes().size(), "note", "notes") + " of the search");
      page.open("ul");
      result.notes().forEach(note -> page.leaf("li", note));
      page.close().close();
    }
    page.close();
  }

  private static String purpose(Ledger ledger) {
    return switch (ledger) {
      case CALIBRATION -> "idle baseline and what messages cost when nothing is in their way";
      case SEARCH -> "workloads that the strategy chose, and the twins that judge them";
      case CONFIRMATION -> "repetition in two arms, and lawful changes";
      case MINIMISING -> "reducing anomalies to their conditions";
    };
  }

  private void coverage() {
    Coverage coverage = chronicle.coverage();
    page.open("section", "id", "coverage").leaf("h2", "Coverage: explored and clean");
    page.leaf(
        "p",
        "Search probes by the bins of each dimension: clean / suspicious. An empty bin says nothing about what lies there. Over all pairs of dimensions, "
            + Words.percent(coverage.pairsSeen())
            + " of the combinations of two bins were probed at least once; some of the rest are unlawful.");
    page.open("div", "class", "columns wide");
    page.open("div").open("table", "class", "bins wrapped").open("tbody");
    for (int axis = 0; axis < coverage.axes().size(); axis++) {
      Coverage.Axis row = coverage.axes().get(axis);
      String unit =
          row.facet() instanceof Facet.Numeric numeric
                  && !numeric.unit().isEmpty()
                  && !numeric.isUnitInName()
              ? " (" + numeric.unit() + ")"
              : "";
      page.open("tr").leaf("th", row.facet().name() + unit, "scope", "row");
      for (int bin = 0; bin < row.labels().size(); bin++) {
        Coverage.Count count = coverage.count(axis, bin);
        int all = count.clean() + count.anomalous();
        String kind = all == 0 ? "empty" : count.anomalous() == 0 ? "clean" : "mixed";
        page.open("td", "class", kind);
        page.leaf("span", row.labels().get(bin), "class", "label");
        page.leaf("b", all == 0 ? "–" : count.clean() + " / " + count.anomalous());
        page.close();
      }
      page.close();
    }
    page.close().close().close();
    page.open("div");
    page.open("figure", "class", "matrix", "data-chart", "matrix");
    page.open("div", "class", "plot").close();
    page.leaf(
        "figcaption",
        "Pairs of dimensions: the fuller a square, the more of its combinations were probed. Choose one to see them.");
    page.close();
    page.open("div", "id", "pair", "aria-live", "polite").close();
    page.close().close().close();
  }

  private void counters() {
    page.open("section", "id", "counters").leaf("h2", "Counters");
    page.leaf("h3", "Could not be read");
    List<Map.Entry<String, CounterSurvey.Line>> unread =
        chronicle.counters().lines().entrySet().stream()
            .filter(line -> line.getValue().unknown() > 0)
            .toList();
    if (unread.isEmpty()) {
      page.leaf("p", "Every counter that was announced could be read in every run.");
    } else {
      page.open("table", "class", "numbers").open("thead").open("tr");
      heads("Counter", "Runs without it", "Runs with it", "Why, at first");
      page.close().close().open("tbody");
      unread.forEach(line -> {
        page.open("tr").leaf("th", line.getKey(), "scope", "row");
        page.leaf("td", Words.count(line.getValue().unknown()))
            .leaf("td", Words.count(line.getValue().known()));
        page.leaf("td", line.getValue().reason(), "class", "words").close();
      });
      page.close().close();
    }
    page.leaf("h3", "Not driven by the search");
    if (result.unranked().isEmpty()) {
      page.leaf("p", "None, or the strategy drives no counters.");
    } else {
      page.open("table").open("thead").open("tr");
      heads("Why", "Counters");
      page.close().close().open("tbody");
      Map<String, List<String>> reasons = new TreeMap<>();
      result
          .unranked()
          .forEach((id, why) -> reasons.computeIfAbsent(why, _ -> new ArrayList<>()).add(id));
      reasons.forEach((why, ids) -> rule(why, String.join(", ", ids)));
      page.close().close();
    }
    page.open("details", "class", "inner").leaf("summary", "All counters over the night");
    page.open("div", "class", "scroll").open("table", "class", "numbers").open("thead").open("tr");
    heads("Counter", "Class", "Idle at most", "Least", "Most", "A high value says");
    page.close().close().open("tbody");
    chronicle
        .counters()
        .lines()
        .forEach((id, line) -> {
          Counter counter = line.counter();
          String unit =
              counter == null
                  ? ""
                  : counter.kind().isDifferenced() ? counter.unit() + "/s" : counter.unit();
          page.open("tr").leaf("th", id, "scope", "row");
          page.leaf(
              "td", counter == null ? "" : counter.counterClass().name().toLowerCase(Locale.ROOT));
          page.leaf("td", Double.isNaN(line.idle()) ? "" : Words.value(line.idle(), unit));
          page.leaf("td", line.known() == 0 ? "" : Words.value(line.low(), unit));
          page.leaf("td", line.known() == 0 ? "" : Words.value(line.high(), unit));
          page.leaf("td", counter == null ? "" : counter.meaning(), "class", "words").close();
        });
    page.close().close().close().close().close();
  }

  private void rules() {
    Thresholds rules = file.thresholds();
    page.open("section", "id", "rules").leaf("h2", "Rules by which it was judged");
    page.open("table").open("tbody");
    rule(
        "SERIALISED",
        "the unordered twin is at least "
            + Words.figure(rules.serialised())
            + " times faster by the lower end of a 95 % interval, and a stage is blocked; a twin is run from a blocked share of "
            + Words.percent(rules.blockedShare()));
    rule(
        "LOW_GOODPUT",
        "under "
            + Words.figure(rules.lowGoodput())
            + " of the smallest bound, less the bound's own error");
    rule(
        "TAIL",
        "99th percentile at least "
            + Words.figure(rules.tailRatio())
            + " times the median, from "
            + Words.count(rules.tailTiles())
            + " tiles");
    rule(
        "RETRANSMIT",
        "retries a packet at least "
            + Words.figure(rules.retransmitRatio())
            + " times the healthy neighbour's, from "
            + Words.figure(rules.retransmitEvents())
            + " events");
    rule("PAUSE", "paused for more than " + Words.percent(rules.pauseShare()) + " of the time");
    rule("DISORDER, ERROR, STALLED, HANG", "ever; told as k of n");
    rule(
        "remedy",
        "brings back at least " + Words.percent(rules.restoration()) + " of the lost rate");
    rule("reducing", "at most " + Words.count(file.minimisingRuns()) + " runs for one anomaly");
    page.close().close().close();
  }

  private void rule(String name, String text) {
    page.open("tr").leaf("th", name, "scope", "row").leaf("td", text).close();
  }

  private void environment() {
    page.open("section", "id", "environment").leaf("h2", "Environment");
    page.open("table").open("tbody");
    Host host = file.host();
    rule("kelpie", file.place().kelpie());
    rule(
        "host",
        host.name()
            + ", "
            + host.system()
            + ", "
            + host.architecture()
            + ", "
            + host.processors()
            + " processors, Java "
            + host.java());
    Double rate = file.place().lineRate();
    rule(
        "line rate",
        rate == null ? "none: the device has no physical rate" : Words.value(rate, "bytes/s"));
    file.place().environment().forEach(this::rule);
    file.place()
        .limits()
        .values()
        .forEach((name, values) -> rule("limit: " + name, values.toString()));
    page.close().close().close();
  }

  private void figure(String kind, String caption) {
    page.open("figure", "class", kind, "data-chart", kind);
    page.open("div", "class", "plot").close();
    page.leaf("figcaption", caption).close();
  }

  private void heads(String... names) {
    for (String name : names) {
      page.leaf("th", name, "scope", "col");
    }
  }
}
