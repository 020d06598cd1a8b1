package io.kelpie.search;

import io.kelpie.search.confirm.Change;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The findings of a hunt. Two are one where symptom, blocked stage, cause and the words of their
 * choices agree and either region holds the other, or both speak of the same numbers: a curved
 * border gives many boxes, but one anomaly. Events that come and go by themselves have no
 * conditions to differ in.
 */
final class KnownAnomalies {
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Finding, Integer> elsewhere = new LinkedHashMap<>();

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Whether a workload lies in the region of a finding that shows this. */
  boolean covers(Evidence anomaly, Workload workload) {
    return alike(anomaly).stream().anyMatch(finding -> finding.region().contains(workload));
  }

  /** The findings that show this. */
  List<Finding> alike(Evidence anomaly) {
    return findings.stream().filter(finding -> finding.shows(anomaly)).toList();
  }

  /**
   * What ends findings of the workload's own doing that show this, and the first that it ends,
   * where what it ends has one cause: of an event that names its cause any change, of another
   * symptom the lifting of a limit. Who runs out of receives does so under many conditions, and
   * more receives end it under all of them. What serialises or pauses may be any of a device's
   * limits.
   */
  Map<Change, Finding> cures(Evidence anomaly) {
    Map<Change, Finding> cures = new EnumMap<>(Change.class);
    switch (anomaly.symptom()) {
      case SERIALISED, PAUSE, TAIL, DISORDER, HANG -> {}
      case ERROR, STALLED, RETRANSMIT, LOW_GOODPUT ->
          alike(anomaly).stream()
              .filter(finding -> finding.doing() == Doing.WORKLOAD)
              .forEach(finding ->
                  finding
                      .cure()
                      .filter(cure -> anomaly.cause() != null || cure.liftsALimit())
                      .ifPresent(cure -> cures.putIfAbsent(cure, finding)));
    }
    return cures;
  }

  /** A workload beyond a finding's conditions ended by the same change. */
  void metElsewhere(Finding finding) {
    elsewhere.merge(finding, 1, Integer::sum);
  }

  /**
   * In how many workloads beyond its conditions a finding was met, which its cure ended as well.
   */
  Map<Finding, Integer> elsewhere() {
    return Collections.unmodifiableMap(elsewhere);
  }

  /** Whether no finding has this one's symptom by its cause. */
  boolean isFirstOfItsCause(Finding finding) {
    return findings.stream()
        .noneMatch(earlier ->
            earlier.symptom() == finding.symptom()
                && Objects.equals(earlier.cause(), finding.cause()));
  }

  /** Adds a finding; answers the earlier one that it repeats, if there is one. */
  Optional<Finding> add(Finding finding) {
    Optional<Finding> earlier = findings.stream().filter(old -> isSame(old, finding)).findFirst();
    if (earlier.isEmpty()) {
      findings.add(finding);
    }
    return earlier;
  }

  static boolean isSame(Finding one, Finding other) {
    if (one.symptom() != other.symptom()
        || one.blockedStage() != other.blockedStage()
        || !Objects.equals(one.cause(), other.cause())) {
      return false;
    }
    if (one.intermittent() && other.intermittent()) {
      return true;
    }
    Map<String, Values> mine = byFacet(one.conditions());
    Map<String, Values> theirs = byFacet(other.conditions());
    return holds(mine, theirs)
        || holds(theirs, mine)
        || (mine.keySet().equals(theirs.keySet()) && sameChoices(mine, theirs));
  }

  /** Whether every condition of the outer region is implied by one of the inner. */
  private static boolean holds(Map<String, Values> outer, Map<String, Values> inner) {
    return outer.entrySet().stream()
        .allMatch(condition -> {
          Values narrower = inner.get(condition.getKey());
          return narrower != null && narrower.without(condition.getValue()).isEmpty();
        });
  }

  private static boolean sameChoices(Map<String, Values> one, Map<String, Values> other) {
    return one.entrySet().stream()
        .filter(condition ->
            Catalogue.feature(condition.getKey()).orElseThrow() instanceof Facet.Choice)
        .allMatch(condition -> {
          Values theirs = other.get(condition.getKey());
          return theirs != null && condition.getValue().intersect(theirs).isPresent();
        });
  }

  private static Map<String, Values> byFacet(List<Condition> conditions) {
    Map<String, Values> values = new TreeMap<>();
    conditions.forEach(condition -> values.put(condition.dimension(), condition.values()));
    return values;
  }
}
