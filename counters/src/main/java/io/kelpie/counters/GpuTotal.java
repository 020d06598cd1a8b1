package io.kelpie.counters;

import static io.kelpie.counters.CounterClass.DIAGNOSTIC;
import static io.kelpie.counters.CounterClass.TRAFFIC;

import io.kelpie.ffi.nvml.GpuDevice;

/** What NVML counts up; only differences mean anything. */
enum GpuTotal {
  PCIE_REPLAYS(DIAGNOSTIC, CounterRole.PCIE, 32, "packets", "PCIe packets sent again"),
  NVLINK_SENT(TRAFFIC, CounterRole.LINK, 64, "bytes", "payload sent over all NVLinks"),
  NVLINK_RECEIVED(TRAFFIC, CounterRole.LINK, 64, "bytes", "payload received over all NVLinks"),
  HELD_BY_POWER(
      DIAGNOSTIC, CounterRole.GPU, 64, "ns", "time in which the power limit held clocks down"),
  HELD_BY_HEAT(DIAGNOSTIC, CounterRole.GPU, 64, "ns", "time in which heat held clocks down"),
  XID_ERRORS(DIAGNOSTIC, CounterRole.GPU, 64, "errors", "errors that the driver gave an XID");

  private final CounterClass counterClass;
  private final CounterRole role;
  private final int width;
  private final String unit;
  private final String meaning;

  GpuTotal(CounterClass counterClass, CounterRole role, int width, String unit, String meaning) {
    this.counterClass = counterClass;
    this.role = role;
    this.width = width;
    this.unit = unit;
    this.meaning = meaning;
  }

  long of(GpuDevice gpu) {
    return switch (this) {
      case PCIE_REPLAYS -> gpu.pcieReplays();
      case NVLINK_SENT -> gpu.nvlinkSent();
      case NVLINK_RECEIVED -> gpu.nvlinkReceived();
      case HELD_BY_POWER -> gpu.held(GpuDevice.Policy.POWER);
      case HELD_BY_HEAT -> gpu.held(GpuDevice.Policy.THERMAL);
      case XID_ERRORS -> gpu.xids();
    };
  }

  Counter counter(String source) {
    return GpuCounters.counter(
        this, source, CounterKind.MONOTONIC, width, unit, role, counterClass, 1, meaning);
  }
}
