package io.kelpie.search.oracle;

import java.util.List;

/** What the oracle says of a measurement. */
public sealed interface Verdict {

  /** Nothing can be said of the workload. */
  record Invalid(String reason) implements Verdict {}

  /** No symptom. */
  record Clean() implements Verdict {}

  /**
   * At least one symptom.
   *
   * @param symptoms the gravest first
   */
  record Anomalous(List<Evidence> symptoms) implements Verdict {
    public Anomalous {
      symptoms = List.copyOf(symptoms);
      if (symptoms.isEmpty()) {
        throw new IllegalArgumentException("an anomaly without symptom");
      }
    }

    public Evidence gravest() {
      return symptoms.getFirst();
    }
  }

  /** The verdict's word in journals. */
  default String word() {
    return switch (this) {
      case Invalid invalid -> "invalid";
      case Clean clean -> "clean";
      case Anomalous anomalous -> "anomalous";
    };
  }
}
