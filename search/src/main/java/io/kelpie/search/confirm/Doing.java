package io.kelpie.search.confirm;

import io.kelpie.probes.Silence;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.OrderingContract;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Who has to act on an anomaly. */
public enum Doing {
  /** A lawful change of software ends it, or restores at least half of the lost rate. */
  WORKLOAD,
  /** A guarantee was broken, or a bound of the device missed, and no change of software helps. */
  DEVICE,
  /** As {@link #DEVICE}, and a lawful change of software avoids it. */
  BOTH,
  /** It follows the queue pairs, not the workload: a hash, a rail. */
  PATH,
  UNKNOWN;

  /**
   * Whose doing an anomaly is. What any device waits for explains a goodput, but no pause: a sender
   * that waits sends less.
   *
   * @param remedied whether a lawful change of software ends it, or restores enough
   * @param explained whether one does that takes away what any device waits for, or it needs what
   *     no device promises
   * @param bounds that the device was held against
   */
  public static Doing of(
      Evidence anomaly,
      Workload workload,
      Confirmed confirmed,
      boolean remedied,
      boolean explained,
      Bounds bounds) {
    return switch (anomaly.symptom()) {
      case DISORDER ->
          switch (OrderingContract.of(workload).guarantee()) {
            case GUARANTEED -> remedied ? BOTH : DEVICE;
            case CUSTOMARY, NONE -> WORKLOAD;
          };
      case HANG, ERROR, SERIALISED, STALLED, PAUSE, RETRANSMIT, LOW_GOODPUT, TAIL -> {
        if (confirmed.followsQueuePairs()) {
          yield PATH;
        }
        boolean excused = explained && anomaly.symptom() != Symptom.PAUSE;
        if (!excused && missesABound(anomaly, workload, confirmed, bounds)) {
          yield remedied ? BOTH : DEVICE;
        }
        yield remedied || awaitsReceives(anomaly) ? WORKLOAD : UNKNOWN;
      }
    };
  }

  /**
   * Whether nothing in the workload explains what is missing. A goodput is held against what is
   * possible with its messages, its window and its wire, and so is that of its unordered twin; one
   * sender cannot fill a receiver's link, so that nothing has to be paused. Where there is no
   * physical rate, one processor is device and workload at once.
   */
  private static boolean missesABound(
      Evidence anomaly, Workload workload, Confirmed confirmed, Bounds bounds) {
    return confirmed.ratio()
        && bounds.lineRate() != null
        && workload.get(Catalogue.SENDERS) == 1
        && EnumSet.of(Symptom.LOW_GOODPUT, Symptom.PAUSE).contains(anomaly.symptom());
  }

  /**
   * Whether an anomaly is one of a loopback beside the wire: nobody promises that both reach the
   * line's rate. Where its conditions admit traffic that loops back nowhere, it is not.
   *
   * @param workload that it is shown by
   * @param conditions what it needs
   */
  public static boolean isLoopbacks(
      Evidence anomaly, Workload workload, List<Condition> conditions) {
    return anomaly.symptom() == Symptom.LOW_GOODPUT
        && loopsBack(workload)
        && conditions.stream().anyMatch(Doing::needsLoopback);
  }

  private static boolean needsLoopback(Condition condition) {
    return condition.dimension().equals(Catalogue.DIRECTION.name())
        && Stream.of(Direction.values())
            .map(direction -> Workload.initial().with(Catalogue.DIRECTION, direction))
            .filter(condition::holds)
            .allMatch(Doing::loopsBack);
  }

  /**
   * A receiver that is not ready has no receive posted, and software posts them (IBTA 9.7.5.2.8).
   */
  private static boolean awaitsReceives(Evidence anomaly) {
    return anomaly.symptom() == Symptom.STALLED && Silence.RNR_TIMER.equals(anomaly.cause());
  }

  private static boolean loopsBack(Workload workload) {
    return switch (workload.get(Catalogue.DIRECTION)) {
      case LOOPBACK_BESIDE_REMOTE, LOOPBACK_BESIDE_RECEIVE -> true;
      case ONE_WAY, BOTH_WAYS -> false;
    };
  }

  /** The name in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
