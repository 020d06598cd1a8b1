package io.kelpie.bench.search;

import static io.kelpie.workload.Catalogue.LOSS;
import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.QP_TYPE;
import static io.kelpie.workload.Catalogue.SIGNAL;

import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Change;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A place of the space in which any device far enough away serialises, Soft-RoCE among them. */
public enum KnownCell {
  /** A drain between a tile and its signal waits for every acknowledgement. */
  DRAIN("a drain"),
  /** A NIC fence waits for the READs and atomics before it. */
  FENCE("a NIC fence behind an atomic"),
  /** Less is outstanding than the round trip takes. */
  WINDOW("a window over the round trip"),
  /** What follows a lost packet is sent again. */
  GO_BACK_N("go-back-N under loss");

  private final String phrase;

  KnownCell(String phrase) {
    this.phrase = phrase;
  }

  /** In a few words. */
  public String phrase() {
    return phrase;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The cell of a name.
   *
   * @throws UsageException if there is none
   */
  public static KnownCell named(String name) {
    return Arrays.stream(values())
        .filter(cell -> cell.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "no cell is named "
                    + name
                    + "; choose among "
                    + Arrays.stream(values())
                        .map(KnownCell::toString)
                        .collect(Collectors.joining(", "))));
  }

  /** Whether a finding is this cell's. */
  boolean isMetBy(Finding finding) {
    return switch (this) {
      case DRAIN -> waits(finding, Ordering.DRAIN);
      case FENCE -> {
        Signal signal = finding.workload().get(SIGNAL);
        yield waits(finding, Ordering.NIC_FENCE)
            && (signal == Signal.FETCH_ADD || signal == Signal.COMPARE_SWAP);
      }
      case WINDOW -> finding.symptom() == Symptom.LOW_GOODPUT && isOfAWindow(finding);
      case GO_BACK_N ->
          finding.workload().get(LOSS) > 0
              && finding.workload().get(QP_TYPE) == QpType.RC
              && (finding.symptom() == Symptom.RETRANSMIT
                  || (finding.symptom() == Symptom.LOW_GOODPUT && !isOfAWindow(finding)));
    };
  }

  private static boolean isOfAWindow(Finding finding) {
    Optional<Change> cure = finding.cure();
    return cure.equals(Optional.of(Change.DEEPER_QUEUE))
        || cure.equals(Optional.of(Change.MORE_OUTSTANDING));
  }

  private static boolean waits(Finding finding, Ordering ordering) {
    return finding.symptom() == Symptom.SERIALISED && finding.workload().get(ORDERING) == ordering;
  }
}
