package io.kelpie.results.report;

import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Symptom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A finding in its place on the page.
 *
 * @param rank from 1
 * @param file the runs behind it; empty where the journal does not hold them
 */
record Case(int rank, Finding finding, Optional<CaseFile> file) {
  /** What loses data or stops comes before what is slow, whatever its ratio. */
  private static final Set<Symptom> GRAVE =
      EnumSet.of(Symptom.HANG, Symptom.DISORDER, Symptom.ERROR);

  /** In order of gravity: what loses or stops, then by exposed time, then by effect. */
  static List<Case> ranked(List<Finding> findings, Chronicle chronicle) {
    List<Case> cases = new ArrayList<>();
    for (Finding finding : findings) {
      cases.add(new Case(0, finding, chronicle.caseFile(finding)));
    }
    cases.sort(
        Comparator.comparing((Case each) -> !GRAVE.contains(each.finding().symptom()))
            .thenComparingDouble(each -> -each.slower())
            .thenComparingDouble(each -> -each.finding().effect())
            .thenComparing(each -> each.finding().id()));
    List<Case> ranked = new ArrayList<>();
    for (Case each : cases) {
      ranked.add(new Case(ranked.size() + 1, each.finding(), each.file()));
    }
    return List.copyOf(ranked);
  }

  /** How many times as long a tile takes as beside it; 1 where that is not known. */
  private double slower() {
    if (finding.symptom() == Symptom.SERIALISED) {
      return finding.effect();
    }
    return file.map(
            runs -> {
              var bad = runs.suspect();
              var good = runs.healthy();
              return bad == null || good == null || !CaseFile.moved(bad) || !CaseFile.moved(good)
                  ? 1.0
                  : bad.measurement().tileTime() / good.measurement().tileTime();
            })
        .orElse(1.0);
  }

  /** Seconds that a pass is longer for it; empty of what is wrong, not slow. */
  OptionalDouble exposed() {
    return GRAVE.contains(finding.symptom())
        ? OptionalDouble.empty()
        : file.map(CaseFile::exposed).orElse(OptionalDouble.empty());
  }

  String anchor() {
    return "a-" + finding.id();
  }
}
