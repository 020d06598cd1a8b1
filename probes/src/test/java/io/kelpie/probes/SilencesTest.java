package io.kelpie.probes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilencesTest {
  private final Silences silences = new Silences();

  @Test
  void whatTwoSilencesShareCountsOnce() {
    silences.startPass(true);
    silences.add(Silence.RNR_TIMER, 100, 200);
    silences.add(Silence.RNR_TIMER, 150, 190);
    silences.add(Silence.RNR_TIMER, 160, 300);
    silences.add(Silence.ACK_TIMEOUT, 400, 900);

    assertThat(silences.of(1000))
        .containsExactly(
            new Silence(Silence.ACK_TIMEOUT, 500 * 1e-9, 0.5),
            new Silence(Silence.RNR_TIMER, 140 * 1e-9, 0.2));
  }

  @Test
  void eachPassHasAClockOfItsOwn() {
    for (int pass = 0; pass < 2; pass++) {
      silences.startPass(true);
      silences.add(Silence.RNR_TIMER, 100, 200);
    }

    assertThat(silences.of(1000)).containsExactly(new Silence(Silence.RNR_TIMER, 100 * 1e-9, 0.2));
  }

  @Test
  void aWarmUpIsNoPartOfTheMeasuredTime() {
    silences.startPass(false);
    silences.add(Silence.RNR_TIMER, 100, 800);
    silences.startPass(true);
    silences.add(Silence.RNR_TIMER, 0, 100);

    assertThat(silences.of(1000)).containsExactly(new Silence(Silence.RNR_TIMER, 700 * 1e-9, 0.1));
  }
}
