package io.kelpie.results;

import io.kelpie.probes.Stage;
import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Doing;
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
import org.jspecify.annotations.Nullable;

/** Findings for tests. */
public final class Findings {
  private Findings() {}

  /** One of many alike, but for id, size and the run that met it. */
  static Finding numbered(int number, long firstProbe) {
    Finding plain = serialised();
    return new Finding(
        "%08d".formatted(number),
        "Anomaly number " + number + ": " + plain.title(),
        plain.symptom(),
        plain.doing(),
        plain.simulated(),
        plain.effect() + number,
        new Interval(plain.interval().low(), plain.interval().high() + number),
        plain.runs(),
        plain.reproduced(),
        plain.blockedStage(),
        plain.cause(),
        plain.consequences(),
        plain.conditions(),
        plain.pinned(),
        plain.remedy(),
        plain.counterfactuals(),
        plain.neighbours(),
        plain.draws(),
        plain.notes(),
        plain.workload(),
        firstProbe,
        plain.thresholds());
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
        List.of("loss could not be varied here"),
        workload,
        17,
        Thresholds.DEFAULTS);
  }

  /** The same, as a model would say it. */
  public static Finding simulated() {
    Finding real = serialised();
    return new Finding(
        real.id(),
        real.title(),
        real.symptom(),
        real.doing(),
        true,
        real.effect(),
        real.interval(),
        real.runs(),
        real.reproduced(),
        real.blockedStage(),
        real.cause(),
        real.consequences(),
        real.conditions(),
        real.pinned(),
        real.remedy(),
        real.counterfactuals(),
        real.neighbours(),
        real.draws(),
        real.notes(),
        real.workload(),
        real.firstProbe(),
        real.thresholds());
  }

  /** What another hunt would make of the same anomaly: reduced to other conditions. */
  public static Finding reduced(
      Finding like, Symptom symptom, Workload workload, List<Condition> conditions) {
    return new Finding(
        "00c0ffee",
        like.title(),
        symptom,
        like.doing(),
        like.simulated(),
        like.effect(),
        like.interval(),
        like.runs(),
        like.reproduced(),
        like.blockedStage(),
        like.cause(),
        like.consequences(),
        conditions,
        like.pinned(),
        like.remedy(),
        like.counterfactuals(),
        like.neighbours(),
        like.draws(),
        like.notes(),
        workload,
        like.firstProbe(),
        like.thresholds());
  }

  /** The same, with time blocked at another stage, or at none. */
  public static Finding blockedAt(Finding like, @Nullable Stage stage) {
    return new Finding(
        like.id(),
        like.title(),
        like.symptom(),
        like.doing(),
        like.simulated(),
        like.effect(),
        like.interval(),
        like.runs(),
        like.reproduced(),
        stage,
        like.cause(),
        like.consequences(),
        like.conditions(),
        like.pinned(),
        like.remedy(),
        like.counterfactuals(),
        like.neighbours(),
        like.draws(),
        like.notes(),
        like.workload(),
        like.firstProbe(),
        like.thresholds());
  }

  /** The same, with other notes. */
  public static Finding noted(Finding like, List<String> notes) {
    return new Finding(
        like.id(),
        like.title(),
        like.symptom(),
        like.doing(),
        like.simulated(),
        like.effect(),
        like.interval(),
        like.runs(),
        like.reproduced(),
        like.blockedStage(),
        like.cause(),
        like.consequences(),
        like.conditions(),
        like.pinned(),
        like.remedy(),
        like.counterfactuals(),
        like.neighbours(),
        like.draws(),
        notes,
        like.workload(),
        like.firstProbe(),
        like.thresholds());
  }

  /** An event that was seen in a third of its runs only, and not reduced. */
  public static Finding intermittent(Finding like, Workload workload) {
    return new Finding(
        "0000f00d",
        like.title(),
        like.symptom(),
        like.doing(),
        like.simulated(),
        1.0 / 3,
        new Interval(0.1, 0.65),
        12,
        4,
        like.blockedStage(),
        like.cause(),
        like.consequences(),
        List.of(),
        like.pinned(),
        null,
        List.of(),
        List.of(),
        null,
        like.notes(),
        workload,
        like.firstProbe(),
        like.thresholds());
  }
}
