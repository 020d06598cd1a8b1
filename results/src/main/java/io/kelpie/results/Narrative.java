package io.kelpie.results;

import io.kelpie.probes.Published;
import io.kelpie.probes.StageTime;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Twins;
import io.kelpie.workload.Condition;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results in plain words for a terminal. What a model said is marked SIMULATED throughout. */
public final class Narrative {
  /**
   * Counters of each reason not to drive them, or anomalies of one cause, that a hunt's end names.
   */
  private static final int NAMED = 4;

  private static final MathContext DIGITS = new MathContext(3);

  private Narrative() {}

  /**
   * A hunt and all its findings.
   *
   * @param folder the hunt's
   * @param published of the device
   * @param known what is known of its anomalies, by their ids
   */
  public static String of(
      Path folder,
      HuntResult result,
      boolean simulated,
      List<Published> published,
      Map<String, Recognised> known) {
    Page page = new Page();
    page.line(mark(simulated) + "hunt in " + folder);
    page.entry("runs", runs(result));
    page.entry("ended", result.ended() + " after " + figure(result.elapsed()) + " s");
    List<Family> families = Family.of(result.findings());
    page.entry("anomalies", anomalies(result, families, known));
    for (Family family : families) {
      Finding finding = family.lead();
      page.gap();
      write(page, finding);
      precedents(page, Precedent.of(finding, published));
      recognised(page, known.get(finding.id()));
      page.entry("folder", folder.resolve(HuntFolder.ANOMALIES).resolve(finding.id()).toString());
      alike(page, family);
    }
    if (!result.unranked().isEmpty() || !result.notes().isEmpty()) {
      page.gap();
    }
    Map<String, List<String>> undriven = new TreeMap<>();
    result
        .unranked()
        .forEach((counter, reason) ->
            undriven.computeIfAbsent(reason, _ -> new ArrayList<>()).add(counter));
    undriven.forEach((reason, counters) -> page.entry("not driven", reason + ": " + few(counters)));
    result.notes().forEach(note -> page.entry("note", note));
    return page.text();
  }

  private static String anomalies(
      HuntResult result, List<Family> families, Map<String, Recognised> known) {
    int count = result.findings().size();
    long muted = known.values().stream().filter(each -> each.muted() != null).count();
    return count
        + (families.size() == count
            ? ""
            : ", of " + families.size() + (families.size() == 1 ? " cause" : " causes"))
        + (muted == 0 ? "" : ", of these " + muted + " muted");
  }

  /** The rest of a family: some with their conditions, then how many more of which symptom. */
  private static void alike(Page page, Family family) {
    List<Finding> others = family.others();
    if (others.isEmpty()) {
      return;
    }
    page.entry("alike", others.size() + " more that end by " + family.cure());
    for (Finding other : others.subList(0, Math.min(NAMED, others.size()))) {
      page.entry(
          "",
          other.symptom().name()
              + " "
              + other.id()
              + ": "
              + other.conditions().stream()
                  .map(Condition::inWords)
                  .collect(Collectors.joining("; ")));
    }
    if (others.size() > NAMED) {
      page.entry("", "and " + bySymptom(others.subList(NAMED, others.size())));
    }
  }

  private static String bySymptom(List<Finding> findings) {
    Map<Symptom, Long> counts =
        findings.stream()
            .collect(
                Collectors.groupingBy(
                    Finding::symptom, () -> new EnumMap<>(Symptom.class), Collectors.counting()));
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " of " + count.getKey().name())
        .collect(Collectors.joining(", "));
  }

  private static void precedents(Page page, List<Precedent> precedents) {
    for (Precedent precedent : precedents) {
      page.entry("published", precedent.told());
      precedent.remedies().forEach(remedy -> page.entry("", remedy.toString()));
    }
  }

  private static void recognised(Page page, @Nullable Recognised known) {
    if (known == null) {
      return;
    }
    page.entry(
        "known",
        (known.name() == null ? "as " + known.id() : "as " + known.name() + " (" + known.id() + ")")
            + ", met by "
            + known.hunts()
            + (known.hunts() == 1 ? " hunt" : " hunts")
            + ", first "
            + known.firstSeen());
    if (known.muted() != null) {
      page.entry("muted", known.muted().toString());
    }
  }

  private static String few(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : names.size() + " counters, such as " + String.join(", ", names.subList(0, NAMED));
  }

  /** One finding. */
  public static String of(Finding finding) {
    Page page = new Page();
    write(page, finding);
    return page.text();
  }

  /** What a replay found. */
  public static String of(ReplayResult replay) {
    Page page = new Page();
    page.line(mark(replay.simulated()) + replay.symptom() + " " + replay.id());
    page.entry("", replay.title());
    page.entry("verdict", replay.verdict().toString().replace('_', ' ') + ": " + replay.reason());
    page.entry(
        "effect",
        effect(
                Symptom.valueOf(replay.symptom()),
                replay.effect(),
                new Interval(replay.interval().getFirst(), replay.interval().getLast()),
                "twin")
            + ", recorded "
            + figure(replay.recorded()));
    page.entry(
        "seen",
        replay.reproduced() + " of " + replay.runs() + " runs, p = " + figure(replay.pValue()));
    for (Place.Change change : replay.differs()) {
      page.entry(
          "differs",
          change.what() + ": " + orNone(change.recorded()) + ", now " + orNone(change.now()));
    }
    return page.text();
  }

  /** What a suite of replays found. */
  public static String of(ReplaySuite suite) {
    Page page = new Page();
    for (ReplaySuite.Case each : suite.replays()) {
      if (each.replay() == null) {
        page.line("cannot tell " + each.name());
        page.entry("reason", String.valueOf(each.refusal()));
      } else {
        page.line(
            mark(each.replay().simulated())
                + each.replay().verdict().toString().replace('_', ' ')
                + " "
                + each.replay().symptom()
                + " "
                + each.name());
        page.entry("", each.replay().title());
        page.entry(
            "effect",
            figure(each.replay().effect())
                + ", recorded "
                + figure(each.replay().recorded())
                + "; "
                + each.replay().reason());
        for (Place.Change change : each.replay().differs()) {
          page.entry(
              "differs",
              change.what() + ": " + orNone(change.recorded()) + ", now " + orNone(change.now()));
        }
      }
    }
    page.line(
        suite.stillThere()
            + " still there, "
            + suite.weaker()
            + " weaker, "
            + suite.gone()
            + " gone, "
            + suite.cannotTell()
            + " cannot tell");
    return page.text();
  }

  /** What one probe showed. */
  public static String of(ProbeResult probe) {
    Page page = new Page();
    page.line(mark(probe.simulated()) + probe.verdict());
    if (probe.reason() != null) {
      page.entry("reason", probe.reason());
    }
    for (ProbeResult.Seen seen : probe.symptoms()) {
      page.entry(seen.symptom(), "effect " + figure(seen.effect()) + "; " + seen.detail());
    }
    page.entry("workload", probe.workload().toString());
    ProbeResult.Figures measured = probe.measurement();
    if (measured.goodput() != null && measured.tilesPerSecond() != null) {
      page.entry("goodput", figure(measured.goodput()) + " B/s");
      page.entry("tiles", figure(measured.tilesPerSecond()) + " a second");
    }
    for (StageTime stage : measured.stages()) {
      page.entry(
          "stage " + stage.stage(),
          "mean "
              + figure(stage.mean() * 1e6)
              + " us, blocked for "
              + percent(stage.blockedShare())
              + " of a pass");
    }
    if (probe.twin() != null && probe.twin().faster() != null) {
      page.entry("twin", figure(probe.twin().faster()) + " times as fast");
    }
    return page.text();
  }

  private static void write(Page page, Finding finding) {
    page.line(mark(finding.simulated()) + finding.symptom().name() + " " + finding.id());
    page.entry("", finding.title());
    page.entry("effect", effect(finding));
    page.entry(
        "reproduced",
        finding.reproduced()
            + " of "
            + finding.runs()
            + (finding.symptom().isRatio() ? " pairs" : " runs")
            + ", first met in run "
            + finding.firstProbe());
    if (finding.blockedStage() != null) {
      page.entry("blocked in", finding.blockedStage().toString());
    }
    for (Evidence consequence : finding.consequences()) {
      page.entry("also shows", effect(consequence));
    }
    conditions(page, "conditions", finding.conditions());
    pinned(page, finding);
    Draws draws = finding.draws();
    if (draws != null) {
      page.entry("random draws", told(draws));
    }
    page.entry("doing", finding.doing() + ": " + meaning(finding.doing()));
    page.entry("remedy", finding.remedy() == null ? "none was found" : outcome(finding.remedy()));
    for (Counterfactual other : finding.counterfactuals()) {
      if (!other.equals(finding.remedy())) {
        page.entry("also tried", outcome(other));
      }
    }
    Mechanism.of(finding).ifPresent(why -> page.entry("why", why));
    finding.notes().forEach(note -> page.entry("note", note));
  }

  /** What random workloads said of an anomaly's conditions. */
  public static String told(Draws draws) {
    return "within the conditions "
        + draws.inside().shown()
        + " of "
        + draws.inside().of()
        + " show it, just outside "
        + draws.outside().shown()
        + " of "
        + draws.outside().of();
  }

  private static void pinned(Page page, Finding finding) {
    List<Condition> notable = finding.notablyPinned();
    conditions(page, "pinned", notable);
    int plain = finding.pinned().size() - notable.size();
    if (plain > 0) {
      page.entry(
          notable.isEmpty() ? "pinned" : "",
          plain + (plain == 1 ? " dimension" : " dimensions") + " at what is plain");
    }
  }

  private static void conditions(Page page, String name, List<Condition> conditions) {
    String label = name;
    for (Condition condition : conditions) {
      page.entry(label, condition.inWords());
      label = "";
    }
  }

  private static String runs(HuntResult result) {
    long searched = result.ledgers().getOrDefault(Ledger.SEARCH, LedgerTotals.NONE).probes();
    return result.probes()
        + ", of these "
        + searched
        + " searched, "
        + result.invalid()
        + " invalid; "
        + Math.round(result.elapsed() > 0 ? result.probes() * 3600 / result.elapsed() : 0)
        + " an hour";
  }

  /** An effect with its interval. */
  public static String effect(Finding finding) {
    return effect(
        finding.symptom(), finding.effect(), finding.interval(), Twins.name(finding.workload()));
  }

  /** What an anomaly brings with it, and how large. */
  public static String effect(Evidence consequence) {
    return consequence.symptom().name()
        + ": "
        + size(consequence.symptom(), consequence.effect(), "twin");
  }

  private static String size(Symptom symptom, double effect, String twin) {
    return switch (symptom) {
      case SERIALISED -> "%s times the %s's time a tile".formatted(figure(effect), twin);
      case LOW_GOODPUT -> "the bound is " + figure(effect) + " times the goodput";
      case TAIL -> "99th percentile " + figure(effect) + " times the median";
      case RETRANSMIT -> figure(effect) + " times the retries a packet of the healthy neighbour";
      case PAUSE -> "paused " + figure(effect) + " times as long as the threshold allows";
      case HANG, DISORDER, ERROR, STALLED -> "in " + percent(effect) + " of the runs";
    };
  }

  private static String effect(Symptom symptom, double effect, Interval interval, String twin) {
    boolean share = !symptom.isRatio();
    return size(symptom, effect, twin)
        + " (95 %: "
        + (share ? percent(interval.low()) : figure(interval.low()))
        + " to "
        + (share ? percent(interval.high()) : figure(interval.high()))
        + ")";
  }

  private static String outcome(Counterfactual ran) {
    return ran.name() + ": brings back " + percent(ran.restoration()) + " of what was lost";
  }

  /** What it means that it is somebody's doing. */
  public static String meaning(Doing doing) {
    return switch (doing) {
      case WORKLOAD -> "a lawful change of software ends or avoids it";
      case DEVICE -> "a guarantee was broken, or a bound of the device missed";
      case BOTH ->
          "a guarantee was broken, or a bound of the device missed; a change of software avoids it";
      case PATH -> "it follows the queue pairs, not the workload";
      case UNKNOWN -> "no change that was run tells who has to act";
    };
  }

  private static String mark(boolean simulated) {
    return simulated ? "SIMULATED " : "";
  }

  private static String orNone(String value) {
    return value.isEmpty() ? "(none)" : value;
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  private static String figure(double value) {
    return new BigDecimal(value, DIGITS).stripTrailingZeros().toPlainString();
  }
}
