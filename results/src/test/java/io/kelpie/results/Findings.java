package io.kelpie.results;

import io.kelpie.probes.Stage;
import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Findings for tests. */
public final class Findings {
  private Findings() {}

  /** One of many alike, but for id, size and the run that met it. */
  static Finding numbered(int number, long firstProbe) {
    Finding plain = serialised();
    return FindingBuilder.like(plain)
        .id("%08d".formatted(number))
        .title("Anomaly number " + number + ": " + plain.title())
        .effect(
            plain.effect() + number,
            new Interval(plain.interval().low(), plain.interval().high() + number))
        .firstProbe(firstProbe)
        .build();
  }

  /** NIC fence and fetch-add, as one would be found in the lab. */
  public static Finding serialised() {
    Workload workload =
        Workload.initial()
            .with(Catalogue.ORDERING, Ordering.NIC_FENCE)
            .with(Catalogue.SIGNAL, Signal.FETCH_ADD)
            .with(Catalogue.DELAY, 2000L);
    Condition ordering = new Condition("ordering", Values.Members.of("nic_fence"));
    Condition signal = new Condition("signal", Values.Members.of("fetch_add", "compare_swap"));
    Counterfactual remedy =
        new Counterfactual(
            "write instead of atomic",
            workload.with(Catalogue.SIGNAL, Signal.INLINE_WRITE),
            0.94,
            6);
    return new Finding(
        "0badcafe",
        "Tiles wait one after another for the NIC fence before each atomic signal",
        Symptom.SERIALISED,
        Doing.WORKLOAD,
        false,
        12.5,
        new Interval(11.9, 13.25),
        12,
        12,
        Stage.SIGNAL,
        null,
        List.of(new Evidence(Symptom.LOW_GOODPUT, 11, null, null, "low_goodput")),
        List.of(ordering, signal, new Condition("tiles", new Values.Range(8, 1024))),
        List.of(
            new Condition("senders", new Values.Range(1, 1)),
            new Condition("delay", new Values.Range(2000, 2000))),
        remedy,
        List.of(
            remedy,
            new Counterfactual(
                "same QP, no fence", workload.with(Catalogue.ORDERING, Ordering.SAME_QP), 0.91, 6)),
        List.of(
            new Neighbour(ordering, workload.with(Catalogue.ORDERING, Ordering.SAME_QP)),
            new Neighbour(signal, workload.with(Catalogue.SIGNAL, Signal.INLINE_WRITE))),
        new Draws(new Draws.Share(19, 20), new Draws.Share(1, 18)),
        new Signature(
            new TreeMap<>(Map.of("hw/local_ack_timeout_err", 0.0, "hw/out_of_buffer", 0.25))),
        List.of("loss could not be varied here"),
        workload,
        17,
        Thresholds.DEFAULTS);
  }

  /** The same, as a model would say it. */
  public static Finding simulated() {
    return FindingBuilder.like(serialised()).simulated(true).build();
  }

  /** What another hunt would make of the same anomaly: reduced to other conditions. */
  public static Finding reduced(
      Finding like, Symptom symptom, Workload workload, List<Condition> conditions) {
    return FindingBuilder.like(like)
        .id("00c0ffee")
        .symptom(symptom)
        .workload(workload)
        .conditions(conditions)
        .build();
  }

  /** The same, with time blocked at another stage, or at none. */
  public static Finding blockedAt(Finding like, @Nullable Stage stage) {
    return FindingBuilder.like(like).blockedStage(stage).build();
  }

  /** The same, with other notes. */
  public static Finding noted(Finding like, List<String> notes) {
    return FindingBuilder.like(like).notes(notes).build();
  }

  /** An event that was seen in a third of its runs only, and not reduced. */
  public static Finding intermittent(Finding like, Workload workload) {
    return FindingBuilder.like(like)
        .id("0000f00d")
        .effect(1.0 / 3, new Interval(0.1, 0.65))
        .runs(12, 4)
        .conditions(List.of())
        .changes(null, List.of())
        .neighbours(List.of())
        .draws(null)
        .workload(workload)
        .build();
  }
}
