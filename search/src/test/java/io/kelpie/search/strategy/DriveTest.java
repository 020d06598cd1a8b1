package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.counters.OwnCounter;
import org.junit.jupiter.api.Test;

final class DriveTest {
  private final Drive performance = new Drive(OwnCounter.TILE_RATE.counter());
  private final Drive diagnostic = new Drive(OwnCounter.BLOCKED_SHARE_FENCE.counter());

  @Test
  void drivesPerformanceDownRelativeToBefore() {
    assertThat(performance.difference(100, 50)).isEqualTo(-0.5);
    assertThat(performance.difference(50, 100)).isEqualTo(1);
  }

  @Test
  void drivesDiagnosisUpRelativeToAfter() {
    assertThat(diagnostic.difference(0.2, 0.4)).isCloseTo(-0.5, within(1e-12));
    assertThat(diagnostic.difference(0.4, 0.2)).isCloseTo(1, within(1e-12));
  }

  /** The quantum of a share is 0.01, that of a rate 1 tile a second. */
  @Test
  void aZeroIsOneQuantum() {
    assertThat(performance.difference(0, 5)).isEqualTo(5);
    assertThat(diagnostic.difference(0.5, 0)).isCloseTo(50, within(1e-12));
    assertThat(diagnostic.difference(0, 0)).isZero();
  }
}
