package io.kelpie.search;

import io.kelpie.search.confirm.Confirmed;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Sample;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes findings that could not be reduced: nothing is claimed beyond the very workload.
 *
 * @param bounds that the device was held against
 * @param simulated whether a model says it
 */
record Unreduced(Bounds bounds, Thresholds thresholds, boolean simulated) {

  /**
   * What was seen once.
   *
   * @param why it was not confirmed
   */
  Finding once(Evidence anomaly, Workload workload, long met, String why) {
    return exact(
        anomaly,
        workload,
        met,
        1,
        1,
        Signature.NONE,
        "seen once, neither confirmed nor minimised: " + why);
  }

  /** What comes and goes by itself. */
  Finding intermittent(Evidence anomaly, Workload workload, long met, Confirmed confirmed) {
    return exact(
        anomaly,
        workload,
        met,
        confirmed.runs(),
        confirmed.reproduced(),
        confirmed.signature(),
        "comes and goes by itself, so it was not minimised");
  }

  private Finding exact(
      Evidence anomaly,
      Workload workload,
      long met,
      int runs,
      int reproduced,
      Signature signature,
      String why) {
    List<Condition> exact = new ArrayList<>();
    for (Facet facet : Catalogue.facets()) {
      if (Relevance.applies(facet.dimension(), workload)) {
        exact.add(new Condition(facet.name(), only(facet, workload)));
      }
    }
    double share = runs == 0 ? 0 : (double) reproduced / runs;
    Doing doing =
        Doing.of(
            anomaly, workload, new Confirmed(false, 0, List.of(), List.of()), false, false, bounds);
    return new Finding(
        Finding.id(anomaly, exact),
        Titles.of(anomaly, workload, share, reproduced, runs),
        anomaly.symptom(),
        doing,
        simulated,
        share,
        Sample.share(reproduced, runs),
        runs,
        reproduced,
        anomaly.blockedStage(),
        anomaly.cause(),
        List.of(),
        exact,
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        signature,
        List.of(why),
        workload,
        met,
        thresholds);
  }

  private static Values only(Facet facet, Workload workload) {
    return switch (facet) {
      case Facet.Numeric numeric ->
          new Values.Range(numeric.value(workload), numeric.value(workload));
      case Facet.Choice choice -> Values.Members.of(choice.word(workload));
    };
  }
}
