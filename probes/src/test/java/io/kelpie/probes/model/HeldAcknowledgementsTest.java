package io.kelpie.probes.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldAcknowledgementsTest {
  private final HeldAcknowledgements held =
      new HeldAcknowledgements(new AckCoalescing(4, 1000, 1 << 23), 1);

  @Test
  void aNakStandsForWhatWasExecutedBefore() {
    held.hold(0, 7, 1, 100);
    held.cover(0, 500, 300);
    assertThat(held.isCovered(0, 499)).isFalse();
    assertThat(held.isCovered(0, 1100)).isTrue();
  }

  @Test
  void whatIsExecutedBehindANakWaitsForItself() {
    held.hold(0, 7, 3, 100);
    held.cover(0, 500, 300);
    assertThat(held.hold(0, 8, 3, 600)).isEqualTo(1600);
    assertThat(held.first(0)).isEqualTo(8);
    assertThat(held.isCovered(0, 1600)).isFalse();
  }

  @Test
  void aSecondNakTakesNothingFromTheFirst() {
    held.hold(0, 7, 1, 100);
    held.cover(0, 500, 300);
    held.cover(0, 2000, 900);
    assertThat(held.isEmpty(0)).isTrue();
  }
}
