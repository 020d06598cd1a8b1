package io.kelpie.counters;

import io.kelpie.ffi.nvml.GpuDevice;

/**
 * What NVML says of now; never differenced. Rates over PCIe are those of the 20 ms that asking
 * takes, so that levels mean something only while the traffic runs. None is driven: they say how
 * the GPU stood, not what a workload could make worse.
 */
enum GpuLevel {
  PCIE_SENT("bytes/s", 1e6, CounterRole.PCIE, "sent over PCIe"),
  PCIE_RECEIVED("bytes/s", 1e6, CounterRole.PCIE, "received over PCIe"),
  MULTIPROCESSOR_CLOCK("MHz", 1, CounterRole.GPU, "the multiprocessors' clock"),
  MEMORY_CLOCK("MHz", 1, CounterRole.GPU, "the memory's clock"),
  CLOCK_REASONS("bits", 1, CounterRole.GPU, "why clocks are not higher, as NVML's bits");

  private final String unit;
  private final double quantum;
  private final CounterRole role;
  private final String meaning;

  GpuLevel(String unit, double quantum, CounterRole role, String meaning) {
    this.unit = unit;
    this.quantum = quantum;
    this.role = role;
    this.meaning = meaning;
  }

  long of(GpuDevice gpu) {
    return switch (this) {
      case PCIE_SENT -> gpu.pcieSent();
      case PCIE_RECEIVED -> gpu.pcieReceived();
      case MULTIPROCESSOR_CLOCK -> gpu.multiprocessorClock();
      case MEMORY_CLOCK -> gpu.memoryClock();
      case CLOCK_REASONS -> gpu.clockReasons();
    };
  }

  Counter counter(String source) {
    return GpuCounters.counter(
        this, source, CounterKind.GAUGE, 64, unit, role, CounterClass.TRAFFIC, quantum, meaning);
  }
}
