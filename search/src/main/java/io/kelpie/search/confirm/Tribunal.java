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
    if (!Oracle.needsReference(anomaly.symptom(), workload)) {
      return single(anomaly, workload, trials.run(purpose, workload, queuePairs));
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
    if (!Oracle.needsReference(anomaly.symptom(), workload)) {
      return single(anomaly, workload, measurement);
    }
    if (measurement.completed()
        && !oracle.suspects(workload, measurement).contains(anomaly.symptom())) {
      return new Trial(
          true,
          1,
          Optional.empty(),
          false,
          oracle.movingTime(measurement),
          0,
          signature(measurement));
    }
    Workload other = Oracle.reference(anomaly.symptom(), workload, space);
    return pair(
        anomaly,
        workload,
        measurement,
        trials.run(purpose + ", reference", other, QueuePairs.REUSED));
  }

  /**
   * How many times slower this place is now than when it was calibrated: the calibration's run that
   * is most like a workload, repeated. 1 where nothing was calibrated or the run gave nothing.
   */
  public double pace(String purpose, Workload workload, QueuePairs queuePairs) {
    Optional<Workload> yardstick = oracle.bounds().calibration().nearest(workload);
    if (yardstick.isEmpty()) {
      return 1;
    }
    Measurement now = trials.run(purpose + ", pace", yardstick.get(), queuePairs);
    Measurement then = oracle.bounds().calibration().runs().get(yardstick.get());
    return now.completed() && then != null ? now.tileTime() / then.tileTime() : 1;
  }

  private Trial single(Evidence anomaly, Workload workload, Measurement measurement) {
    return anomaly.symptom() == Symptom.LOW_GOODPUT
        ? pair(anomaly, workload, measurement, measurement)
        : event(anomaly, workload, measurement);
  }

  /**
   * What a run shows by itself. A pause that is not seen where tiles do not get across in time
   * either may be hidden: what slows them keeps the receiver's buffer from filling.
   */
  private Trial event(Evidence anomaly, Workload workload, Measurement measurement) {
    if (Oracle.invalidity(measurement).isPresent()) {
      return Trial.INVALID;
    }
    Optional<Evidence> seen =
        oracle.alone(measurement).stream().filter(anomaly::isSameAs).findFirst();
    double tileTime = measurement.completed() ? oracle.movingTime(measurement) : 0;
    boolean hidden =
        seen.isEmpty()
            && anomaly.symptom() == Symptom.PAUSE
            && oracle.suspects(workload, measurement).contains(Symptom.LOW_GOODPUT);
    return new Trial(
        true,
        seen.map(Evidence::effect).orElse(0.0),
        seen,
        hidden,
        tileTime,
        0,
        signature(measurement));
  }

  /** What a run shows beside its reference. A stall at another stage hides one at this stage. */
  private Trial pair(
      Evidence anomaly, Workload workload, Measurement measurement, Measurement reference) {
    OptionalDouble effect = oracle.effect(anomaly.symptom(), workload, measurement, reference);
    if (effect.isEmpty()) {
      return Trial.INVALID;
    }
    Optional<Evidence> shown = oracle.against(anomaly.symptom(), workload, measurement, reference);
    Optional<Evidence> seen = shown.filter(anomaly::isSameAs);
    return new Trial(
        true,
        effect.getAsDouble(),
        seen,
        shown.isPresent() && seen.isEmpty(),
        oracle.movingTime(measurement),
        oracle.movingTime(reference),
        signature(measurement));
  }

  private Signature signature(Measurement measurement) {
    return new Signature(oracle.diagnosticsPerPacket(measurement));
  }
}
