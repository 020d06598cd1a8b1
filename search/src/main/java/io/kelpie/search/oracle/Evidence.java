package io.kelpie.search.oracle;

import io.kelpie.probes.Stage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One symptom of one measurement.
 *
 * @param effect its size in this measurement, in the symptom's own terms; 1 of an event
 * @param blockedStage where work was queued and nothing moved, if that belongs to the symptom
 * @param cause of an event the timer that ended a silence or the error's kind; else null
 * @param detail what was seen, in words
 */
public record Evidence(
    Symptom symptom,
    double effect,
    @Nullable Stage blockedStage,
    @Nullable String cause,
    String detail) {

  /** Whether both speak of the same anomaly: same symptom, same blocked stage, same cause. */
  public boolean isSameAs(Evidence other) {
    return symptom == other.symptom
        && blockedStage == other.blockedStage
        && Objects.equals(cause, other.cause);
  }
}
