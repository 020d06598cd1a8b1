package io.kelpie.ffi.cuda;

import java.lang.foreign.MemorySegment;

/** Host memory that a GPU reads and writes in place. Close it before its {@link Gpu}. */
public final class PinnedMemory implements AutoCloseable {
  private final Gpu gpu;
  private final Address.Host pointer;
  private final Address onDevice;
  private final MemorySegment segment;
  private boolean isOpen = true;

  PinnedMemory(Gpu gpu, Address.Host pointer, Address onDevice, MemorySegment segment) {
    this.gpu = gpu;
    this.pointer = pointer;
    this.onDevice = onDevice;
    this.segment = segment;
  }

  /**
   * The memory as the host sees it; zero when it was made. Not to be used after {@link #close()}.
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
      gpu.free(pointer);
    }
  }
}
