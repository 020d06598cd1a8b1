package io.kelpie.search.confirm;

import io.kelpie.workload.Workload;
import java.util.Optional;

/**
 * The same traffic with one lawful change, as it ran.
 *
 * @param name what was changed, in a few words
 * @param workload what ran
 * @param restoration share of the lost rate that the change brings back: (after − before) / (twin −
 *     before); of an event, the share of runs that it freed of the symptom
 * @param runs how often it ran; the restoration is their median
 */
public record Counterfactual(String name, Workload workload, double restoration, int runs) {
  /** What was changed; empty where an older or newer Kelpie tried what this one does not. */
  public Optional<Change> change() {
    return Change.named(name);
  }
}
