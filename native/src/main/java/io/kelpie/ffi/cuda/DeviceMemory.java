package io.kelpie.ffi.cuda;

/** A block of a GPU's own memory. Close it before its {@link Gpu}. */
public final class DeviceMemory implements AutoCloseable {
  private final Gpu gpu;
  private final Address pointer;
  private final long bytes;
  private boolean isOpen = true;

  DeviceMemory(Gpu gpu, Address pointer, long bytes) {
    this.gpu = gpu;
    this.pointer = pointer;
    this.bytes = bytes;
  }

  /** The address that kernels use. */
  public long address() {
    return pointer.value();
  }

  public long bytes() {
    return bytes;
  }

  /**
   * A file by which an RDMA device's driver reaches it.
   *
   * @throws GpuException where the driver or the GPU has no dma-buf
   */
  public DmaBuf dmaBuf() {
    return DmaBuf.of(this);
  }

  Address pointer() {
    return pointer;
  }

  @Override
  public void close() {
    if (isOpen) {
      isOpen = false;
      gpu.free(pointer);
    }
  }
}
