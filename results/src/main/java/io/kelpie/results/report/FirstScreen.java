package io.kelpie.results.report;

import io.kelpie.probes.Outcome;
import io.kelpie.results.Asked;
import io.kelpie.results.Family;
import io.kelpie.results.HuntFile;
import io.kelpie.results.Recognised;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Condition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What, how bad, whose, what now: the part of the page that is seen without scrolling. */
final class FirstScreen {
  private static final int MOST_CHIPS = 4;

  private final Markup page;
  private final HuntFile file;
  private final HuntResult result;
  private final Chronicle chronicle;
  private final List<Case> cases;
  private final Map<String, Recognised> known;
  private final Map<String, Family> families = new HashMap<>();
  private final double worst;

  FirstScreen(
      Markup page,
      HuntFile file,
      HuntResult result,
      Chronicle chronicle,
      List<Case> cases,
      Map<String, Recognised> known) {
    this.page = page;
    this.file = file;
    this.result = result;
    this.chronicle = chronicle;
    this.cases = cases;
    this.known = known;
    for (Family family : Family.of(cases.stream().map(Case::finding).toList())) {
      family.findings().forEach(finding -> families.put(finding.id(), family));
    }
    this.worst =
        cases.stream()
            .map(Case::finding)
            .filter(finding -> finding.symptom().isRatio())
            .mapToDouble(finding -> finding.interval().high())
            .max()
            .orElse(2);
  }

  void write() {
    page.open("section", "id", "anomalies");
    page.leaf("h1", headline());
    page.leaf("p", hunted(), "class", "hunted");
    health();
    if (!cases.isEmpty()) {
      table();
    }
    page.close();
  }

  private String headline() {
    String searched =
        Words.plural(result.ledger(Ledger.SEARCH).probes(), "search probe", "search probes");
    if (cases.isEmpty()) {
      return "Nothing anomalous stood confirmation in " + searched;
    }
    Finding gravest = family(cases.getFirst().finding()).lead();
    long causes = families.values().stream().distinct().count();
    return Words.plural(cases.size(), "anomaly", "anomalies")
        + (causes == cases.size() ? "" : " of " + Words.plural(causes, "cause", "causes"))
        + ", the gravest: "
        + gravest.title();
  }

  private String hunted() {
    Asked asked = file.asked();
    StringBuilder told = new StringBuilder("Hunted with ");
    told.append(asked.strategy()).append(" on the probe ").append(asked.probe());
    String device =
        asked.device() != null ? asked.device() : file.place().environment().get("device");
    if (device != null) {
      told.append(" (").append(device).append(')');
    }
    told.append(", budget ").append(asked.budget()).append(", seed ").append(asked.seed());
    if (!asked.pins().isEmpty()) {
      told.append(", pinned ").append(joined(asked.pins()));
    }
    if (!asked.excludes().isEmpty()) {
      told.append(", without ").append(joined(asked.excludes()));
    }
    return told.append(", begun ").append(begun()).append('.').toString();
  }

  private String begun() {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")
        .withZone(ZoneOffset.UTC)
        .format(Instant.parse(file.started()));
  }

  private static String joined(List<Condition> conditions) {
    return conditions.stream().map(Condition::toString).collect(Collectors.joining(", "));
  }

  private void health() {
    long runs = result.probes();
    page.open("dl", "class", "health", "aria-label", "Health of the night");
    fact("ended", ended(), !result.ended().equals("stopped"));
    fact("took", Words.seconds(result.elapsed()), true);
    fact("runs", Words.count(runs), true);
    fact(
        "invalid",
        Words.count(result.invalid())
            + (runs == 0 ? "" : " (" + Words.percent((double) result.invalid() / runs) + ")"),
        10 * result.invalid() <= runs);
    fact("explored and clean", Words.count(clean()), true);
    fact("last new find", lastNew(), true);
    fact("reproduced", reproduced(), true);
    page.close();
  }

  private void fact(String name, String value, boolean isFine) {
    page.open("div", "class", isFine ? "fine" : "caution");
    page.leaf("dt", name).leaf("dd", isFine ? value : "⚠ " + value).close();
  }

  private String ended() {
    return switch (result.ended()) {
      case "budget" -> "budget spent";
      case "exhausted" -> "nothing left to search";
      default -> "stopped early";
    };
  }

  private long clean() {
    long searched = chronicle.timeline().searched();
    long other =
        chronicle.timeline().points().stream()
            .filter(point -> point.explored() != Explored.CLEAN)
            .count();
    return searched - other;
  }

  private String lastNew() {
    double met =
        cases.stream()
            .map(each -> each.file().map(file -> file.met().elapsed()).orElse(0.0))
            .max(Double::compare)
            .orElse(0.0);
    return cases.isEmpty() ? "none" : Words.seconds(result.elapsed() - met) + " before the end";
  }

  private String reproduced() {
    long runs = cases.stream().mapToLong(each -> each.finding().runs()).sum();
    long shown = cases.stream().mapToLong(each -> each.finding().reproduced()).sum();
    return runs == 0 ? "–" : Words.percent((double) shown / runs) + " of confirmations";
  }

  private void table() {
    page.open("div", "class", "tools");
    page.open("label").text("Filter ");
    page.open(
        "input",
        "type",
        "search",
        "id",
        "filter",
        "placeholder",
        "words of title, condition, remedy …");
    page.close();
    page.leaf("output", "", "id", "shown", "aria-live", "polite");
    page.leaf("span", "/ filter · j k move · Enter open · Esc back · ? keys", "class", "keys");
    page.close();
    page.open("div", "class", "scroll");
    page.open("table", "id", "ranking", "class", "ranking");
    page.leaf(
        "caption",
        "Confirmed anomalies, the gravest first. Effects come from confirmation runs alone.");
    page.open("thead").open("tr");
    head("#", "number");
    head("Anomaly", "text");
    head("Effect", "number");
    head("k of n", "number");
    head("Exposed", "number");
    head("Conditions", "text");
    head("Whose doing", "text");
    head("What now", "text");
    page.close().close().open("tbody");
    cases.forEach(this::row);
    page.close().close().close();
  }

  private void head(String name, String kind) {
    page.open(
        "th",
        "scope",
        "col",
        "data-kind",
        kind,
        "class",
        "h-" + name.toLowerCase(Locale.ROOT).replace(' ', '-').replace("#", "rank"));
    page.leaf("button", name, "type", "button").close();
  }

  private void row(Case each) {
    Finding finding = each.finding();
    Family family = family(finding);
    boolean leads = family.lead().equals(finding);
    page.open(
        "tr",
        "data-id",
        finding.id(),
        "data-lead",
        leads ? "" : family.lead().id(),
        "tabindex",
        "0");
    cell(Integer.toString(each.rank()), Integer.toString(each.rank()), "rank", "");
    page.open("td", "class", "title");
    page.leaf("span", symptom(finding.symptom()), "class", "symptom");
    page.leaf("a", finding.title(), "href", "#" + each.anchor());
    if (leads && !family.others().isEmpty()) {
      page.leaf(
          "button",
          "+" + family.others().size() + " alike",
          "type",
          "button",
          "class",
          "alike",
          "aria-expanded",
          "true",
          "title",
          "They end by the same change: " + family.cure());
    }
    recognised(known.get(finding.id()));
    page.close();
    page.open("td", "class", "effect", "data-sort", Double.toString(finding.effect()));
    effect(finding);
    page.close();
    cell(
        Double.toString(finding.runs() == 0 ? 0 : (double) finding.reproduced() / finding.runs()),
        finding.reproduced() + " of " + finding.runs(),
        "times",
        "reproduced");
    cell(
        Double.toString(each.exposed().orElse(-1)),
        each.exposed().isPresent() ? Words.seconds(each.exposed().getAsDouble()) + " a pass" : "–",
        "exposed",
        "exposed");
    page.open("td", "class", "conditions");
    chips(finding);
    page.close();
    page.open("td", "class", "doing", "data-label", "whose doing");
    page.leaf("span", sign(finding.doing()) + " " + finding.doing(), "class", "who");
    page.close();
    page.open("td", "class", "now", "data-label", "what now");
    now(finding);
    page.close().close();
  }

  private Family family(Finding finding) {
    return Objects.requireNonNull(families.get(finding.id()));
  }

  private void recognised(@Nullable Recognised anomaly) {
    if (anomaly == null) {
      return;
    }
    String name = anomaly.name() == null ? anomaly.id() : anomaly.name();
    page.leaf(
        "small",
        " known as " + name + ", met by " + Words.plural(anomaly.hunts(), "hunt", "hunts"),
        "class",
        "known");
    if (anomaly.muted() != null) {
      page.leaf("small", " muted " + anomaly.muted(), "class", "muted");
    }
  }

  /** A cell of the ranking; its label stands before it where there is no room for the heads. */
  private void cell(String sort, String text, String kind, String label) {
    page.leaf("td", text, "data-sort", sort, "class", kind, "data-label", label);
  }

  private void effect(Finding finding) {
    boolean ratio = finding.symptom().isRatio();
    page.open("div", "class", "size");
    page.leaf("b", ratio ? Words.figure(finding.effect()) + "×" : Words.percent(finding.effect()));
    page.leaf(
        "small",
        ratio
            ? Words.figure(finding.interval().low()) + "–" + Words.figure(finding.interval().high())
            : Words.percent(finding.interval().low())
                + "–"
                + Words.percent(finding.interval().high()));
    page.close();
    bar(finding, ratio);
  }

  /** Effect and interval on one axis for all: a ratio's is logarithmic and starts at 1. */
  private void bar(Finding finding, boolean ratio) {
    double from = place(finding.interval().low(), ratio);
    double to = place(finding.interval().high(), ratio);
    double at = place(finding.effect(), ratio);
    page.open(
        "svg",
        "class",
        "forest",
        "viewBox",
        "0 0 100 10",
        "preserveAspectRatio",
        "xMinYMid",
        "aria-hidden",
        "true");
    line("axis", 0, 100);
    line("whisker", from, to);
    page.open("circle", "cx", number(at), "cy", "5", "r", "3").close();
    page.close();
  }

  private void line(String kind, double from, double to) {
    page.open("line", "class", kind, "x1", number(from), "x2", number(to), "y1", "5", "y2", "5")
        .close();
  }

  private double place(double value, boolean ratio) {
    return ratio
        ? Math.clamp(96 * Math.log(Math.max(1, value)) / Math.log(Math.max(2, worst)) + 2, 2, 98)
        : 2 + 96 * Math.clamp(value, 0, 1);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void chips(Finding finding) {
    List<Condition> conditions = finding.conditions();
    for (Condition condition : conditions.subList(0, Math.min(MOST_CHIPS, conditions.size()))) {
      page.leaf("span", condition.inWords(), "class", "chip");
    }
    if (conditions.size() > MOST_CHIPS) {
      page.leaf(
          "span",
          "+" + (conditions.size() - MOST_CHIPS),
          "class",
          "chip more",
          "title",
          conditions.stream()
              .skip(MOST_CHIPS)
              .map(Condition::inWords)
              .collect(Collectors.joining("\n")));
    }
  }

  private void now(Finding finding) {
    Counterfactual remedy = finding.remedy();
    if (remedy != null) {
      page.text(remedy.name());
      page.leaf("small", " " + restored(finding, remedy));
      return;
    }
    page.text(
        switch (finding.doing()) {
          case DEVICE, BOTH -> "Send to the vendor";
          case PATH -> "Look at hash, rails and switches";
          case WORKLOAD -> "Change the ordering";
          case UNKNOWN -> "No change that was run helps; replay it elsewhere";
        });
  }

  /** What a change brings back: of a rate, or of the runs. */
  static String restored(Finding finding, Counterfactual change) {
    String share = Words.percent(change.restoration());
    return finding.symptom().isRatio()
        ? "brings back " + share + " of what was lost"
        : "frees " + share + " of the runs";
  }

  static String symptom(Symptom symptom) {
    return symptom.name().replace('_', ' ');
  }

  static String sign(Doing doing) {
    return switch (doing) {
      case WORKLOAD -> "◆";
      case DEVICE -> "■";
      case BOTH -> "◈";
      case PATH -> "⇄";
      case UNKNOWN -> "?";
    };
  }

  /** What a run's outcome is, in words. */
  static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed _ -> "completed";
      case Outcome.Invalid(String reason) -> "invalid: " + reason;
      case Outcome.Hang(Outcome.Scope scope, var waiting, String detail) ->
          "hang of the " + scope.toString().replace('_', ' ') + " in " + waiting + ": " + detail;
      case Outcome.Failed(String what, String detail) -> "failed: " + what + ": " + detail;
    };
  }
}
