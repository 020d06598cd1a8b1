package io.kelpie.workload;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LawTest {

  @Test
  void theInitialWorkloadIsLawful() {
    assertThat(Space.objections(Workload.initial(), Workloads.EVERYTHING)).isEmpty();
  }

  /** From anywhere in the full ranges; and every law is met on the way. */
  @Test
  void repairMakesAnyWorkloadLawful() {
    Set<Law> used = EnumSet.noneOf(Law.class);
    Workloads.wild(5, 20_000)
        .forEach(wild -> {
          Law.Repaired repaired = Law.repair(wild, Workloads.EVERYTHING);
          for (Law law : Law.values()) {
            assertThat(law.holds(repaired.workload(), Workloads.EVERYTHING))
                .as("%s of %s", law, repaired.workload())
                .isTrue();
          }
          used.addAll(repaired.laws());
        });
    assertThat(used).containsExactlyInAnyOrder(Law.values());
  }

  @Test
  void whereNothingFitsNothingIsNear() {
    Limits nothing = new Limits(Map.of(), 1, Duration.ofSeconds(10));

    assertThat(Law.near(Workload.initial(), nothing)).isEmpty();
    assertThatThrownBy(() -> Law.repair(Workload.initial(), nothing))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no lawful workload is near");
  }

  @Test
  void repairLeavesTheLawfulAlone() {
    for (int seed = 0; seed < 500; seed++) {
      Workload lawful = Workloads.random(seed);
      assertThat(Law.repair(lawful, Workloads.EVERYTHING))
          .isEqualTo(new Law.Repaired(lawful, java.util.List.of()));
    }
  }

  @Test
  void theTableSaysWhatTheSpecificationSays() {
    Workload plain = Workload.initial();
    assertThat(breaks(plain.with(QP_TYPE, QpType.UD))).contains(Law.UD_SENDS, Law.UD_TILE_FITS_MTU);
    assertThat(breaks(plain.with(QP_TYPE, QpType.UC).with(SIGNAL, Signal.FETCH_ADD)))
        .containsExactly(Law.ATOMICS_NEED_RC);
    assertThat(breaks(plain.with(QP_TYPE, QpType.UC).with(ORDERING, Ordering.DRAIN)))
        .containsExactly(Law.DRAIN_NEEDS_ACKNOWLEDGEMENT);
    assertThat(breaks(plain.with(OPCODE, Opcode.READ))).containsExactly(Law.READ_SIGNALS_ITSELF);
    assertThat(
            breaks(
                plain
                    .with(ORDERING, Ordering.NIC_FENCE)
                    .with(SIGNAL_QP, Catalogue.SignalQp.CONTROL)))
        .containsExactly(Law.NIC_FENCE_GATES_ITS_QP);
    assertThat(
            breaks(
                plain.with(ORDERING, Ordering.DRAIN).with(SIGNAL_QP, Catalogue.SignalQp.CONTROL)))
        .isEmpty();
  }

  /** Code 14 with 7 retries is 0.54 s; code 20 with 7 retries 34 s; code 0 never ends. */
  @Test
  void timersOfDrawsEndWithinHalfTheDeadline() {
    assertThat(Law.ackSeconds(Workload.initial())).isBetween(0.53, 0.54);
    assertThat(breaks(Workload.initial().with(ACK_TIMEOUT, 20L))).containsExactly(Law.TIMERS_END);
    assertThat(breaks(Workload.initial().with(ACK_TIMEOUT, 0L))).containsExactly(Law.TIMERS_END);
    assertThat(Space.objections(Workload.initial().with(ACK_TIMEOUT, 0L), Workloads.EVERYTHING))
        .isEmpty();
  }

  private static Set<Law> breaks(Workload workload) {
    Set<Law> broken = EnumSet.noneOf(Law.class);
    for (Law law : Law.values()) {
      if (!law.holds(workload, Workloads.EVERYTHING)) {
        broken.add(law);
      }
    }
    return broken;
  }
}
