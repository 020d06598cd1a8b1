package io.kelpie.results.compare;

import io.kelpie.results.report.CaseFile;
import io.kelpie.search.Finding;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Sample;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.jspecify.annotations.Nullable;

/**
 * How large a ratio symptom was in each pair of a confirmation, so that two hunts can be compared:
 * the effect, from runs of the pair alone. A goodput's effect is held against a bound that comes
 * from one calibration a hunt, and two of these differ by chance; so it is sized by its tile time
 * over that of the calibration's run that was repeated beside it.
 *
 * @param yardstick the workload of that run; null of the other symptoms
 * @param values one a pair that completed
 */
record PairSizes(@Nullable Workload yardstick, List<Double> values) {
  PairSizes {
    values = List.copyOf(values);
  }

  /**
   * Sizes a finding.
   *
   * @param oracle with what its hunt's counters do without traffic
   */
  static PairSizes of(Finding finding, List<CaseFile.Pair> pairs, Oracle oracle) {
    boolean isPaced = finding.symptom() == Symptom.LOW_GOODPUT;
    return new PairSizes(
        pairs.stream()
            .map(CaseFile.Pair::pace)
            .filter(Objects::nonNull)
            .map(ProbeRecord::workload)
            .findFirst()
            .orElse(null),
        pairs.stream()
            .map(pair -> isPaced ? pair.over(pair.pace()) : effect(finding, pair, oracle))
            .flatMapToDouble(OptionalDouble::stream)
            .boxed()
            .toList());
  }

  private static OptionalDouble effect(Finding finding, CaseFile.Pair pair, Oracle oracle) {
    ProbeRecord reference = pair.reference();
    return oracle.effect(
        finding.symptom(),
        finding.workload(),
        pair.run().measurement(),
        (reference == null ? pair.run() : reference).measurement());
  }

  /** What two confirmations come to; empty where either has no pair, or the yardsticks differ. */
  Optional<Shift> shift(PairSizes other) {
    return values.isEmpty() || other.values.isEmpty() || !Objects.equals(yardstick, other.yardstick)
        ? Optional.empty()
        : Optional.of(
            new Shift(
                pValue(other), new Sample(other.values).median() / new Sample(values).median()));
  }

  /** Where all sizes are one, as of a model without noise, there are no ranks to compare. */
  private double pValue(PairSizes other) {
    return Stream.of(values, other.values).flatMap(List::stream).distinct().count() == 1
        ? 1
        : MannWhitneyUTest.withDefaults().test(array(values), array(other.values)).getPValue();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * What an anomaly's size came to from one confirmation to another.
   *
   * @param pValue that both are drawn alike
   * @param growth how many times as large it is now
   */
  record Shift(double pValue, double growth) {}
}
