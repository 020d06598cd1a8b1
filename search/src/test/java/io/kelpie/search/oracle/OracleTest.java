package io.kelpie.search.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Silence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OracleTest {
  private static final Counter RNR = diagnostic("rcvd_rnr_err");
  private static final Counter RETRY = diagnostic("completer_retry_err");

  private static Counter diagnostic(String name) {
    return new Counter(
        "rxe0/1/hw/" + name,
        name,
        "rxe0/1/hw",
        CounterKind.MONOTONIC,
        64,
        "events",
        CounterScope.PORT,
        CounterRole.REQUESTER,
        CounterClass.DIAGNOSTIC,
        1,
        name);
  }

  private static CounterReading counted(Counter counter, double events) {
    return new CounterReading(counter.id(), 5.0, 5 + events, events, events, null);
  }

  private static List<Evidence> judged(Silence silence, List<CounterReading> counters) {
    Oracle oracle =
        new Oracle(
            Thresholds.DEFAULTS,
            new Bounds(1e9, new Calibration(Map.of())),
            List.of(RNR, RETRY),
            IdleBaseline.of(List.of()));
    return oracle.alone(
        new Measurement(
            new Outcome.Completed(),
            List.of(),
            List.of(),
            List.of(),
            new Integrity(1, 0, 0, 0, ""),
            List.of(silence),
            counters,
            1e-6,
            0,
            1));
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
            judged(new Silence(timer, 0.02), List.of(counted(RNR, rnr), counted(RETRY, retries))))
        .extracting(Evidence::symptom, Evidence::cause)
        .isEqualTo(isStalled ? List.of(tuple(Symptom.STALLED, timer)) : List.of());
  }

  @Test
  void aDeviceThatDoesNotCountRetriesContradictsNoSilence() {
    assertThat(judged(new Silence(Silence.RNR_TIMER, 0.02), List.of())).hasSize(1);
    assertThat(
            judged(
                new Silence(Silence.RNR_TIMER, 0.02),
                List.of(CounterReading.unknown(RNR, "permission denied"))))
        .hasSize(1);
  }
}
