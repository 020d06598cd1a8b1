package io.kelpie.search.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfirmedTest {
  private static final double THRESHOLD = 2;

  @Test
  void aRatioHoldsWhereBothArmsShowIt() {
    Confirmed confirmed = confirmed(List.of(6, 7, 8, 6, 7, 8), List.of(7, 7, 7, 6, 6, 8));
    assertThat(confirmed.holds()).isTrue();
    assertThat(confirmed.followsQueuePairs()).isFalse();
    assertThat(confirmed.effect()).isEqualTo(7);
  }

  @Test
  void aRatioWhoseIntervalReachesBelowTheThresholdDoesNotHold() {
    assertThat(confirmed(List.of(1, 1, 1, 6, 7, 8), List.of(7, 1, 7, 6, 6, 8)).holds()).isFalse();
  }

  @Test
  void whatFollowsTheQueuePairsHasItsSizeOnThoseThatHaveIt() {
    Confirmed confirmed = confirmed(List.of(6, 7, 8, 6, 7, 8), List.of(7, 1, 1, 1, 1, 1));
    assertThat(confirmed.followsQueuePairs()).isTrue();
    assertThat(confirmed.holds()).isTrue();
    assertThat(confirmed.effect()).isEqualTo(7);
    assertThat(confirmed.interval().low()).isGreaterThanOrEqualTo(THRESHOLD);
  }

  @Test
  void aSlowSpellThatEndsBetweenTheArmsDoesNotFollowThem() {
    Confirmed confirmed =
        confirmed(List.of(2.9, 2.6, 2.4, 2.3, 2.2, 2.1), List.of(2.0, 1.9, 1.8, 1.7, 1.8, 1.6));
    assertThat(confirmed.followsQueuePairs()).isFalse();
    assertThat(confirmed.holds()).isFalse();
  }

  @Test
  void whatComesAndGoesOnTheSameQueuePairsDoesNotFollowThem() {
    List<Trial> same = trials(List.of(6, 7, 8, 6, 7, 8));
    List<Trial> silent =
        same.stream()
            .map(trial ->
                trial.effect() > 7
                    ? new Trial(true, 8, Optional.empty(), false, 8, 1, Signature.NONE)
                    : trial)
            .toList();
    Confirmed confirmed = new Confirmed(true, THRESHOLD, silent, trials(List.of(7, 1, 1, 1, 1, 1)));
    assertThat(confirmed.followsQueuePairs()).isFalse();
    assertThat(confirmed.holds()).isFalse();
  }

  @Test
  void theSignatureIsThatOfWhatShowsIt() {
    assertThat(confirmed(List.of(6, 7, 8), List.of(1, 1, 9, 1, 1)).signature().perPacket())
        .containsExactly(Map.entry("hw/out_of_buffer", 7.5));
    assertThat(confirmed(List.of(1), List.of(1)).signature()).isEqualTo(Signature.NONE);
  }

  private static Confirmed confirmed(List<? extends Number> same, List<? extends Number> fresh) {
    return new Confirmed(true, THRESHOLD, trials(same), trials(fresh));
  }

  private static List<Trial> trials(List<? extends Number> effects) {
    return effects.stream().map(effect -> trial(effect.doubleValue())).toList();
  }

  private static Trial trial(double effect) {
    return new Trial(
        true,
        effect,
        effect < THRESHOLD
            ? Optional.empty()
            : Optional.of(new Evidence(Symptom.RETRANSMIT, effect, null, null, effect + " times")),
        false,
        effect,
        1,
        new Signature(new TreeMap<>(Map.of("hw/out_of_buffer", effect))));
  }
}
