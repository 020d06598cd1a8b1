package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.RECEIVE_BUFFER;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Workload;
import org.junit.jupiter.api.Test;

class TwinsTest {
  private static final Workload PLAIN = Workload.initial();
  private static final Workload DRAINED = PLAIN.with(ORDERING, Ordering.DRAIN);

  private static Workload ring(Workload workload) {
    return workload.with(RECEIVE_BUFFER, ReceiveBuffer.RING);
  }

  @Test
  void whatHoldsNothingBackHasNone() {
    assertThat(Twins.exists(PLAIN.with(ORDERING, Ordering.SAME_QP))).isFalse();
    assertThat(Twins.exists(PLAIN.with(ORDERING, Ordering.NONE))).isFalse();
  }

  @Test
  void aFencesTwinIsUnordered() {
    assertThat(Twins.exists(DRAINED)).isTrue();
    assertThat(Twins.of(DRAINED)).isEqualTo(PLAIN.with(ORDERING, Ordering.NONE));
    assertThat(Twins.name(DRAINED)).isEqualTo("unordered twin");
  }

  @Test
  void aRingsTwinHasAPlaceForEveryTileAndKeepsItsOrder() {
    Workload ring = ring(PLAIN.with(ORDERING, Ordering.SAME_QP));
    assertThat(Twins.exists(ring)).isTrue();
    assertThat(Twins.of(ring)).isEqualTo(PLAIN.with(ORDERING, Ordering.SAME_QP));
    assertThat(Twins.name(ring)).isEqualTo("full-buffer twin");
  }

  @Test
  void ofARingWithAFenceBothAreTakenOut() {
    assertThat(Twins.of(ring(DRAINED))).isEqualTo(PLAIN.with(ORDERING, Ordering.NONE));
    assertThat(Twins.name(ring(DRAINED))).isEqualTo("unordered full-buffer twin");
  }
}
