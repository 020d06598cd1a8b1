package io.kelpie.probes.megakernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Stamp;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** A tile that lives for 100 us, by a kernel's clock that is 5 ms behind and 12 ppm slow. */
class WaterfallTest {
  private static final long BEHIND = 5_000_000;
  private static final double SLOW = 12e-6;

  /** Host times of its moments, in nanoseconds after the reading before its pass. */
  private static final Map<Stamp, Long> MOMENTS =
      Map.of(
          Stamp.READY, 50_000L,
          Stamp.REQUESTED, 51_000L,
          Stamp.TAKEN, 52_000L,
          Stamp.POSTED, 53_000L,
          Stamp.SIGNAL_POSTED, 147_000L,
          Stamp.SIGNAL_SEEN, 148_000L,
          Stamp.VERIFIED, 150_000L);

  private static final Waterfall.Life TILE =
      new Waterfall.Life() {
        @Override
        public long kernel(Stamp stamp) {
          return slow(host(stamp));
        }

        @Override
        public long host(Stamp stamp) {
          return Objects.requireNonNull(MOMENTS.get(stamp));
        }
      };

  private static long slow(long host) {
    return Math.round(host * (1 - SLOW)) - BEHIND;
  }

  private static ClockJoin.Reading reading(long host, long off) {
    return new ClockJoin.Reading(host + off, slow(host), 700);
  }

  private static Waterfall of(long offBefore, long offAfter) {
    Waterfall waterfall = new Waterfall();
    waterfall.add(TILE, reading(0, offBefore), reading(2_000_000, offAfter));
    return waterfall;
  }

  @Test
  void stagesAddUpToTheKernelsOwnTime() {
    Waterfall waterfall = of(0, 0);
    assertThat(waterfall.offBy()).isCloseTo(0, within(0.001));
    assertThat(waterfall.isCausal()).isTrue();
    assertThat(waterfall.figures().get("stages"))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Double.class))
        .hasEntrySatisfying("fence", fence -> assertThat(fence).isCloseTo(94e-6, within(1e-9)))
        .hasEntrySatisfying("signal", signal -> assertThat(signal).isCloseTo(1e-6, within(1e-7)));
  }

  @Test
  void aReadingThatIsOffShowsInTheSum() {
    assertThat(of(0, 10_000).offBy()).isCloseTo(0.1, within(0.001));
    assertThat(of(10_000, 0).offBy()).isCloseTo(-0.1, within(0.001));
  }

  @Test
  void bothReadingsOffShowAsEffectsBeforeTheirCauses() {
    assertThat(of(10_000, 10_000).offBy()).as("unseen by the sum").isCloseTo(0, within(0.001));
    assertThat(of(10_000, 10_000).isCausal()).as("taken before requested").isFalse();
    assertThat(of(-10_000, -10_000).isCausal()).as("seen before sent").isFalse();
  }
}
