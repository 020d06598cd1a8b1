package io.kelpie.results;

import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Workload;
import java.util.Optional;

/** Why a workload serialises, as far as the way in which it orders its signals explains it. */
public final class Mechanism {
  /** InfiniBand Architecture Specification, volume 1, fence indicator. */
  private static final String FENCE =
      "a NIC fence waits for READs and atomics only, so it cures a drain when the signal is"
          + " neither, or once a group";

  private Mechanism() {}

  /** A sentence; empty where no known mechanism speaks of the finding's conditions. */
  public static Optional<String> of(Finding finding) {
    if (finding.symptom() != Symptom.SERIALISED) {
      return Optional.empty();
    }
    Workload workload = finding.workload();
    return switch (workload.get(Catalogue.ORDERING)) {
      case DRAIN ->
          Optional.of(
              "a drain posts nothing until every transfer that it covers is acknowledged, a round"
                  + " trip each time; "
                  + FENCE);
      case NIC_FENCE -> fence(workload);
      case SAME_QP, NONE -> window(finding);
    };
  }

  private static Optional<String> fence(Workload workload) {
    if (isAtomic(workload)) {
      return Optional.of(
          "each signal is an atomic that waits at its fence for the atomic before it, a round trip"
              + " each; "
              + FENCE);
    }
    return workload.get(Catalogue.OPCODE) == Opcode.READ
        ? Optional.of("each signal waits at its fence for the READs before it; " + FENCE)
        : Optional.empty();
  }

  private static Optional<String> window(Finding finding) {
    boolean limited =
        finding.conditions().stream()
            .map(Condition::dimension)
            .anyMatch(Catalogue.OUTSTANDING_READS.name()::equals);
    return limited
        ? Optional.of(
            "a queue pair keeps "
                + finding.workload().get(Catalogue.OUTSTANDING_READS)
                + " READs and atomics in flight; all others wait for a round trip to free a place")
        : Optional.empty();
  }

  private static boolean isAtomic(Workload workload) {
    Signal signal = workload.get(Catalogue.SIGNAL);
    return signal == Signal.FETCH_ADD || signal == Signal.COMPARE_SWAP;
  }
}
