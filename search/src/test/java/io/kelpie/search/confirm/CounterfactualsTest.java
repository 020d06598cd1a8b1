package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.*;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterfactualsTest {
  private static final Change FULL = Change.FULL_BUFFER;
  private static final Change SLOTS = Change.MORE_SLOTS;
  private static final Change STREAM = Change.UNBATCHED;
  private static final Change SAME_LAUNCH = Change.UNHOOKED;

  private static final Workload PLAIN = Workload.initial().with(ORDERING, Ordering.SAME_QP);
  private static final Workload RING =
      PLAIN.with(RECEIVE_BUFFER, ReceiveBuffer.RING).with(RECEIVE_SLOTS, 3L);

  private static Map<Change, Workload> changes(Workload workload, Map<String, Values> limits) {
    Oracle oracle =
        new Oracle(
            Thresholds.DEFAULTS,
            new Bounds(1e9, new Calibration(Map.of())),
            List.of(),
            IdleBaseline.of(List.of()));
    Space space = Space.within(new Limits(limits, 1L << 32, Duration.ofSeconds(10)));
    Tribunal tribunal =
        new Tribunal(
            oracle,
            space,
            (purpose, _, _) -> {
              throw new AssertionError(purpose);
            });
    return new Counterfactuals(tribunal).changes(workload);
  }

  @Test
  void aRingIsRelievedByAFullBufferOrMoreSlots() {
    Map<Change, Workload> changes = changes(RING, Map.of());
    assertThat(changes.get(FULL)).isEqualTo(RING.with(RECEIVE_BUFFER, ReceiveBuffer.FULL));
    assertThat(changes.get(SLOTS)).isEqualTo(RING.with(RECEIVE_SLOTS, 12L));
  }

  @Test
  void aFenceOverARingNeedsBothTakenAway() {
    Workload drained = RING.with(ORDERING, Ordering.DRAIN);
    assertThat(changes(drained, Map.of()).get(Change.FULL_BUFFER_DECOUPLED))
        .isEqualTo(drained.with(RECEIVE_BUFFER, ReceiveBuffer.FULL).with(SIGNALS_PER_FENCE, 64L));
  }

  @Test
  void aDrainIsRelievedByTheNicByFewerFencesAndByBoth() {
    Workload drained = PLAIN.with(ORDERING, Ordering.DRAIN);
    Workload ordered = drained.with(ORDERING, Ordering.NIC_FENCE);
    assertThat(changes(drained, Map.of()))
        .containsEntry(Change.NIC_FENCE, ordered)
        .containsEntry(Change.DECOUPLED, drained.with(SIGNALS_PER_FENCE, 64L))
        .containsEntry(Change.NIC_FENCE_DECOUPLED, ordered.with(SIGNALS_PER_FENCE, 64L));
  }

  /** Either alone leaves the other's wait. */
  @Test
  void whoLacksReceivesAndWaitsForSignalsIsRelievedOfBoth() {
    Change both = Change.MORE_RECEIVES_IMMEDIATE;
    Workload sends =
        PLAIN
            .with(OPCODE, Opcode.SEND)
            .with(SIGNAL, Signal.FETCH_ADD)
            .with(RECEIVE_DEPTH, 4L)
            .with(RECEIVES_POSTED, 2L);
    Workload relieved = requireNonNull(changes(sends, Map.of()).get(both));

    assertThat(relieved.get(SIGNAL)).isEqualTo(Signal.IMMEDIATE);
    assertThat(relieved.get(RECEIVES_POSTED)).isGreaterThan(1000);
    assertThat(changes(sends.with(OPCODE, Opcode.WRITE), Map.of())).doesNotContainKey(both);
  }

  @Test
  void whatOrdersSignalsOtherwiseIsRunRepeatedly() {
    Evidence stall = new Evidence(Symptom.SERIALISED, 4, null, null, "blocked");
    List<Trial> stalled =
        List.of(new Trial(true, 4, Optional.of(stall), false, 4e-6, 1e-6, Signature.NONE));
    List<Counterfactual> ran =
        counterfactuals(2e-6)
            .run(
                stall,
                PLAIN.with(ORDERING, Ordering.DRAIN),
                new Confirmed(true, 1, stalled, stalled));

    assertThat(ran)
        .filteredOn(change -> change.workload().get(ORDERING) == Ordering.NIC_FENCE)
        .hasSize(2)
        .extracting(Counterfactual::runs)
        .containsOnly(3);
  }

  @Test
  void onlyWhatCanRunHereIsTried() {
    Map<Change, Workload> changes =
        changes(
            RING,
            Map.of(
                RECEIVE_BUFFER.name(),
                Values.Members.of("ring"),
                RECEIVE_SLOTS.name(),
                new Values.Range(1, 8)));
    assertThat(changes).doesNotContainKeys(FULL, SLOTS);
  }

  @Test
  void aBatchIsStreamedAndAHookTakenAway() {
    Workload batched = PLAIN.with(GRANULARITY, 8L).with(RECEIVE_HOOK, Switch.ON);
    Map<Change, Workload> changes = changes(batched, Map.of());
    assertThat(changes.get(STREAM)).isEqualTo(batched.with(GRANULARITY, 1L));
    assertThat(changes.get(SAME_LAUNCH)).isEqualTo(batched.with(RECEIVE_HOOK, Switch.OFF));
    assertThat(changes(PLAIN, Map.of())).doesNotContainKeys(FULL, SLOTS, STREAM, SAME_LAUNCH);
  }

  @Test
  void aPauseThatEndsWithoutTilesBeingFasterIsNotRemedied() {
    Evidence pause = new Evidence(Symptom.PAUSE, 10, null, null, "paused");
    List<Trial> paused =
        List.of(new Trial(true, 10, Optional.of(pause), false, 2e-6, 0, Signature.NONE));
    Confirmed confirmed = new Confirmed(true, 1, paused, paused);

    assertThat(
            counterfactuals(2.1e-6)
                .explain(PLAIN, counterfactuals(2.1e-6).run(pause, PLAIN, confirmed)))
        .isFalse();
    assertThat(
            counterfactuals(1e-6)
                .explain(PLAIN, counterfactuals(1e-6).run(pause, PLAIN, confirmed)))
        .isTrue();
  }

  /** On a device that never pauses, and takes so long for a tile. */
  private static Counterfactuals counterfactuals(double tileTime) {
    Oracle oracle =
        new Oracle(
            Thresholds.DEFAULTS,
            new Bounds(1e9, Calibration.NONE),
            List.of(),
            IdleBaseline.of(List.of()));
    Space space = Space.within(new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10)));
    return new Counterfactuals(
        new Tribunal(oracle, space, (_, workload, _) -> measured(workload, tileTime)));
  }

  private static Measurement measured(Workload workload, double tileTime) {
    long tiles = workload.get(TILES);
    return new Measurement(
        new Outcome.Completed(),
        List.of(new Flow("forward", tiles, 64 * tiles, List.of(tileTime * tiles))),
        List.of(),
        List.of(),
        Integrity.UNCHECKED,
        List.of(),
        List.of(),
        1e-6,
        0,
        1);
  }

  /** A slow spell would hide a remedy, and its failure accuse the device. */
  @Test
  void aRemedyOfAGoodputIsHeldAgainstThePlacesPace() {
    double slower = 4;
    Workload shallow = Goodputs.WORKLOAD.with(SEND_DEPTH, 16L);
    Trial low =
        new Trial(
            true, 2.4, Optional.of(Goodputs.LOW_GOODPUT), false, Goodputs.LOW, 0, Signature.NONE);
    Tribunal tribunal =
        Goodputs.tribunal((purpose, workload, _) ->
            Goodputs.measured(
                workload,
                slower
                    * (purpose.endsWith("pace")
                        ? Goodputs.calibrated(workload).tileTime()
                        : Goodputs.GOOD)));
    List<Counterfactual> ran =
        new Counterfactuals(tribunal)
            .run(
                Goodputs.LOW_GOODPUT,
                shallow,
                new Confirmed(true, 1.25, List.of(low), List.of(low)));

    assertThat(ran)
        .filteredOn(change -> change.name().equals(Change.DEEPER_QUEUE.toString()))
        .singleElement()
        .satisfies(change -> assertThat(change.restoration()).isGreaterThan(0.9));
  }

  @Test
  void oneSlowSpellOfThePlacesPaceExcusesNoDevice() {
    Workload shallow = Goodputs.WORKLOAD.with(SEND_DEPTH, 16L);
    Trial low =
        new Trial(
            true, 2.4, Optional.of(Goodputs.LOW_GOODPUT), false, Goodputs.LOW, 0, Signature.NONE);
    Set<String> asked = new HashSet<>();
    Tribunal tribunal =
        Goodputs.tribunal((purpose, workload, _) ->
            purpose.endsWith("pace")
                ? Goodputs.measured(
                    workload,
                    (asked.add(purpose) ? 10 : 1) * Goodputs.calibrated(workload).tileTime())
                : Goodputs.measured(workload, Goodputs.LOW));
    Counterfactuals counterfactuals = new Counterfactuals(tribunal);
    List<Counterfactual> ran =
        counterfactuals.run(
            Goodputs.LOW_GOODPUT, shallow, new Confirmed(true, 1.25, List.of(low), List.of(low)));

    assertThat(asked).hasSizeGreaterThan(1);
    assertThat(counterfactuals.explain(shallow, ran)).isFalse();
  }

  /** Whatever a message costs a device is halved so: that it does is no excuse. */
  @Test
  void aSignalSparedExplainsAGoodputOnlyWhereItWaited() {
    Workload tells = Workload.initial();
    List<Workload> wait =
        List.of(
            tells.with(ORDERING, Ordering.DRAIN),
            tells.with(SIGNAL, Signal.FETCH_ADD),
            tells.with(SIGNAL, Signal.SEND));
    List<Counterfactual> spared =
        List.of(new Counterfactual(Change.IMMEDIATE.toString(), tells, 0.6, 3));
    Counterfactuals counterfactuals = counterfactuals(1e-6);

    assertThat(wait).allMatch(workload -> counterfactuals.explain(workload, spared));
    assertThat(counterfactuals.explain(tells, spared)).isFalse();
    assertThat(counterfactuals.remedy(spared)).isPresent();
  }
}
