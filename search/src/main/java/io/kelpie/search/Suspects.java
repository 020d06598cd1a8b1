package io.kelpie.search;

import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What search probes met and nobody has pursued yet. A pursuit takes as many runs as dozens of
 * search probes, and what names its cause is mostly met again beside what was found: then {@value
 * #PATIENCE} search probes have to pass for each earlier pursuit of the same kind. A pause or a
 * goodput may be any of a device's limits: each is pursued at once, and closes what the search
 * would meet again. What serialises goes before, until one of its kind is found: it is what a hunt
 * is for.
 */
final class Suspects {
  static final int PATIENCE = 10;

  private final List<Suspect> waiting = new ArrayList<>();
  private final Map<Kind, Pursued> pursued = new HashMap<>();
  private final Set<Kind> found = new HashSet<>();
  private long probes;

  /**
   * One anomaly of one search probe.
   *
   * @param outcome how the run ended that met it
   * @param met that run's number
   */
  record Suspect(Evidence anomaly, Workload workload, Outcome outcome, long met) {
    private Kind kind() {
      return new Kind(
          anomaly.symptom(),
          anomaly.blockedStage(),
          anomaly.cause(),
          anomaly.symptom() == Symptom.SERIALISED ? workload.get(Catalogue.ORDERING) : null,
          anomaly.symptom() == Symptom.SERIALISED && awaitsResponses());
    }

    /** Whether a NIC fence waits for what stands before it: for READs and atomics alone. */
    private boolean awaitsResponses() {
      Signal signal = workload.get(Catalogue.SIGNAL);
      return workload.get(Catalogue.ORDERING) == Ordering.NIC_FENCE
          && (signal == Signal.FETCH_ADD
              || signal == Signal.COMPARE_SWAP
              || workload.get(Catalogue.OPCODE) == Opcode.READ);
    }
  }

  private record Kind(
      Symptom symptom,
      @Nullable Stage blockedStage,
      @Nullable String cause,
      @Nullable Ordering ordering,
      boolean awaitsResponses) {}

  private record Pursued(int times, long last) {
    private static final Pursued NEVER = new Pursued(0, 0);
  }

  /** A search probe was made, and showed these. */
  void add(List<Suspect> suspects) {
    probes++;
    waiting.addAll(suspects);
  }

  /** A workload that showed what was found shows this beside it. */
  void addBeside(Suspect suspect) {
    waiting.add(suspect);
  }

  /** Takes out the suspect to pursue now; empty where none is due. */
  Optional<Suspect> due() {
    return take(suspect -> isDue(suspect.kind()));
  }

  /** Takes out the next suspect, due or not. */
  Optional<Suspect> any() {
    return take(_ -> true);
  }

  /** The pursuit of a suspect ended in a finding. */
  void found(Suspect suspect) {
    found.add(suspect.kind());
  }

  /** Takes out those that a finding covers. */
  void drop(KnownAnomalies known) {
    waiting.removeIf(suspect -> known.covers(suspect.anomaly(), suspect.workload()));
  }

  int waiting() {
    return waiting.size();
  }

  private boolean isDue(Kind kind) {
    Pursued before = pursued.getOrDefault(kind, Pursued.NEVER);
    return isNewStall(kind)
        || kind.symptom() == Symptom.PAUSE
        || kind.symptom() == Symptom.LOW_GOODPUT
        || probes - before.last() >= (long) before.times() * PATIENCE;
  }

  private boolean isNewStall(Kind kind) {
    return kind.symptom() == Symptom.SERIALISED && !found.contains(kind);
  }

  /**
   * A new stall; else of the kind that was pursued least, the gravest; of that kind the largest,
   * then the oldest.
   */
  private Optional<Suspect> take(Predicate<Suspect> isWanted) {
    Optional<Suspect> next =
        waiting.stream()
            .filter(isWanted)
            .min(
                Comparator.comparing((Suspect suspect) -> !isNewStall(suspect.kind()))
                    .thenComparingInt(this::pursuits)
                    .thenComparing(suspect -> suspect.anomaly().symptom())
                    .thenComparingDouble(suspect -> -suspect.anomaly().effect()));
    next.ifPresent(suspect -> {
      waiting.remove(suspect);
      pursued.put(suspect.kind(), new Pursued(pursuits(suspect) + 1, probes));
    });
    return next;
  }

  private int pursuits(Suspect suspect) {
    return pursued.getOrDefault(suspect.kind(), Pursued.NEVER).times();
  }
}
