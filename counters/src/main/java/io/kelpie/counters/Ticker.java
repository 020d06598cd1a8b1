package io.kelpie.counters;

import java.time.Duration;

/** The clock that sources wait by. */
public interface Ticker {

  /** The machine's own. */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  /** Nanoseconds since some moment; never runs backwards. */
  long nanoTime();

  /** Lets at least about {@code duration} pass; it may be less. */
  void sleep(Duration duration) throws InterruptedException;

  /** Lets at least {@code duration} pass. */
  default void await(Duration duration) throws InterruptedException {
    long end = nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - nanoTime()) {
      sleep(Duration.ofNanos(left));
    }
  }
}
