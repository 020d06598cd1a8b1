package io.kelpie.counters;

import static io.kelpie.counters.CounterRole.GPU;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a megakernel's own stamps tell beside the stage clock: levels over the measured windows,
 * driven as the other counters of {@link OwnCounter#SOURCE} are.
 */
public enum KernelCounter {
  EXPOSED("s", 1e-6, "a pass less the same pass whose tiles travel nowhere"),
  SM_WAIT_SHARE("share", 0.01, "of the blocks' time, waiting for a task rather than computing");

  private final Counter counter;

  KernelCounter(String unit, double quantum, String meaning) {
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
            CounterClass.DIAGNOSTIC,
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
