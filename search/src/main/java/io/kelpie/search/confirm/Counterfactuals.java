package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.OrderingContract;
import io.kelpie.search.oracle.Sample;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Law;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns by intervention what software can do about an anomaly: each lawful change of the workload
 * that leaves its traffic alone and its signals ordered is run, the best one repeatedly.
 */
public final class Counterfactuals {
  /** Runs of the change that is told as a remedy, and of those that order signals otherwise. */
  private static final int REPEATS = 3;

  /**
   * How many times faster tiles have to get across when a pause ends. Where they do not, the change
   * moved the wait from the receiver to the sender.
   */
  static final double GAIN = 1.1;

  private final Tribunal tribunal;
  private final Limits limits;

  public Counterfactuals(Tribunal tribunal) {
    this.tribunal = tribunal;
    this.limits = tribunal.space().limits();
  }

  /** Runs every change, those that are told of more than once; the best first. */
  public List<Counterfactual> run(Evidence anomaly, Workload workload, Confirmed confirmed) {
    List<Counterfactual> ran = new ArrayList<>();
    changes(workload)
        .forEach((change, changed) ->
            ran.add(measure(change.toString(), changed, anomaly, confirmed, 1)));
    ran.sort(Comparator.comparingDouble(Counterfactual::restoration).reversed());
    if (!ran.isEmpty()) {
      Counterfactual best = ran.removeFirst();
      ran.addFirst(measure(best.name(), best.workload(), anomaly, confirmed, REPEATS));
    }
    if (anomaly.symptom() == Symptom.SERIALISED) {
      ran.replaceAll(change ->
          change.runs() < REPEATS && orders(change.workload(), workload)
              ? measure(change.name(), change.workload(), anomaly, confirmed, REPEATS)
              : change);
      ran.sort(Comparator.comparingDouble(Counterfactual::restoration).reversed());
    }
    if (mayAccuse(anomaly)) {
      ran.replaceAll(
          change -> restoresEnough(change) ? again(change, anomaly, workload, confirmed) : change);
      if (!explain(workload, ran)) {
        ran.replaceAll(change -> again(change, anomaly, workload, confirmed));
      }
      ran.sort(Comparator.comparingDouble(Counterfactual::restoration).reversed());
    }
    return List.copyOf(ran);
  }

  /**
   * Whether it orders its signals otherwise: what is told of that is held against what others
   * measured.
   */
  private static boolean orders(Workload changed, Workload workload) {
    return changed.get(ORDERING) != workload.get(ORDERING)
        || !changed.get(SIGNALS_PER_FENCE).equals(workload.get(SIGNALS_PER_FENCE));
  }

  private static boolean mayAccuse(Evidence anomaly) {
    return anomaly.symptom() == Symptom.LOW_GOODPUT || anomaly.symptom() == Symptom.PAUSE;
  }

  /**
   * One run of a change may fall into a slow spell, and its failure would accuse the device; one of
   * the place's pace may, too, and its success would excuse it.
   */
  private Counterfactual again(
      Counterfactual change, Evidence anomaly, Workload workload, Confirmed confirmed) {
    return change.runs() < REPEATS && !isRelief(change, workload)
        ? measure(change.name(), change.workload(), anomaly, confirmed, REPEATS)
        : change;
  }

  /** The best change, if it restores enough. */
  public Optional<Counterfactual> remedy(List<Counterfactual> ran) {
    return ran.stream()
        .max(Comparator.comparingDouble(Counterfactual::restoration))
        .filter(this::restoresEnough);
  }

  /**
   * Whether a change restores enough that takes away what any device waits for: a fence, a window,
   * a receive that was not posted.
   *
   * @param workload that was changed
   */
  public boolean explain(Workload workload, List<Counterfactual> ran) {
    return ran.stream().anyMatch(change -> !isRelief(change, workload) && restoresEnough(change));
  }

  private static boolean isRelief(Counterfactual ran, Workload workload) {
    return ran.change().filter(change -> change.isRelief(workload)).isPresent();
  }

  private boolean restoresEnough(Counterfactual change) {
    return suffices(change.restoration());
  }

  /** A workload with one change; empty where that does not apply or cannot run here. */
  public Optional<Workload> changed(Change change, Workload workload) {
    return Optional.ofNullable(changes(workload).get(change));
  }

  /** The changes that apply to a workload, can run here, and keep its signals ordered. */
  Map<Change, Workload> changes(Workload workload) {
    Map<Change, Workload> changes = new LinkedHashMap<>();
    boolean fenced =
        workload.get(ORDERING) == Ordering.DRAIN || workload.get(ORDERING) == Ordering.NIC_FENCE;
    boolean atomic =
        workload.get(SIGNAL) == Signal.FETCH_ADD || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
    if (fenced) {
      add(changes, Change.DECOUPLED, decoupled(workload), workload);
      add(
          changes,
          Change.SAME_QP,
          workload.with(ORDERING, Ordering.SAME_QP).with(SIGNAL_QP, SignalQp.TILE),
          workload);
    }
    if (workload.get(ORDERING) == Ordering.DRAIN) {
      add(
          changes,
          Change.NIC_FENCE,
          workload.with(ORDERING, Ordering.NIC_FENCE).with(SIGNAL_QP, SignalQp.TILE),
          workload);
      add(
          changes,
          Change.NIC_FENCE_DECOUPLED,
          decoupled(workload).with(ORDERING, Ordering.NIC_FENCE).with(SIGNAL_QP, SignalQp.TILE),
          workload);
    }
    if (workload.get(ORDERING) == Ordering.NONE && workload.get(SIGNAL_QP) != SignalQp.TILE) {
      add(
          changes,
          Change.SIGNAL_BEHIND_TILE,
          workload.with(ORDERING, Ordering.SAME_QP).with(SIGNAL_QP, SignalQp.TILE),
          workload);
    }
    if (atomic) {
      add(changes, Change.INLINE_SIGNAL, workload.with(SIGNAL, Signal.INLINE_WRITE), workload);
    }
    if (workload.get(SIGNAL) != Signal.IMMEDIATE) {
      Workload immediate =
          workload
              .with(SIGNAL, Signal.IMMEDIATE)
              .with(ORDERING, Ordering.SAME_QP)
              .with(SIGNAL_QP, SignalQp.TILE);
      add(changes, Change.IMMEDIATE, immediate, workload);
      if (takesReceives(workload)) {
        add(changes, Change.MORE_RECEIVES_IMMEDIATE, raised(immediate, RECEIVES_POSTED), workload);
      }
    }
    if (workload.get(RECEIVE_BUFFER) == ReceiveBuffer.RING) {
      add(changes, Change.FULL_BUFFER, workload.with(RECEIVE_BUFFER, ReceiveBuffer.FULL), workload);
      add(
          changes,
          Change.MORE_SLOTS,
          workload.with(RECEIVE_SLOTS, 4 * workload.get(RECEIVE_SLOTS)),
          workload);
      if (fenced) {
        add(
            changes,
            Change.FULL_BUFFER_DECOUPLED,
            decoupled(workload).with(RECEIVE_BUFFER, ReceiveBuffer.FULL),
            workload);
      }
    }
    if (workload.get(GRANULARITY) > 1) {
      add(changes, Change.UNBATCHED, workload.with(GRANULARITY, 1L), workload);
    }
    if (workload.get(RECEIVE_HOOK) == Switch.ON) {
      add(changes, Change.UNHOOKED, workload.with(RECEIVE_HOOK, Switch.OFF), workload);
    }
    add(changes, Change.FEWER_QUEUE_PAIRS, workload.with(QPS_PER_PEER, 1L), workload);
    raise(changes, Change.LARGEST_MTU, workload, PATH_MTU);
    raise(changes, Change.MORE_OUTSTANDING, workload, OUTSTANDING_READS);
    raise(changes, Change.DEEPER_QUEUE, workload, SEND_DEPTH);
    raise(changes, Change.MORE_RECEIVES, workload, RECEIVES_POSTED);
    return changes;
  }

  private static Workload decoupled(Workload workload) {
    return workload.with(SIGNALS_PER_FENCE, Math.max(1, workload.get(TILES) / workload.get(PEERS)));
  }

  private static boolean takesReceives(Workload workload) {
    return workload.get(OPCODE) == Opcode.SEND || workload.get(SIGNAL) == Signal.SEND;
  }

  private void raise(
      Map<Change, Workload> changes,
      Change change,
      Workload workload,
      Dimension.NumberDimension dimension) {
    add(changes, change, raised(workload, dimension), workload);
  }

  /** To the most that is usual and possible. */
  private Workload raised(Workload workload, Dimension.NumberDimension dimension) {
    Values possible = Space.within(limits).of((Facet) dimension);
    long most =
        switch (possible) {
          case Values.Range range -> range.high();
          case Values.Ranges ranges -> ranges.parts().getLast().high();
          case Values.Members _ -> workload.get(dimension);
        };
    Workload raised = workload.with(dimension, Math.max(most, workload.get(dimension)));
    return dimension.equals(RECEIVES_POSTED)
        ? raised.with(RECEIVE_DEPTH, Long.highestOneBit(Math.max(1, 2 * most - 1)))
        : raised;
  }

  private void add(
      Map<Change, Workload> changes, Change change, Workload changed, Workload original) {
    Workload lawful = Law.near(changed, limits).map(Law.Repaired::workload).orElse(original);
    boolean sound =
        OrderingContract.of(lawful).guarantee() != OrderingContract.Guarantee.NONE
            || OrderingContract.of(original).guarantee() == OrderingContract.Guarantee.NONE;
    if (!lawful.equals(original)
        && sound
        && sameTraffic(lawful, original)
        && !changes.containsValue(lawful)
        && Space.objections(lawful, limits).isEmpty()) {
      changes.put(change, lawful);
    }
  }

  private static boolean sameTraffic(Workload one, Workload other) {
    return one.get(TILE_BYTES).equals(other.get(TILE_BYTES))
        && one.get(TILES).equals(other.get(TILES))
        && one.get(PEERS).equals(other.get(PEERS))
        && one.get(DIRECTION) == other.get(DIRECTION);
  }

  private Counterfactual measure(
      String name, Workload changed, Evidence anomaly, Confirmed confirmed, int runs) {
    List<Double> restorations = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      restorations.add(restoration(name, changed, anomaly, confirmed));
    }
    return new Counterfactual(name, changed, new Sample(restorations).median(), runs);
  }

  private double restoration(String name, Workload changed, Evidence anomaly, Confirmed confirmed) {
    String purpose = "counterfactual: " + name;
    if (anomaly.symptom() == Symptom.SERIALISED) {
      Measurement after = tribunal.trials().run(purpose, changed, QueuePairs.REUSED);
      if (!after.completed() || !after.integrity().whole()) {
        return 0;
      }
      double before = 1 / confirmed.tileTime();
      double twin = 1 / confirmed.referenceTileTime();
      return (1 / tribunal.oracle().movingTime(after) - before) / (twin - before);
    }
    Trial after = tribunal.hold(purpose, anomaly, changed, QueuePairs.REUSED, false);
    if (!after.valid()) {
      return 0;
    }
    if (!confirmed.ratio()) {
      return after.shows() ? 0 : 1;
    }
    if (anomaly.symptom() == Symptom.PAUSE && GAIN * after.tileTime() > confirmed.tileTime()) {
      return 0;
    }
    double restored = restored(after, confirmed);
    if (anomaly.symptom() == Symptom.LOW_GOODPUT && !suffices(restored)) {
      double slower = Math.max(1, tribunal.pace(purpose, changed, QueuePairs.REUSED));
      return restored(after.paced(slower, confirmed.threshold()), confirmed);
    }
    return restored;
  }

  private static double restored(Trial after, Confirmed confirmed) {
    double before = 1 / confirmed.effect();
    return (1 / Math.max(1, after.effect()) - before) / (1 - before);
  }

  private boolean suffices(double restoration) {
    return restoration >= tribunal.oracle().thresholds().restoration();
  }
}
