package io.kelpie.search.confirm;

import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Holds trials: runs a workload, beside its reference where the symptom is a ratio, and asks the
 * oracle for one given anomaly.
 *
 * @param space whose limits and plain values bound the references
 */
public record Tribunal(Oracle oracle, Space space, Trials trials) {

  /**
   * One trial.
   *
   * @param referenceFirst which of a pair runs first, for counterbalance
   */
  public Trial hold(
      String purpose,
      Evidence anomaly,
      Workload workload,
      QueuePairs queuePairs,
      boolean referenceFirst) {
    if (!needsReference(anomaly.symptom())) {
      return event(anomaly, trials.run(purpose, workload, queuePairs));
    }
    Workload other = Oracle.reference(anomaly.symptom(), workload, space);
    String otherPurpose = purpose + ", reference";
    if (referenceFirst) {
      Measurement reference = trials.run(otherPurpose, other, queuePairs);
      return pair(anomaly, workload, trials.run(purpose, workload, queuePairs), reference);
    }
    Measurement measurement = trials.run(purpose, workload, queuePairs);
    return pair(anomaly, workload, measurement, trials.run(otherPurpose, other, queuePairs));
  }

  /** One trial that spares the reference where the workload alone shows that there is nothing. */
  public Trial glance(String purpose, Evidence anomaly, Workload workload) {
    Measurement measurement = trials.run(purpose, workload, QueuePairs.REUSED);
    if (!needsReference(anomaly.symptom())) {
      return event(anomaly, measurement);
    }
    if (measurement.completed()
        && !oracle.suspects(workload, measurement).contains(anomaly.symptom())) {
      return new Trial(true, 1, Optional.empty(), oracle.movingTime(measurement), 0);
    }
    Workload other = Oracle.reference(anomaly.symptom(), workload, space);
    return pair(
        anomaly,
        workload,
        measurement,
        trials.run(purpose + ", reference", other, QueuePairs.REUSED));
  }

  private static boolean needsReference(Symptom symptom) {
    return symptom.isRatio() && symptom != Symptom.PAUSE;
  }

  private Trial event(Evidence anomaly, Measurement measurement) {
    if (Oracle.invalidity(measurement).isPresent()) {
      return Trial.INVALID;
    }
    Optional<Evidence> seen =
        oracle.alone(measurement).stream().filter(anomaly::isSameAs).findFirst();
    double tileTime = measurement.completed() ? oracle.movingTime(measurement) : 0;
    return new Trial(true, seen.map(Evidence::effect).orElse(0.0), seen, tileTime, 0);
  }

  private Trial pair(
      Evidence anomaly, Workload workload, Measurement measurement, Measurement reference) {
    OptionalDouble effect = oracle.effect(anomaly.symptom(), workload, measurement, reference);
    if (effect.isEmpty()) {
      return Trial.INVALID;
    }
    Optional<Evidence> seen =
        oracle
            .against(anomaly.symptom(), workload, measurement, reference)
            .filter(anomaly::isSameAs);
    return new Trial(
        true,
        effect.getAsDouble(),
        seen,
        oracle.movingTime(measurement),
        oracle.movingTime(reference));
  }
}
