package io.kelpie.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Workload;
import org.junit.jupiter.api.Test;

class TitlesTest {
  private static final Evidence ERROR =
      new Evidence(Symptom.ERROR, 1, null, "RNR", "RNR retry counter exceeded");

  @Test
  void saysHowOftenAnEventCame() {
    assertThat(title(5, 6)).isEqualTo("RC WRITE fails: RNR retry counter exceeded (5 of 6 runs)");
  }

  @Test
  void anEventThatNeverCameAgainWasThereOnce() {
    assertThat(title(0, 12))
        .isEqualTo(
            "RC WRITE fails: RNR retry counter exceeded (once, and in none of 12 runs after it)");
  }

  @Test
  void saysWhatHoldsTilesBack() {
    Workload ring =
        Workload.initial()
            .with(Catalogue.RECEIVE_BUFFER, ReceiveBuffer.RING)
            .with(Catalogue.RECEIVE_SLOTS, 4L);
    assertThat(serialised(ring))
        .isEqualTo(
            "a ring of 4 slots serialises: 2.5x slower than into a full buffer while 64 tiles wait");
    assertThat(serialised(ring.with(Catalogue.ORDERING, Ordering.DRAIN)))
        .isEqualTo(
            "drain per tile over a ring of 4 slots serialises: 2.5x slower than unordered into a full"
                + " buffer while 64 tiles wait");
  }

  private static String serialised(Workload workload) {
    return Titles.of(
        new Evidence(Symptom.SERIALISED, 2.5, null, null, "blocked"), workload, 2.5, 12, 12);
  }

  private static String title(int reproduced, int runs) {
    return Titles.of(ERROR, Workload.initial(), 1, reproduced, runs);
  }
}
