package io.kelpie.results.report;

import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.results.Place;
import io.kelpie.search.Finding;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runs behind a finding.
 *
 * @param met the search probe that met it
 * @param suspect the confirming run that is shown, the first one in detail; null where none
 *     completed
 * @param healthy what it is shown beside: its reference, else the remedy, else a neighbour
 * @param healthyName what that is, in a few words
 * @param remedied a run of the remedy; null without one
 * @param pairs confirmation runs in their order
 */
public record CaseFile(
    ProbeRecord met,
    @Nullable ProbeRecord suspect,
    @Nullable ProbeRecord healthy,
    String healthyName,
    @Nullable ProbeRecord remedied,
    List<Pair> pairs) {

  private static final String FRESH = "fresh queue pairs";
  private static final String SAME = "same queue pairs";
  private static final String NEIGHBOUR = ", neighbour";
  private static final String PACE = ", pace";
  private static final String COUNTERFACTUAL = "counterfactual: ";
  private static final String REFERENCE = ", reference";

  public CaseFile {
    pairs = List.copyOf(pairs);
  }

  /**
   * A confirmation run and its reference.
   *
   * @param fresh whether it had queue pairs of its own
   * @param reference null of an event, which has none
   * @param pace of a goodput the calibration's run that was repeated beside it; else null
   * @param shows whether an event was seen
   */
  public record Pair(
      boolean fresh,
      ProbeRecord run,
      @Nullable ProbeRecord reference,
      @Nullable ProbeRecord pace,
      boolean shows) {

    /** Tile time over that of another run; empty where one of the two did not complete. */
    public OptionalDouble over(@Nullable ProbeRecord other) {
      return other != null && moved(run) && moved(other)
          ? OptionalDouble.of(run.measurement().tileTime() / other.measurement().tileTime())
          : OptionalDouble.empty();
    }

    private Pair paced(ProbeRecord by) {
      return new Pair(fresh, run, reference, by, shows);
    }
  }

  static CaseFile of(
      Finding finding, Place place, ProbeRecord met, List<ProbeRecord> confirmation) {
    Workload reference =
        Oracle.needsReference(finding.symptom(), finding.workload())
            ? Oracle.reference(finding.symptom(), finding.workload(), Space.within(place.limits()))
            : null;
    List<Pair> pairs = pairs(finding, reference, confirmation);
    ProbeRecord suspect =
        pairs.stream().map(Pair::run).filter(CaseFile::isDetailed).findFirst().orElse(null);
    ProbeRecord remedied =
        Optional.ofNullable(finding.remedy())
            .flatMap(remedy -> counterfactual(remedy, confirmation))
            .orElse(null);
    Optional<ProbeRecord> twin =
        pairs.stream()
            .flatMap(pair -> Stream.ofNullable(pair.reference()))
            .filter(CaseFile::isDetailed)
            .findFirst();
    if (twin.isPresent()) {
      boolean isTwin = finding.symptom() != Symptom.RETRANSMIT;
      return new CaseFile(
          met, suspect, twin.get(), isTwin ? "its twin" : "its plain reference", remedied, pairs);
    }
    if (remedied != null && moved(remedied)) {
      return new CaseFile(met, suspect, remedied, "the remedy", null, pairs);
    }
    ProbeRecord neighbour =
        confirmation.stream()
            .filter(run -> run.purpose().endsWith(NEIGHBOUR) && isDetailed(run))
            .findFirst()
            .orElse(null);
    return new CaseFile(met, suspect, neighbour, "a healthy neighbour", remedied, pairs);
  }

  private static List<Pair> pairs(
      Finding finding, @Nullable Workload reference, List<ProbeRecord> confirmation) {
    List<Pair> pairs = new ArrayList<>();
    ProbeRecord half = null;
    for (ProbeRecord run : arms(finding, confirmation)) {
      boolean fresh = run.purpose().startsWith(FRESH);
      if (run.purpose().endsWith(NEIGHBOUR)) {
        continue;
      }
      if (run.purpose().endsWith(PACE)) {
        if (half == null && !pairs.isEmpty() && pairs.getLast().pace() == null) {
          pairs.add(pairs.removeLast().paced(run));
        }
        continue;
      }
      if (reference == null) {
        if (run.workload().equals(finding.workload())) {
          pairs.add(new Pair(fresh, run, null, null, shows(finding.symptom(), run.measurement())));
        }
      } else if (half == null) {
        half = run;
      } else {
        boolean first = half.workload().equals(finding.workload());
        ProbeRecord suspect = first ? half : run;
        ProbeRecord other = first ? run : half;
        half = null;
        if (suspect.workload().equals(finding.workload()) && other.workload().equals(reference)) {
          pairs.add(new Pair(fresh, suspect, other, null, true));
        }
      }
    }
    return pairs;
  }

  /**
   * Both arms of a finding's workload, the last where it was confirmed more than once: as it was
   * sighted, and again when its conditions were known.
   */
  private static List<ProbeRecord> arms(Finding finding, List<ProbeRecord> confirmation) {
    List<ProbeRecord> last = List.of();
    List<ProbeRecord> arms = new ArrayList<>();
    boolean isFresh = false;
    for (ProbeRecord run : confirmation) {
      boolean same = run.purpose().startsWith(SAME);
      if (!same && !run.purpose().startsWith(FRESH)) {
        continue;
      }
      if (same && isFresh) {
        arms = new ArrayList<>();
      }
      isFresh = !same;
      arms.add(run);
      if (run.workload().equals(finding.workload())) {
        last = arms;
      }
    }
    return last;
  }

  /**
   * Whether confirmation runs can be those of a finding: its workload, judged as its symptom is,
   * with every change that it names. One search probe may have led to several pursuits.
   */
  static boolean isOf(Finding finding, List<ProbeRecord> confirmation) {
    List<ProbeRecord> arms = arms(finding, confirmation);
    return !arms.isEmpty()
        && has(arms, REFERENCE) == Oracle.needsReference(finding.symptom(), finding.workload())
        && (finding.symptom() == Symptom.LOW_GOODPUT || !has(arms, PACE))
        && finding.counterfactuals().stream()
            .allMatch(change ->
                confirmation.stream()
                    .anyMatch(run ->
                        run.purpose().equals(COUNTERFACTUAL + change.name())
                            && run.workload().equals(change.workload())));
  }

  private static boolean has(List<ProbeRecord> runs, String purpose) {
    return runs.stream().anyMatch(run -> run.purpose().endsWith(purpose));
  }

  private static Optional<ProbeRecord> counterfactual(
      Counterfactual remedy, List<ProbeRecord> confirmation) {
    return confirmation.stream()
        .filter(run ->
            run.purpose().equals(COUNTERFACTUAL + remedy.name())
                && run.workload().equals(remedy.workload())
                && isDetailed(run))
        .reduce((_, last) -> last);
  }

  private static boolean shows(Symptom symptom, Measurement measurement) {
    Integrity integrity = measurement.integrity();
    return switch (symptom) {
      case HANG -> measurement.outcome() instanceof Outcome.Hang;
      case ERROR -> measurement.outcome() instanceof Outcome.Failed || integrity.corrupt() > 0;
      case DISORDER -> integrity.disordered() > 0;
      case STALLED -> !measurement.silences().isEmpty();
      case SERIALISED, PAUSE, RETRANSMIT, LOW_GOODPUT, TAIL -> true;
    };
  }

  private static boolean isDetailed(ProbeRecord run) {
    return moved(run) && run.measurement().detail() != null;
  }

  static boolean moved(ProbeRecord run) {
    return run.measurement().completed() && !run.measurement().flows().isEmpty();
  }

  /**
   * Seconds that a pass takes longer than beside it: what is exposed, since no compute hides it.
   * Empty where one of the two did not complete.
   */
  public OptionalDouble exposed() {
    ProbeRecord bad = suspect;
    ProbeRecord good = healthy;
    return bad != null && good != null && moved(bad) && moved(good)
        ? OptionalDouble.of(pass(bad.measurement()) - pass(good.measurement()))
        : OptionalDouble.empty();
  }

  private static double pass(Measurement measurement) {
    return measurement.flows().stream().mapToDouble(Flow::medianPass).max().orElseThrow();
  }
}
