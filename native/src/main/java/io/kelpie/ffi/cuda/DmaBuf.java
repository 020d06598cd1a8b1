package io.kelpie.ffi.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A file that stands for memory of a GPU, by which an RDMA device's driver reaches it ({@code
 * cuMemGetHandleForAddressRange}, which JCuda 12.6 does not have).
 */
@SuppressWarnings("restricted")
public final class DmaBuf implements AutoCloseable {
  /** CU_MEM_RANGE_HANDLE_TYPE_DMA_BUF_FD. */
  private static final int FILE_DESCRIPTOR = 1;

  /** The driver takes whole pages of the host. */
  private static final long PAGE = 4096;

  private final int file;
  private final long offset;

  private DmaBuf(int file, long offset) {
    this.file = file;
    this.offset = offset;
  }

  /**
   * Of memory that fills the pages it begins and ends in.
   *
   * @throws GpuException where the driver or the GPU has no dma-buf
   */
  static DmaBuf of(DeviceMemory memory) {
    long offset = memory.address() % PAGE;
    long bytes = (offset + memory.bytes() + PAGE - 1) / PAGE * PAGE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(ValueLayout.JAVA_INT);
      int status =
          (int)
              Calls.GET_HANDLE.invokeExact(
                  handle, memory.address() - offset, bytes, FILE_DESCRIPTOR, 0L);
      Gpu.check("cuMemGetHandleForAddressRange", status);
      return new DmaBuf(handle.get(ValueLayout.JAVA_INT, 0), offset);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The file's descriptor. */
  public int file() {
    return file;
  }

  /** Bytes of the file before the memory. */
  public long offset() {
    return offset;
  }

  @Override
  public void close() {
    try {
      int status = (int) Calls.CLOSE.invokeExact(file);
      assert status == 0 : "file " + file;
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Found when the first one is asked for, on a machine with a driver. */
  private static final class Calls {
    static final MethodHandle GET_HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                SymbolLookup.libraryLookup(Gpu.DRIVER, Arena.global())
                    .findOrThrow("cuMemGetHandleForAddressRange"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));
    static final MethodHandle CLOSE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Calls() {}
  }
}
