package io.kelpie.search.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.data.Offset.offset;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Silence;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OracleTest {
  private static final Counter RNR = diagnostic("rcvd_rnr_err");
  private static final Counter RETRY = diagnostic("completer_retry_err");

  private static Counter diagnostic(String name) {
    return counter("rxe0/1/hw", name, "events", CounterClass.DIAGNOSTIC);
  }

  private static Counter counter(
      String source, String name, String unit, CounterClass counterClass) {
    return counter(source, name, unit, counterClass, CounterRole.REQUESTER);
  }

  private static Counter counter(
      String source, String name, String unit, CounterClass counterClass, CounterRole role) {
    return new Counter(
        source + "/" + name,
        name,
        source,
        CounterKind.MONOTONIC,
        64,
        unit,
        CounterScope.PORT,
        role,
        counterClass,
        1,
        name);
  }

  private static CounterReading counted(Counter counter, double events) {
    return new CounterReading(counter.id(), 5.0, 5 + events, events, events, null);
  }

  private static final Oracle ORACLE =
      new Oracle(
          Thresholds.DEFAULTS,
          new Bounds(1e9, new Calibration(Map.of())),
          List.of(RNR, RETRY),
          IdleBaseline.of(List.of()));

  private static List<Evidence> judged(Silence silence, List<CounterReading> counters) {
    return ORACLE.alone(measured(List.of(), List.of(silence), counters));
  }

  private static Measurement measured(
      List<Flow> flows, List<Silence> silences, List<CounterReading> counters) {
    return new Measurement(
        new Outcome.Completed(),
        flows,
        List.of(),
        List.of(),
        new Integrity(1, 0, 0, 0, ""),
        silences,
        counters,
        1e-6,
        0,
        1);
  }

  @ParameterizedTest
  @CsvSource({
    "rnr_timer, 3, 3, true",
    "rnr_timer, 0, 3, false",
    "rnr_timer, 0, 0, false",
    "ack_timeout, 0, 3, true",
    "ack_timeout, 0, 0, false"
  })
  void aSilenceIsATimersOnlyWhereTheDeviceCountedIt(
      String timer, double rnr, double retries, boolean isStalled) {
    assertThat(
            judged(
                new Silence(timer, 0.02, 0.5), List.of(counted(RNR, rnr), counted(RETRY, retries))))
        .extracting(Evidence::symptom, Evidence::cause)
        .isEqualTo(isStalled ? List.of(tuple(Symptom.STALLED, timer)) : List.of());
  }

  @Test
  void aDeviceThatDoesNotCountRetriesContradictsNoSilence() {
    assertThat(judged(new Silence(Silence.RNR_TIMER, 0.02, 0.5), List.of())).hasSize(1);
    assertThat(
            judged(
                new Silence(Silence.RNR_TIMER, 0.02, 0.5),
                List.of(CounterReading.unknown(RNR, "permission denied"))))
        .hasSize(1);
  }

  /** A pass of 5 ms that was silent for 4 ms, beside a twin's of 0.5 ms. */
  @ParameterizedTest
  @CsvSource({"3, 2", "0, 10"})
  void whatATimerEndedIsNoPartOfASerialisation(double counted, double effect) {
    Measurement silent =
        measured(
            List.of(new Flow("forward", 10, 10_000, List.of(5e-3, 5e-3))),
            List.of(new Silence(Silence.RNR_TIMER, 1e-3, 0.8)),
            List.of(counted(RNR, counted)));
    Measurement twin =
        measured(
            List.of(new Flow("forward", 10, 10_000, List.of(0.5e-3, 0.5e-3))),
            List.of(),
            List.of(counted(RNR, 0)));

    assertThat(ORACLE.effect(Symptom.SERIALISED, Workload.initial(), silent, twin).getAsDouble())
        .isCloseTo(effect, offset(1e-9));
  }

  /** A pass of 5 ms that was silent but for 20 us, beside a twin's that was but for 5. */
  @Test
  void aTwinThatIsAsSilentIsNoFaster() {
    Measurement silent = silent(5e-3, 0.996);
    Measurement twin = silent(5e-3, 0.999);

    assertThat(ORACLE.effect(Symptom.SERIALISED, Workload.initial(), silent, twin).getAsDouble())
        .isCloseTo(1, offset(1e-9));
  }

  private static Measurement silent(double pass, double share) {
    return measured(
        List.of(new Flow("forward", 10, 1000, List.of(pass))),
        List.of(new Silence(Silence.RNR_TIMER, 1e-3, share)),
        List.of(counted(RNR, 1)));
  }

  /** Three of four windows without silence: the median tells what moves. */
  @Test
  void aSilenceInOneWindowTakesNothingFromTheOthers() {
    Measurement silent =
        measured(
            List.of(new Flow("forward", 10, 10_000, List.of(1e-3, 1e-3, 1e-3, 17e-3))),
            List.of(new Silence(Silence.RNR_TIMER, 16e-3, 0.8)),
            List.of(counted(RNR, 1)));

    assertThat(ORACLE.movingTime(silent)).isCloseTo(1e-4, offset(1e-12));
  }

  @Test
  void diagnosticsArePerPacketWithoutPausesHostAndUnknown() {
    Counter sent = counter("rxe0/1/hw", "tx_packets", "packets", CounterClass.TRAFFIC);
    Counter second = counter("rxe0/2/hw", RETRY.name(), "events", CounterClass.DIAGNOSTIC);
    Counter pause = diagnostic("rx_prio3_pause_transition");
    Counter host =
        counter("host/udp", "InErrors", "events", CounterClass.DIAGNOSTIC, CounterRole.HOST);
    Counter level = diagnostic("level");
    Oracle oracle =
        new Oracle(
            Thresholds.DEFAULTS,
            new Bounds(1e9, new Calibration(Map.of())),
            List.of(RNR, RETRY, sent, second, pause, host, level),
            IdleBaseline.of(List.of()));
    List<CounterReading> told =
        List.of(
            CounterReading.unknown(RNR, "not there"),
            counted(RETRY, 3),
            counted(second, 5),
            counted(pause, 7),
            counted(host, 7),
            CounterReading.level(level, 7));
    assertThat(oracle.diagnosticsPerPacket(measured(List.of(), List.of(), told))).isEmpty();
    List<CounterReading> carried = new ArrayList<>(told);
    carried.add(counted(sent, 16));
    assertThat(oracle.diagnosticsPerPacket(measured(List.of(), List.of(), carried)))
        .containsExactly(Map.entry("hw/completer_retry_err", 0.5));
  }

  /**
   * A device whose plain traffic is sent again once in five packets, and in one unlucky run in
   * nearly every one: twice that has to be seen before a reference is worth a run.
   */
  @ParameterizedTest
  @CsvSource({"true, 39, false", "true, 41, true", "false, 16, true", "false, 15, false"})
  void retriesThatPlainTrafficHasTooAreNoSuspicion(
      boolean calibrated, double retries, boolean suspected) {
    Counter sent = counter("rxe0/1/hw", "tx_packets", "packets", CounterClass.TRAFFIC);
    Map<Workload, Measurement> plain = new LinkedHashMap<>();
    for (double again : calibrated ? new double[] {90, 20, 10} : new double[] {}) {
      plain.put(
          Workload.initial().with(Catalogue.TILES, (long) again),
          measured(List.of(), List.of(), List.of(counted(RETRY, again), counted(sent, 100))));
    }
    Oracle oracle =
        new Oracle(
            Thresholds.DEFAULTS,
            new Bounds(1e9, new Calibration(plain)),
            List.of(RETRY, sent),
            IdleBaseline.of(List.of()));
    Measurement measurement =
        measured(List.of(), List.of(), List.of(counted(RETRY, retries), counted(sent, 100)));

    assertThat(oracle.suspects(Workload.initial(), measurement).contains(Symptom.RETRANSMIT))
        .isEqualTo(suspected);
  }
}
