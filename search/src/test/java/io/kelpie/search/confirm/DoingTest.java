package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Silence;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DoingTest {
  private static final Bounds HARDWARE = new Bounds(12.5e9, Calibration.NONE);
  private static final Bounds SOFTWARE = new Bounds(null, Calibration.NONE);
  private static final Workload WORKLOAD = Workload.initial();

  @Test
  void whatALawfulChangeEndsIsTheWorkloadsOwn() {
    assertThat(doing(Symptom.SERIALISED, WORKLOAD, true, HARDWARE)).isEqualTo(Doing.WORKLOAD);
    assertThat(doing(Symptom.SERIALISED, WORKLOAD, false, HARDWARE)).isEqualTo(Doing.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "LOW_GOODPUT"})
  void aMissedBoundIsTheDevicesWhereNothingElseExplainsIt(Symptom symptom) {
    assertThat(doing(symptom, WORKLOAD, false, HARDWARE)).isEqualTo(Doing.DEVICE);
    assertThat(doing(symptom, WORKLOAD, true, HARDWARE)).isEqualTo(Doing.BOTH);
  }

  /** Who waits sends less, which no receiver has to pause. */
  @ParameterizedTest
  @CsvSource({"LOW_GOODPUT, WORKLOAD", "PAUSE, BOTH"})
  void whatAnyDeviceWaitsForExplainsAGoodputButNoPause(Symptom symptom, Doing doing) {
    Confirmed confirmed = new Confirmed(true, 2, trials(6, 7, 8), trials(6, 7, 8));

    assertThat(Doing.of(evidence(symptom), WORKLOAD, confirmed, true, true, HARDWARE))
        .isEqualTo(doing);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "LOW_GOODPUT"})
  void whatWasNotConfirmedAccusesNoDevice(Symptom symptom) {
    Confirmed unseen = new Confirmed(false, 0, List.of(), List.of());

    assertThat(Doing.of(evidence(symptom), WORKLOAD, unseen, false, false, HARDWARE))
        .isEqualTo(Doing.UNKNOWN);
  }

  @Test
  void oneProcessorIsDeviceAndWorkloadAtOnce() {
    assertThat(doing(Symptom.LOW_GOODPUT, WORKLOAD, false, SOFTWARE)).isEqualTo(Doing.UNKNOWN);
    assertThat(doing(Symptom.LOW_GOODPUT, WORKLOAD, true, SOFTWARE)).isEqualTo(Doing.WORKLOAD);
  }

  @Test
  void whoPostsTooFewReceivesIsTheWorkload() {
    Confirmed confirmed = new Confirmed(false, 0, trials(1), trials(1));

    assertThat(stalled(Silence.RNR_TIMER, confirmed)).isEqualTo(Doing.WORKLOAD);
    assertThat(stalled(Silence.ACK_TIMEOUT, confirmed)).isEqualTo(Doing.UNKNOWN);
  }

  private static Doing stalled(String timer, Confirmed confirmed) {
    Evidence stalled = new Evidence(Symptom.STALLED, 1, null, timer, timer);
    return Doing.of(stalled, WORKLOAD, confirmed, false, false, HARDWARE);
  }

  @Test
  void nobodyPromisesALoopbackBesideTheWire() {
    Workload beside = WORKLOAD.with(DIRECTION, Direction.LOOPBACK_BESIDE_REMOTE);
    List<Condition> needed =
        List.of(new Condition("direction", Values.Members.of("loopback_beside_remote")));

    assertThat(Doing.isLoopbacks(evidence(Symptom.LOW_GOODPUT), beside, needed)).isTrue();
    assertThat(Doing.isLoopbacks(evidence(Symptom.PAUSE), beside, needed)).isFalse();
    assertThat(Doing.isLoopbacks(evidence(Symptom.LOW_GOODPUT), WORKLOAD, needed)).isFalse();
    assertThat(Doing.isLoopbacks(evidence(Symptom.LOW_GOODPUT), beside, List.of())).isFalse();
    assertThat(
            Doing.isLoopbacks(
                evidence(Symptom.LOW_GOODPUT),
                beside,
                List.of(
                    new Condition(
                        "direction", Values.Members.of("both_ways", "loopback_beside_remote")))))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "LOW_GOODPUT"})
  void severalSendersMayFillALink(Symptom symptom) {
    Workload incast = WORKLOAD.with(SENDERS, 4L);

    assertThat(doing(symptom, incast, false, HARDWARE)).isEqualTo(Doing.UNKNOWN);
  }

  @Test
  void disorderIsTheDevicesOnlyWhereOrderIsGuaranteed() {
    Workload ordered =
        WORKLOAD
            .with(ORDERING, Ordering.SAME_QP)
            .with(SIGNAL_QP, SignalQp.TILE)
            .with(SIGNAL, Signal.IMMEDIATE);
    Workload unordered =
        WORKLOAD
            .with(ORDERING, Ordering.NONE)
            .with(SIGNAL, Signal.INLINE_WRITE)
            .with(SIGNAL_QP, SignalQp.CONTROL)
            .with(QPS_PER_PEER, 2L);

    assertThat(doing(Symptom.DISORDER, ordered, false, SOFTWARE)).isEqualTo(Doing.DEVICE);
    assertThat(doing(Symptom.DISORDER, ordered, true, SOFTWARE)).isEqualTo(Doing.BOTH);
    assertThat(doing(Symptom.DISORDER, unordered, false, HARDWARE)).isEqualTo(Doing.WORKLOAD);
  }

  @Test
  void whatFollowsTheQueuePairsIsThePaths() {
    Confirmed some = new Confirmed(true, 2, trials(6, 7, 8, 6, 7, 8), trials(7, 1, 1, 1, 1, 1));

    assertThat(Doing.of(evidence(Symptom.LOW_GOODPUT), WORKLOAD, some, false, false, HARDWARE))
        .isEqualTo(Doing.PATH);
  }

  private static Doing doing(Symptom symptom, Workload workload, boolean remedied, Bounds bounds) {
    Confirmed confirmed = new Confirmed(true, 2, trials(6, 7, 8), trials(6, 7, 8));
    return Doing.of(evidence(symptom), workload, confirmed, remedied, false, bounds);
  }

  private static Evidence evidence(Symptom symptom) {
    return new Evidence(symptom, 7, null, null, symptom.toString());
  }

  private static List<Trial> trials(double... effects) {
    return DoubleStream.of(effects)
        .mapToObj(effect ->
            new Trial(
                true,
                effect,
                effect >= 2 ? Optional.of(evidence(Symptom.LOW_GOODPUT)) : Optional.empty(),
                false,
                effect,
                1,
                Signature.NONE))
        .toList();
  }
}
