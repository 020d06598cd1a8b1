package io.kelpie.probes.megakernel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures one thing after the other, each within a deadline. */
final class Steps implements AutoCloseable {
  private final Map<String, Object> figures;
  private final Duration deadline;
  private final Consumer<Map<String, Object>> stopped;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kelpie-steps").factory());

  /** One thing that could not be measured. */
  record Refused(String reason) {}

  /** What one step measures. */
  interface Figure {
    @Nullable Object measure();
  }

  /**
   * @param figures that are added to; read by another thread, too
   * @param stopped gets them, on another thread, where a step lasts beyond the deadline
   */
  Steps(Map<String, Object> figures, Duration deadline, Consumer<Map<String, Object>> stopped) {
    this.figures = figures;
    this.deadline = deadline;
    this.stopped = stopped;
  }

  /** Measures; a figure that fails says why in its place. */
  void put(String name, Figure figure) {
    long before = System.nanoTime();
    Thread measuring = Thread.currentThread();
    Future<?> late =
        watch.schedule(() -> stop(name, measuring), deadline.toNanos(), TimeUnit.NANOSECONDS);
    try {
      figures.put(name, figure.measure());
    } catch (RuntimeException failed) {
      figures.put(name, new Refused(String.valueOf(failed)));
    } finally {
      late.cancel(false);
    }
    System.err.printf("%s: %.1f s%n", name, (System.nanoTime() - before) * 1e-9);
  }

  private void stop(String name, Thread measuring) {
    StringBuilder where = new StringBuilder();
    for (StackTraceElement frame : measuring.getStackTrace()) {
      where.append(System.lineSeparator()).append("  at ").append(frame);
    }
    System.err.printf("%s did not end within %s:%s%n", name, deadline, where);
    figures.put(name, new Refused("did not end within " + deadline));
    stopped.accept(figures);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
