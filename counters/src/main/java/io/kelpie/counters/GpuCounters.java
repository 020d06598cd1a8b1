package io.kelpie.counters;

import io.kelpie.ffi.nvml.GpuDevice;
import io.kelpie.ffi.nvml.NvmlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What NVML shows of one GPU. Totals are read as those of every source are; levels are watched by a
 * thread of their own while traffic runs, and answered as their mean. NVML is asked by calls alone:
 * nothing of the traffic is replayed or held up for a counter.
 */
public final class GpuCounters implements CounterSource, AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final GpuDevice gpu;
  private final String source;
  private final Ticker ticker;
  private final ExecutorService watcher =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("kelpie-nvml").factory());

  /**
   * @param gpu as NVML knows it
   * @param owner what this host calls it, a number behind "gpu"
   */
  public GpuCounters(GpuDevice gpu, String owner, Ticker ticker) {
    this.gpu = gpu;
    this.source = owner + "/nvml";
    this.ticker = ticker;
    // Now: a thread inherits the processor that the one who starts it is kept on.
    watcher.execute(() -> {});
  }

  /** What an entry of the lists of totals and levels is called and covers. */
  static Counter counter(
      Enum<?> entry,
      String source,
      CounterKind kind,
      int width,
      String unit,
      CounterRole role,
      CounterClass counterClass,
      double quantum,
      String meaning) {
    String name = entry.name().toLowerCase(Locale.ROOT);
    return new Counter(
        source + "/" + name,
        name,
        source,
        kind,
        width,
        unit,
        CounterScope.DEVICE,
        role,
        counterClass,
        quantum,
        meaning);
  }

  @Override
  public String name() {
    return "nvml";
  }

  /** Totals and levels. */
  @Override
  public List<Counter> counters() {
    return Stream.concat(
            Arrays.stream(GpuTotal.values()).map(total -> total.counter(source)),
            Arrays.stream(GpuLevel.values()).map(level -> level.counter(source)))
        .sorted(Comparator.comparing(Counter::id))
        .toList();
  }

  /** Reads the totals. */
  @Override
  public Snapshot read() {
    List<Sample> samples = new ArrayList<>();
    for (GpuTotal total : GpuTotal.values()) {
      samples.add(new Sample(total.counter(source), reading(total::of)));
    }
    return Snapshot.of(ticker.nanoTime(), samples);
  }

  private Reading reading(ToLongFunction<GpuDevice> question) {
    try {
      return new Reading.Value(question.applyAsLong(gpu));
    } catch (NvmlException refused) {
      return new Reading.Unknown(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public void close() {
    watcher.close();
  }

  /** Watches the levels until it is ended. */
  public Watch watch() {
    return new Watch();
  }

  /** A thread that reads levels again and again. */
  public final class Watch {
    private final Map<GpuLevel, List<Reading>> seen = new EnumMap<>(GpuLevel.class);
    private final Future<?> reading;
    private volatile boolean isEnded;

    private Watch() {
      for (GpuLevel level : GpuLevel.values()) {
        seen.put(level, new ArrayList<>());
      }
      reading = watcher.submit(this::read);
    }

    private void read() {
      while (!isEnded) {
        seen.forEach((level, readings) -> {
          if (!isEnded) {
            Reading now = reading(level::of);
            if (!isEnded) {
              readings.add(now);
            }
          }
        });
        try {
          Thread.sleep(PAUSE);
        } catch (InterruptedException ended) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    /** Ends it; what was still being asked for then counts no more. */
    public List<CounterReading> end() {
      isEnded = true;
      try {
        reading.get();
      } catch (ExecutionException broken) {
        throw new IllegalStateException("the GPU's levels cannot be read", broken.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      List<CounterReading> levels = new ArrayList<>();
      seen.forEach((level, readings) -> levels.add(mean(level.counter(source), readings, level)));
      return levels;
    }

    /** Bits have no mean: all that were ever set. */
    private static CounterReading mean(Counter counter, List<Reading> readings, GpuLevel level) {
      List<Long> values =
          readings.stream()
              .filter(Reading.Value.class::isInstance)
              .map(reading -> ((Reading.Value) reading).value())
              .toList();
      if (values.isEmpty()) {
        return CounterReading.unknown(
            counter,
            readings.stream()
                .filter(Reading.Unknown.class::isInstance)
                .map(reading -> ((Reading.Unknown) reading).reason())
                .findFirst()
                .orElse("the windows were shorter than a reading"));
      }
      double value =
          level == GpuLevel.CLOCK_REASONS
              ? values.stream().reduce(0L, (all, bits) -> all | bits)
              : values.stream().mapToLong(Long::longValue).average().orElseThrow();
      return CounterReading.level(counter, value);
    }
  }
}
