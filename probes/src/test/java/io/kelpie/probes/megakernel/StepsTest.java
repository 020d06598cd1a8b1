package io.kelpie.probes.megakernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final Map<String, Object> figures = new ConcurrentHashMap<>();

  @Test
  void aStepThatFailsSaysWhyAndTheNextOneRuns() {
    AtomicBoolean isStopped = new AtomicBoolean();
    try (Steps steps = new Steps(figures, Duration.ofMinutes(5), _ -> isStopped.set(true))) {
      steps.put(
          "first",
          () -> {
            throw new IllegalStateException("no clock");
          });
      steps.put("second", () -> 2);
    }
    assertThat(figures)
        .containsEntry("first", new Steps.Refused("java.lang.IllegalStateException: no clock"))
        .containsEntry("second", 2);
    assertThat(isStopped).isFalse();
  }

  @Test
  void aStepThatDoesNotEndHandsOverWhatWasMeasured() {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Steps steps = new Steps(figures, Duration.ofMillis(1), _ -> stopped.countDown())) {
      figures.put("before", 1);
      steps.put(
          "endless",
          () -> {
            try {
              assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            assertThat(figures)
                .containsEntry("before", 1)
                .containsEntry("endless", new Steps.Refused("did not end within PT0.001S"));
            return "ended after all";
          });
    }
    assertThat(figures).containsEntry("endless", "ended after all");
  }
}
