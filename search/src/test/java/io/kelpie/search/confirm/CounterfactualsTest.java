package io.kelpie.search.confirm;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.IdleBaseline;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CounterfactualsTest {
  private static final String FULL = "full receive buffer instead of a ring";
  private static final String SLOTS = "four times the slots in the receive ring";
  private static final String STREAM = "each tile asked for when it is ready, not in batches";
  private static final String SAME_LAUNCH = "receive in the launch that sends";

  private static final Workload PLAIN = Workload.initial().with(ORDERING, Ordering.SAME_QP);
  private static final Workload RING =
      PLAIN.with(RECEIVE_BUFFER, ReceiveBuffer.RING).with(RECEIVE_SLOTS, 3L);

  private static Map<String, Workload> changes(Workload workload, Map<String, Values> limits) {
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
    Map<String, Workload> changes = changes(RING, Map.of());
    assertThat(changes.get(FULL)).isEqualTo(RING.with(RECEIVE_BUFFER, ReceiveBuffer.FULL));
    assertThat(changes.get(SLOTS)).isEqualTo(RING.with(RECEIVE_SLOTS, 12L));
  }

  @Test
  void aFenceOverARingNeedsBothTakenAway() {
    Workload drained = RING.with(ORDERING, Ordering.DRAIN);
    assertThat(
            changes(drained, Map.of())
                .get("full receive buffer, and one fence for each peer's tiles"))
        .isEqualTo(drained.with(RECEIVE_BUFFER, ReceiveBuffer.FULL).with(SIGNALS_PER_FENCE, 64L));
  }

  @Test
  void onlyWhatCanRunHereIsTried() {
    Map<String, Workload> changes =
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
    Map<String, Workload> changes = changes(batched, Map.of());
    assertThat(changes.get(STREAM)).isEqualTo(batched.with(GRANULARITY, 1L));
    assertThat(changes.get(SAME_LAUNCH)).isEqualTo(batched.with(RECEIVE_HOOK, Switch.OFF));
    assertThat(changes(PLAIN, Map.of())).doesNotContainKeys(FULL, SLOTS, STREAM, SAME_LAUNCH);
  }
}
