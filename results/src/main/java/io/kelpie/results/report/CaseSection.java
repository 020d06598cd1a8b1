package io.kelpie.results.report;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Published;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.Stage;
import io.kelpie.results.Mechanism;
import io.kelpie.results.Narrative;
import io.kelpie.results.Precedent;
import io.kelpie.search.Finding;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything about one anomaly. */
final class CaseSection {
  private static final Pattern PLAIN = Pattern.compile("[-A-Za-z0-9_./=+:@,]+");

  private final Markup page;
  private final Path folder;
  private final Case each;
  private final Finding finding;
  private final List<Published> published;

  CaseSection(Markup page, Path folder, Case each, List<Published> published) {
    this.page = page;
    this.folder = folder;
    this.each = each;
    this.finding = each.finding();
    this.published = published;
  }

  void write() {
    page.open("details", "class", "case", "id", each.anchor(), "data-id", finding.id());
    page.open("summary");
    page.open("h2");
    page.leaf("span", "#" + each.rank(), "class", "rank").text(" ");
    page.leaf("span", FirstScreen.symptom(finding.symptom()), "class", "symptom").text(" ");
    if (finding.simulated()) {
      page.leaf("span", "SIMULATED", "class", "badge").text(" ");
    }
    page.text(finding.title()).close().close();
    page.open("div", "class", "columns");
    claim();
    conditions();
    page.close();
    each.file().ifPresent(this::runs);
    counterfactuals();
    notes();
    page.close();
  }

  private void claim() {
    page.open("section", "class", "claim");
    page.leaf("h3", "What now");
    page.open("dl");
    entry("effect", Narrative.effect(finding));
    entry(
        "reproduced",
        finding.reproduced()
            + " of "
            + finding.runs()
            + ", first met in run "
            + Words.count(finding.firstProbe()));
    if (finding.blockedStage() != null) {
      entry("blocked in", finding.blockedStage().toString());
    }
    finding
        .consequences()
        .forEach(consequence -> entry("also shows", Narrative.effect(consequence)));
    entry("doing", finding.doing() + ": " + Narrative.meaning(finding.doing()));
    Counterfactual remedy = finding.remedy();
    entry(
        "remedy",
        remedy == null
            ? "none of the changes that were run brings back half of what was lost"
            : remedy.name() + ": " + FirstScreen.restored(finding, remedy));
    Mechanism.of(finding).ifPresent(why -> entry("why", why));
    for (Precedent precedent : Precedent.of(finding, published)) {
      entry("published", precedent.told());
      precedent.remedies().forEach(tried -> page.leaf("dd", tried.toString()));
    }
    KnownReports.to(finding)
        .ifPresentOrElse(
            near ->
                entry(
                    "nearest known",
                    near.report().where()
                        + ": "
                        + near.report().what()
                        + " (in common: "
                        + String.join(", ", near.common())
                        + "; a hint, no proof of one cause)"),
            () ->
                entry(
                    "nearest known",
                    "no public report that Kelpie knows shares symptom and condition"));
    page.close();
    page.open("p", "class", "command");
    page.leaf(
        "code",
        "kelpie replay " + quoted(folder.resolve("anomalies").resolve(finding.id()).toString()));
    page.leaf("button", "Copy", "type", "button", "class", "copy").close();
    page.close();
  }

  private void entry(String name, String text) {
    page.leaf("dt", name).leaf("dd", text);
  }

  private static String quoted(String path) {
    return PLAIN.matcher(path).matches() ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private void conditions() {
    page.open("section");
    page.leaf("h3", "When: each condition is necessary");
    if (finding.conditions().isEmpty()) {
      page.leaf("p", "No condition: everything that was tried shows it.");
    } else {
      page.open("table").open("thead").open("tr");
      heads("Condition", "Here", "Healthy neighbour beyond it");
      page.close().close().open("tbody");
      for (Condition condition : finding.conditions()) {
        page.open("tr");
        page.leaf("th", condition.inWords(), "scope", "row");
        page.leaf("td", condition.feature().text(finding.workload()));
        page.leaf("td", neighbours(condition));
        page.close();
      }
      page.close().close();
    }
    if (!finding.pinned().isEmpty()) {
      page.leaf("p", "Held, so that nothing is known beyond: " + held(), "class", "quiet");
    }
    Draws draws = finding.draws();
    if (draws != null) {
      page.leaf("p", "Of random workloads " + Narrative.told(draws) + ".");
    }
    page.open("details", "class", "inner").leaf("summary", "The whole workload");
    workload(finding.workload());
    page.close().close();
  }

  /** What nothing could vary: by name where it is not what is plain. */
  private String held() {
    List<String> held =
        new ArrayList<>(finding.notablyPinned().stream().map(Condition::inWords).toList());
    int plain = finding.pinned().size() - held.size();
    if (plain > 0) {
      held.add(plain + (plain == 1 ? " dimension" : " dimensions") + " at what is plain");
    }
    return String.join(", ", held);
  }

  private String neighbours(Condition condition) {
    String told =
        finding.neighbours().stream()
            .filter(neighbour -> neighbour.condition().equals(condition))
            .map(this::difference)
            .collect(Collectors.joining("; "));
    return told.isEmpty() ? "none was seen" : told;
  }

  private String difference(Neighbour neighbour) {
    return facets().stream()
        .filter(facet -> !facet.text(neighbour.workload()).equals(facet.text(finding.workload())))
        .map(facet -> facet.name() + " = " + facet.text(neighbour.workload()))
        .collect(Collectors.joining(", "));
  }

  private static List<Facet> facets() {
    return Catalogue.facets();
  }

  private void workload(Workload workload) {
    page.open("table", "class", "workload").open("tbody");
    for (Facet facet : facets()) {
      page.open("tr").leaf("th", facet.name(), "scope", "row");
      String unit = facet instanceof Facet.Numeric numeric ? " " + numeric.unit() : "";
      page.leaf("td", facet.text(workload) + unit).close();
    }
    page.close().close();
  }

  private void runs(CaseFile file) {
    ProbeRecord bad = file.suspect();
    ProbeRecord good = file.healthy();
    if (bad == null) {
      page.leaf(
          "p",
          "Met in run "
              + file.met().number()
              + ": "
              + FirstScreen.outcome(file.met().measurement().outcome()));
      return;
    }
    page.leaf(
        "h3",
        "The life of tiles, "
            + (good == null ? "bad" : "bad beside " + file.healthyName())
            + ", on one time axis");
    figure(
        "waterfall",
        "Each row is a tile, each span a stage of its life from requested to verified.");
    stages(bad.measurement(), good == null ? null : good.measurement(), file.healthyName());
    page.open("div", "class", "columns");
    page.open("section").leaf("h3", "How long tiles take");
    figure("latency", "Share of tiles that take longer than a time, from requested to verified.");
    latencies(bad.measurement(), good == null ? null : good.measurement(), file.healthyName());
    page.close();
    page.open("section").leaf("h3", "Confirmation, run by run");
    figure("pairs", "Each run and what it was judged against, in their order.");
    pairs(file);
    page.close().close();
    counters(bad, good, file.healthyName());
  }

  private void figure(String kind, String caption) {
    page.open("figure", "class", kind, "data-chart", kind);
    page.open("div", "class", "plot").close();
    page.leaf("figcaption", caption).close();
  }

  private void stages(Measurement bad, @Nullable Measurement good, String name) {
    if (bad.stages().isEmpty()) {
      return;
    }
    page.open("table", "class", "numbers").open("thead").open("tr");
    heads("Stage", "Mean a tile", "Blocked share of a pass");
    if (good != null) {
      heads("Mean, " + name, "Blocked, " + name);
    }
    page.close().close().open("tbody");
    for (Stage stage : Stage.values()) {
      boolean isBlocked = stage == finding.blockedStage();
      page.open("tr", "class", isBlocked ? "blocked" : "");
      page.leaf("th", stage + (isBlocked ? " ◀ blocked" : ""), "scope", "row");
      time(bad, stage);
      if (good != null && !good.stages().isEmpty()) {
        time(good, stage);
      }
      page.close();
    }
    page.close().close();
  }

  private void time(Measurement measurement, Stage stage) {
    page.leaf("td", Words.seconds(measurement.stage(stage).mean()));
    page.leaf("td", Words.percent(measurement.stage(stage).blockedShare()));
  }

  private void latencies(Measurement bad, @Nullable Measurement good, String name) {
    page.open("table", "class", "numbers").open("thead").open("tr");
    heads("Tiles up to", "Run", "Count", "p50", "p90", "p99", "p99.9", "Max");
    page.close().close().open("tbody");
    for (Sojourn sojourn : bad.sojourns()) {
      latency(sojourn, "bad");
      if (good != null) {
        good.sojourns().stream()
            .filter(other -> other.bytes() == sojourn.bytes())
            .forEach(other -> latency(other, name));
      }
    }
    page.close().close();
  }

  private void latency(Sojourn sojourn, String run) {
    page.open("tr").leaf("th", Words.count(sojourn.bytes()) + " B", "scope", "row");
    page.leaf("td", run).leaf("td", Words.count(sojourn.count()));
    for (double time :
        new double[] {sojourn.p50(), sojourn.p90(), sojourn.p99(), sojourn.p999(), sojourn.max()}) {
      page.leaf("td", Words.seconds(time));
    }
    page.close();
  }

  private void pairs(CaseFile file) {
    long fresh = file.pairs().stream().filter(CaseFile.Pair::fresh).count();
    page.leaf(
        "p",
        (file.pairs().size() - fresh)
            + " on the same queue pairs, then "
            + fresh
            + " on fresh ones each; runs "
            + file.pairs().stream()
                .map(pair -> Long.toString(pair.run().number()))
                .collect(Collectors.joining(", ")),
        "class",
        "quiet");
  }

  private void counters(ProbeRecord bad, @Nullable ProbeRecord good, String name) {
    Map<String, CounterReading> other = new TreeMap<>();
    if (good != null) {
      good.measurement().counters().forEach(reading -> other.put(reading.counter(), reading));
    }
    page.leaf(
        "h3",
        "Counters, before and after run "
            + bad.number()
            + (good == null ? "" : ", and against " + name + " (run " + good.number() + ")"));
    page.open("div", "class", "scroll")
        .open("table", "class", "numbers counters")
        .open("thead")
        .open("tr");
    heads("Counter", "Before", "After", "Counted", "A second");
    if (good != null) {
      heads("Counted, " + name, "A second, " + name, "Ratio");
    }
    page.close().close().open("tbody");
    List<String> silent = new ArrayList<>();
    for (CounterReading reading : bad.measurement().counters()) {
      if (isZero(reading) && (good == null || isZero(other.get(reading.counter())))) {
        silent.add(reading.counter());
        continue;
      }
      page.open("tr").leaf("th", reading.counter(), "scope", "row");
      if (!reading.isKnown()) {
        page.leaf("td", "unknown: " + reading.unknown(), "colspan", good == null ? "4" : "7")
            .close();
        continue;
      }
      page.leaf("td", known(reading.before())).leaf("td", known(reading.after()));
      page.leaf("td", known(reading.delta())).leaf("td", known(reading.rate()));
      if (good != null) {
        against(reading, other.get(reading.counter()));
      }
      page.close();
    }
    page.close().close().close();
    if (!silent.isEmpty()) {
      page.leaf(
          "p",
          (good == null ? "Zero: " : "Zero in both: ") + String.join(", ", silent),
          "class",
          "quiet");
    }
  }

  private static boolean isZero(@Nullable CounterReading reading) {
    return reading != null && reading.isKnown() && reading.value() == 0;
  }

  private void against(CounterReading reading, @Nullable CounterReading other) {
    if (other == null || !other.isKnown()) {
      page.leaf("td", "unknown", "colspan", "3");
      return;
    }
    boolean counts = other.delta() != null;
    page.leaf("td", counts ? known(other.delta()) : known(other.after()));
    page.leaf("td", known(other.rate()));
    page.leaf(
        "td",
        other.value() == 0
            ? (reading.value() == 0 ? "1×" : "from 0")
            : Words.figure(reading.value() / other.value()) + "×");
  }

  private static String known(@Nullable Double value) {
    return value == null ? "" : Words.figure(value);
  }

  private void counterfactuals() {
    if (finding.counterfactuals().isEmpty()) {
      return;
    }
    page.leaf("h3", "What else was run: the same traffic with one lawful change");
    page.open("table", "class", "counterfactuals").open("thead").open("tr");
    heads("Change", finding.symptom().isRatio() ? "Brings back" : "Frees of it", "", "Runs");
    page.close().close().open("tbody");
    for (Counterfactual ran : finding.counterfactuals()) {
      boolean isRemedy = ran.equals(finding.remedy());
      page.open("tr", "class", isRemedy ? "remedy" : "");
      page.leaf("th", ran.name() + (isRemedy ? " ◀ remedy" : ""), "scope", "row");
      page.leaf("td", Words.percent(ran.restoration()));
      page.open("td").open("svg", "class", "share", "viewBox", "0 0 100 8", "aria-hidden", "true");
      String width = String.format(Locale.ROOT, "%.1f", 100 * Math.clamp(ran.restoration(), 0, 1));
      page.open("rect", "class", "whole", "width", "100", "height", "8").close();
      page.open("rect", "class", "part", "width", width, "height", "8").close();
      page.close().close();
      page.leaf("td", Integer.toString(ran.runs())).close();
    }
    page.close().close();
  }

  private void notes() {
    List<String> notes = finding.notes();
    if (notes.isEmpty()) {
      return;
    }
    page.open("details", "class", "inner");
    page.leaf("summary", "What could not be tested");
    page.open("ul");
    notes.forEach(note -> page.leaf("li", note));
    page.close().close();
  }

  private void heads(String... names) {
    for (String name : names) {
      page.leaf("th", name, "scope", "col");
    }
  }
}
