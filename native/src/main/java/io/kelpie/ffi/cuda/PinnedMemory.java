package io.kelpie.ffi.cuda;

import java.lang.foreign.MemorySegment;

/** Host memory that a GPU reads and writes in place. Close it before its {@link Gpu}. */
public final class PinnedMemory implements AutoCloseable {
  private final Address onDevice;
  private final MemorySegment segment;
  private final Runnable release;
  private boolean isOpen = true;

  PinnedMemory(Address onDevice, MemorySegment segment, Runnable release) {
    this.onDevice = onDevice;
    this.segment = segment;
    this.release = release;
  }

  /**
   * The memory as the host sees it; what {@link Gpu#pin} made was zero, and is not to be used after
   * {@link #close()}.
   */
  public MemorySegment segment() {
    return segment;
  }

  /** The address that kernels use. */
  public long deviceAddress() {
    return onDevice.value();
  }

  Address pointerOnDevice() {
    return onDevice;
  }

  @Override
  public void close() {
    if (isOpen) {
      isOpen = false;
      release.run();
    }
  }
}
