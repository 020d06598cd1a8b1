package io.kelpie.results;

import io.kelpie.probes.Published;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.confirm.Change;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.minimise.Draws;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What {@code hunt --json} prints; others rely on its keys.
 *
 * @param hunt the hunt's folder
 * @param probes runs of all ledgers
 * @param invalid runs of which nothing can be said
 * @param seconds from start to end, pauses left out
 * @param probesPerHour over these seconds; 0 of a hunt that took no time
 * @param ledger probes and seconds of device time by ledger
 * @param ended {@code budget}, {@code stopped} or {@code exhausted}
 * @param unranked counters that were not driven, with the reason
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Summary(
    String hunt,
    String probe,
    String strategy,
    long seed,
    long probes,
    long invalid,
    double seconds,
    double probesPerHour,
    List<Found> anomalies,
    SortedMap<String, Cost> ledger,
    String ended,
    Map<String, String> unranked,
    List<String> notes) {

  /** What a ledger cost, device time in seconds. */
  public record Cost(long probes, double seconds) {}

  /**
   * An anomaly in short.
   *
   * @param symptom as the oracle's table names it
   * @param interval of the effect, 95 %: low, high
   * @param runs confirmation runs
   * @param reproduced how many of these showed it
   * @param blockedStage null where the symptom has none
   * @param alsoShows lesser symptoms that come and go with it
   * @param conditions the MFS
   * @param pinned conditions that were held
   * @param draws what random workloads said of the conditions; null where none were run
   * @param remedy null where no change that was run restores enough
   * @param family the same words of all whose cause the same change tells ({@link Family}); null of
   *     what stands alone, whatever ends it
   * @param firstProbe number of the run that met it first
   * @param published of what it is an instance of, beside what was run here
   * @param known what earlier hunts, and their readers, say of it; null where nothing
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Found(
      String id,
      String title,
      String symptom,
      String doing,
      boolean simulated,
      double effect,
      List<Double> interval,
      int runs,
      int reproduced,
      @Nullable String blockedStage,
      List<Consequence> alsoShows,
      List<Condition> conditions,
      List<Condition> pinned,
      @Nullable Draws draws,
      @Nullable Remedy remedy,
      @Nullable String family,
      long firstProbe,
      List<Precedent> published,
      @Nullable Recognised known) {

    static Found of(Finding finding, List<Published> published, @Nullable Recognised known) {
      return new Found(
          finding.id(),
          finding.title(),
          finding.symptom().name(),
          finding.doing().toString(),
          finding.simulated(),
          finding.effect(),
          List.of(finding.interval().low(), finding.interval().high()),
          finding.runs(),
          finding.reproduced(),
          finding.blockedStage() == null ? null : finding.blockedStage().toString(),
          finding.consequences().stream()
              .map(each -> new Consequence(each.symptom().name(), each.effect()))
              .toList(),
          finding.conditions(),
          finding.pinned(),
          finding.draws(),
          finding.remedy() == null ? null : Remedy.of(finding.remedy()),
          Family.causeOf(finding).map(Change::toString).orElse(null),
          finding.firstProbe(),
          Precedent.of(finding, published),
          known);
    }
  }

  /**
   * A symptom that an anomaly brings with it.
   *
   * @param symptom as the oracle's table names it
   */
  public record Consequence(String symptom, double effect) {}

  /**
   * A lawful change that was run.
   *
   * @param restoration share of the lost rate that it brings back
   */
  public record Remedy(String name, double restoration, int runs, Workload workload) {
    static Remedy of(Counterfactual ran) {
      return new Remedy(ran.name(), ran.restoration(), ran.runs(), ran.workload());
    }
  }

  /**
   * The summary of a hunt.
   *
   * @param known what is known of its anomalies, by their ids
   */
  public static Summary of(HuntFolder folder, HuntResult result, Map<String, Recognised> known) {
    Asked asked = folder.file().asked();
    SortedMap<String, Cost> ledger = new TreeMap<>();
    for (Ledger name : Ledger.values()) {
      LedgerTotals totals = result.ledgers().getOrDefault(name, LedgerTotals.NONE);
      ledger.put(name.toString(), new Cost(totals.probes(), totals.deviceSeconds()));
    }
    double seconds = result.elapsed();
    return new Summary(
        folder.path().toString(),
        asked.probe(),
        asked.strategy(),
        asked.seed(),
        result.probes(),
        result.invalid(),
        seconds,
        seconds > 0 ? result.probes() * 3600 / seconds : 0,
        result.findings().stream()
            .map(finding -> Found.of(finding, folder.file().published(), known.get(finding.id())))
            .toList(),
        ledger,
        result.ended(),
        result.unranked(),
        result.notes());
  }
}
