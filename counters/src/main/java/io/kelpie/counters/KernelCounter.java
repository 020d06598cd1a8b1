package io.kelpie.counters;

import static io.kelpie.counters.CounterRole.GPU;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a megakernel's own stamps tell beside the stage clock: levels over the measured windows, of
 * the source {@link OwnCounter#SOURCE}.
 */
public enum KernelCounter {
  EXPOSED(
      "s", 1e-6, CounterClass.DIAGNOSTIC, "a pass less the same pass whose tiles travel nowhere"),
  SM_WAIT_SHARE(
      "share",
      0.01,
      CounterClass.DIAGNOSTIC,
      "of the blocks' time, waiting for a task rather than computing"),
  CREDIT_WAIT(
      "s",
      1e-6,
      CounterClass.DIAGNOSTIC,
      "mean time for which a tile that is computed waits for a place in the receiver's buffer"),
  /** What the workload asks for is no sign of trouble: never driven. */
  PREAMBLE(
      "s",
      1e-6,
      CounterClass.TRAFFIC,
      "time by which what runs in front of a pass delays its first tile");

  private final Counter counter;

  KernelCounter(String unit, double quantum, CounterClass counterClass, String meaning) {
    String name = name().toLowerCase(Locale.ROOT);
    counter =
        new Counter(
            OwnCounter.SOURCE + "/" + name,
            name,
            OwnCounter.SOURCE,
            CounterKind.GAUGE,
            Double.SIZE,
            unit,
            CounterScope.PROCESS,
            GPU,
            counterClass,
            quantum,
            meaning);
  }

  public Counter counter() {
    return counter;
  }

  /** Its value over a window, in its unit. */
  public CounterReading of(double value) {
    return CounterReading.level(counter, value);
  }

  /** The window had nothing to measure it by. */
  public CounterReading unknown(String reason) {
    return CounterReading.unknown(counter, reason);
  }

  /** All of them, in the order of this list. */
  public static List<Counter> counters() {
    return Arrays.stream(values()).map(KernelCounter::counter).toList();
  }
}
