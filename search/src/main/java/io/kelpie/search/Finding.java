package io.kelpie.search;

import io.kelpie.probes.Stage;
import io.kelpie.search.confirm.Change;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A confirmed anomaly, reduced to its conditions.
 *
 * @param id eight hexadecimal digits, the same wherever symptom, stage and conditions are
 * @param title what happens, in one sentence
 * @param simulated whether a model said it
 * @param effect of a ratio symptom the median ratio over all confirmation pairs, of an event the
 *     share of the confirmation runs that showed it; see {@link Symptom}
 * @param interval of the effect, 95 %
 * @param runs confirmation runs (pairs, of a ratio symptom)
 * @param reproduced how many of these showed the symptom
 * @param blockedStage where work was queued and nothing moved; null where the symptom has none
 * @param cause of an event the timer that ended a silence or the error's kind; else null
 * @param consequences lesser symptoms that come and go with it, each with its effect
 * @param conditions the MFS: each is necessary
 * @param pinned conditions that the place or the user held, which nothing could vary
 * @param remedy the lawful change that helps most, if one restores at least half
 * @param counterfactuals every lawful change that was run
 * @param neighbours for each condition the nearest healthy workload beyond it
 * @param draws what random workloads said of the conditions; null where none were run, as on a
 *     model
 * @param signature what it does to the device's counters, by the confirmation runs that showed it
 * @param notes what could not be tested, a sentence each
 * @param workload the simplest one that shows it
 * @param firstProbe number of the run that met it first
 * @param thresholds by which it was judged
 */
public record Finding(
    String id,
    String title,
    Symptom symptom,
    Doing doing,
    boolean simulated,
    double effect,
    Interval interval,
    int runs,
    int reproduced,
    @Nullable Stage blockedStage,
    @Nullable String cause,
    List<Evidence> consequences,
    List<Condition> conditions,
    List<Condition> pinned,
    @Nullable Counterfactual remedy,
    List<Counterfactual> counterfactuals,
    List<Neighbour> neighbours,
    @Nullable Draws draws,
    Signature signature,
    List<String> notes,
    Workload workload,
    long firstProbe,
    Thresholds thresholds) {

  public Finding {
    consequences = List.copyOf(consequences);
    conditions = List.copyOf(conditions);
    pinned = List.copyOf(pinned);
    counterfactuals = List.copyOf(counterfactuals);
    neighbours = List.copyOf(neighbours);
    notes = List.copyOf(notes);
  }

  /** The id of what shows this under these conditions. */
  static String id(Evidence anomaly, List<Condition> conditions) {
    String told =
        anomaly.symptom()
            + "/"
            + anomaly.blockedStage()
            + (anomaly.cause() == null ? "" : "/" + anomaly.cause())
            + conditions.stream()
                .map(Condition::toString)
                .sorted()
                .collect(Collectors.joining("/", "/", ""));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(told.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether it is an event that was seen in at most half of its runs; it is not reduced then. */
  public boolean intermittent() {
    return !symptom.isRatio() && 2 * reproduced <= runs;
  }

  /** Whether one hunt that met both would report them as one. */
  public boolean isSameAs(Finding other) {
    return KnownAnomalies.isSame(this, other);
  }

  /** Whether it is of this symptom, stage and cause, or brings it with it. */
  public boolean shows(Evidence anomaly) {
    return anomaly.isSameAs(itself()) || consequences.stream().anyMatch(anomaly::isSameAs);
  }

  private Evidence itself() {
    return new Evidence(symptom, effect, blockedStage, cause, title);
  }

  /** Of the changes that restore enough the one that tells most of the cause. */
  public Optional<Change> cure() {
    return counterfactuals.stream()
        .filter(ran -> ran.restoration() >= thresholds.restoration())
        .flatMap(ran -> ran.change().stream())
        .min(Comparator.naturalOrder());
  }

  /** Where the anomaly is known to be. */
  public Region region() {
    return new Region(conditions);
  }

  /** Where it was shown: its region, within what the place and the user held. */
  public Region shown() {
    return new Region(Stream.concat(conditions.stream(), pinned.stream()).toList());
  }

  /** Those of {@link #pinned} that hold something else than what is plain. */
  public List<Condition> notablyPinned() {
    return pinned.stream().filter(condition -> !condition.holds(Workload.initial())).toList();
  }
}
