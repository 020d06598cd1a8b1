package io.kelpie.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.ffi.nvml.GpuDevice;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GpuCountersTest {

  /** A GPU that sends more with every question and whose clocks fall by a step. */
  private static final class Busy implements GpuDevice {
    private final AtomicLong sent = new AtomicLong(1_000);
    private final AtomicLong clock = new AtomicLong(2_000);
    private final Semaphore rounds = new Semaphore(0);

    /** Until levels were asked for so often again: the first level, when all before it are in. */
    void await(int times) throws InterruptedException {
      assertThat(rounds.tryAcquire(times, 30, TimeUnit.SECONDS)).as("levels are read").isTrue();
    }

    @Override
    public long pcieSent() {
      rounds.release();
      return 5_000_000;
    }

    @Override
    public long pcieReceived() {
      return 7_000_000;
    }

    /** Wraps at 32 bits. */
    @Override
    public long pcieReplays() {
      return sent.get() > 1_000 ? 2 : 0xffff_ffffL;
    }

    @Override
    public long multiprocessorClock() {
      return clock.getAndAdd(-10);
    }

    @Override
    public long memoryClock() {
      return 2619;
    }

    @Override
    public long clockReasons() {
      return clock.get() % 20 == 0 ? 4 : 32;
    }

    @Override
    public long held(Policy policy) {
      return policy == Policy.POWER ? 9 : 0;
    }

    @Override
    public long nvlinkSent() {
      return sent.addAndGet(4096);
    }

    @Override
    public long nvlinkReceived() {
      return 0;
    }

    @Override
    public long xids() {
      return 0;
    }

    @Override
    public long lastXid() {
      return 0;
    }
  }

  @Test
  void totalsAreSubtractedAndLevelsAreNot() throws InterruptedException {
    Busy gpu = new Busy();
    try (GpuCounters counters = new GpuCounters(gpu, "gpu1", Ticker.SYSTEM)) {
      Snapshot before = counters.read();
      GpuCounters.Watch watch = counters.watch();
      gpu.await(3);
      List<CounterReading> levels = watch.end();
      CounterDelta delta = CounterDelta.between(before, counters.read());

      assertThat(delta.reading("gpu1/nvml/nvlink_sent").delta()).isEqualTo(4096);
      assertThat(delta.reading("gpu1/nvml/pcie_replays").delta()).as("wrapped").isEqualTo(3);
      assertThat(delta.readings()).doesNotContainKey("gpu1/nvml/pcie_sent");
      assertThat(level(levels, "pcie_received")).isEqualTo(7_000_000);
      assertThat(level(levels, "multiprocessor_clock")).isBetween(1_000.0, 1_999.0);
      assertThat(level(levels, "clock_reasons")).as("all that were set").isEqualTo(4 + 32);
    }
  }

  private static double level(List<CounterReading> levels, String name) {
    return levels.stream()
        .filter(reading -> reading.counter().equals("gpu1/nvml/" + name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void aSecondWatchStartsAnew() throws InterruptedException {
    Busy gpu = new Busy();
    try (GpuCounters counters = new GpuCounters(gpu, "gpu1", Ticker.SYSTEM)) {
      counters.watch().end();
      gpu.rounds.drainPermits();
      GpuCounters.Watch second = counters.watch();
      gpu.await(2);
      assertThat(level(second.end(), "memory_clock")).isEqualTo(2619);
    }
  }

  @Test
  void levelsAndTrafficAreNeverDriven() {
    try (GpuCounters counters = new GpuCounters(new Busy(), "gpu0", Ticker.SYSTEM)) {
      assertThat(counters.counters().stream().filter(Counter::isDriven).map(Counter::name))
          .containsExactly("held_by_heat", "held_by_power", "pcie_replays", "xid_errors");
    }
  }
}
