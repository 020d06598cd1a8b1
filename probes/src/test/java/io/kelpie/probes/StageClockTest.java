package io.kelpie.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Times here are in nanoseconds and worked out by hand. */
class StageClockTest {
  private static final double NS = 1e-9;

  /** A tile that is drained, and one behind it in the ring. */
  static StageClock drained() {
    StageClock clock = new StageClock(new long[] {64, 128}, 100);
    pass(clock, 0, 0, 0, 10, 20, 120, 130, 180, 185);
    pass(clock, 1, 0, 0, 140, 150, 250, 260, 310, 315);
    return clock;
  }

  private static void pass(StageClock clock, int tile, long... moments) {
    for (Stamp stamp : Stamp.values()) {
      clock.stamp(stamp, tile, moments[stamp.ordinal()]);
    }
  }

  @Test
  void aPassLastsFromTheFirstReadyToTheLastVerified() {
    StageClock clock = drained();

    assertThat(clock.finishPass()).isEqualTo(315);
    assertThat(clock.passes()).isOne();
    assertThat(clock.goodput()).isCloseTo(192 / 315e-9, within(1.0));
    assertThat(clock.tileRate()).isCloseTo(2 / 315e-9, within(1.0));
    assertThat(clock.signalSpread()).isCloseTo(130 * NS, within(1e-15));
  }

  @Test
  void theLastFinishedPassIsKeptFromItsFirstTileReady() {
    StageClock clock = drained();
    assertThat(clock.detail("forward")).isNull();
    clock.keepPass();
    assertThat(clock.detail("forward")).as("before a pass has ended").isNull();
    clock.finishPass();
    clock.startPass();
    pass(clock, 0, 1000, 1000, 1010, 1020, 1030, 1040, 1050, 1060);
    pass(clock, 1, 1000, 1005, 1010, 1020, 1030, 1040, 1050, 1070);
    clock.finishPass();
    clock.startPass();

    Detail detail = Objects.requireNonNull(clock.detail("forward"));
    assertThat(detail.tiles()).isEqualTo(2);
    assertThat(detail.stamps())
        .containsExactly(
            List.of(0L, 0L),
            List.of(0L, 5L),
            List.of(10L, 10L),
            List.of(20L, 20L),
            List.of(30L, 30L),
            List.of(40L, 40L),
            List.of(50L, 50L),
            List.of(60L, 70L));
    assertThat(detail.latencies().getFirst())
        .isEqualTo(new Detail.Latencies(64, List.of(60L, 185L), List.of(1L, 1L)));
  }

  @Test
  void meansAreTheWaitsBetweenStamps() {
    StageClock clock = drained();
    clock.finishPass();

    assertThat(clock.stages().stream().map(time -> Math.round(time.mean() / NS * 2)).toList())
        .isEqualTo(List.of(0L, 150L, 20L, 200L, 220L, 100L, 10L));
  }

  @Test
  void aStageIsBlockedWhileNothingLeavesItForHalfARoundTrip() {
    StageClock clock = drained();
    clock.finishPass();

    assertThat(clock.stages().stream().map(time -> Math.round(time.blocked() / NS)).toList())
        .isEqualTo(List.of(0L, 130L, 0L, 200L, 220L, 100L, 0L));
    assertThat(clock.stages().get(Stage.FENCE.ordinal()).blockedShare())
        .isCloseTo(220.0 / 315, within(1e-12));
  }

  @Test
  void theLinkIsIdleWhileATileIsQueuedAndNoneIsPosted() {
    StageClock clock = drained();
    clock.finishPass();

    assertThat(clock.linkIdleWhileQueued()).isCloseTo(40.0 / 315, within(1e-12));
    assertThat(clock.occupancy(Stage.RING)).isCloseTo(150.0 / 315, within(1e-12));
    assertThat(clock.occupancy(Stage.TRANSFER)).isCloseTo(200.0 / 315, within(1e-12));
  }

  @Test
  void sojournsAreCountedFromRequestedBySizeClass() {
    StageClock clock = drained();
    clock.finishPass();

    assertThat(clock.sojourns()).extracting(Sojourn::bytes).containsExactly(64L, 128L);
    assertThat(clock.sojourns()).extracting(Sojourn::count).containsExactly(1L, 1L);
    assertThat(clock.sojourns().getFirst().p50()).isCloseTo(185 * NS, within(1e-15));
    assertThat(clock.sojourns().getLast().max()).isCloseTo(315 * NS, within(1e-15));
    assertThat(clock.smallestMeanSojourn()).isCloseTo(185 * NS, within(1e-15));
    assertThat(clock.largestMeanSojourn()).isCloseTo(315 * NS, within(1e-15));
  }

  @Test
  void momentsThatAWorkloadLacksAreThoseBefore() {
    StageClock clock = new StageClock(new long[] {64}, 100);
    clock.stamp(Stamp.READY, 0, 5);
    clock.stamp(Stamp.TAKEN, 0, 20);
    clock.stamp(Stamp.POSTED, 0, 30);
    clock.stamp(Stamp.COMPLETED, 0, 90);
    clock.stamp(Stamp.VERIFIED, 0, 80);
    clock.finishPass();

    assertThat(clock.at(Stamp.REQUESTED, 0)).isEqualTo(5);
    assertThat(clock.at(Stamp.SIGNAL_POSTED, 0)).isEqualTo(30);
    assertThat(clock.at(Stamp.SIGNAL_SEEN, 0)).isEqualTo(30);
  }

  @Test
  void severalPassesAddUpAndAWarmUpDoesNot() {
    StageClock clock = drained();
    clock.startPass();
    for (int pass = 0; pass < 2; pass++) {
      clock.startPass();
      pass(clock, 0, 0, 0, 10, 20, 120, 130, 180, 185);
      pass(clock, 1, 0, 0, 10, 20, 120, 130, 180, 185);
      clock.finishPass();
    }

    assertThat(clock.passes()).isEqualTo(2);
    assertThat(clock.tileRate()).isCloseTo(4 / 370e-9, within(1.0));
    assertThat(clock.stages().get(Stage.FENCE.ordinal()).mean()).isCloseTo(110 * NS, within(1e-15));
    assertThat(clock.stages().get(Stage.FENCE.ordinal()).blocked())
        .isCloseTo(110 * NS, within(1e-15));
  }

  @Test
  void sizeClassesAreTheLeastPowerOfTwoNotBelow() {
    assertThat(List.of(1L, 2L, 3L, 64L, 65L, 4_194_304L).stream().map(StageClock::sizeClass))
        .containsExactly(1L, 2L, 4L, 64L, 128L, 4_194_304L);
  }
}
