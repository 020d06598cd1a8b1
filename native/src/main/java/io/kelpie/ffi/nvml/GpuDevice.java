package io.kelpie.ffi.nvml;

/**
 * One GPU as NVML knows it. Each question throws {@link NvmlException} where this GPU or driver
 * does not answer it. Totals count from some moment before; levels are those of now.
 */
public interface GpuDevice {

  /** Why a GPU runs slower than it could; the numbers of {@code nvmlPerfPolicyType_t}. */
  enum Policy {
    POWER,
    THERMAL
  }

  /** Bytes a second that the GPU sends over PCIe, over the 20 ms that the call takes. */
  long pcieSent();

  /** Bytes a second that the GPU receives over PCIe, over the 20 ms that the call takes. */
  long pcieReceived();

  /** Packets that PCIe sent again, in all. */
  long pcieReplays();

  /** The multiprocessors' clock in MHz. */
  long multiprocessorClock();

  /** The memory's clock in MHz. */
  long memoryClock();

  /** Why clocks are not higher: bits of {@code nvmlClocksEventReason…}; 1 is idle. */
  long clockReasons();

  /** Nanoseconds for which a policy held clocks down, in all. */
  long held(Policy policy);

  /** Payload bytes sent over all NVLinks, in all. */
  long nvlinkSent();

  /** Payload bytes received over all NVLinks, in all. */
  long nvlinkReceived();

  /** XID errors since this was first asked; the driver's log says more of each. */
  long xids();

  /** The number of the last XID error; 0 where there was none. */
  long lastXid();
}
