package io.kelpie.ffi.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/**
 * One GPU: its memory, its kernels, and streams to start them on. What fails throws {@link
 * GpuException}. A thread that uses a GPU which another thread opened calls {@link #enter()} first.
 */
@SuppressWarnings("restricted")
public final class Gpu implements AutoCloseable {
  /** CUDA 13.0, which the driver 580 brings and which the kernels' PTX asks for. */
  private static final int OLDEST_DRIVER = 13_000;

  static final String DRIVER = "libcuda.so.1";
  private static final int SUCCESS = 0;
  private static final int NOT_READY = 600;
  private static final int MAPPED_AND_PORTABLE = 1 | 2;
  private static final int NO_DEVICE = 100;
  private static final int BUS_ID_LENGTH = 32;
  private static final int WITHOUT_TIMING = 2;

  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final CUmodule module = new CUmodule();
  private final int number;
  private final KernelImage image;

  private Gpu(int number) {
    this.number = number;
    check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, number));
    check("cuDevicePrimaryCtxRetain", JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
    enter();
    image = KernelImage.of(capability());
    check("cuModuleLoadData", JCudaDriver.cuModuleLoadData(module, image.read()));
  }

  /** Why no GPU can be used, and what to do, in one sentence; empty where one can. */
  public static Optional<String> absence() {
    // Before JCuda, which unpacks libraries of its own even where there is no driver.
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(DRIVER, arena);
    } catch (IllegalArgumentException missing) {
      return Optional.of(
          "no NVIDIA driver: " + DRIVER + " cannot be loaded; install the driver 580 or newer");
    }
    int[] value = new int[1];
    try {
      JCudaDriver.setExceptionsEnabled(false);
      int code = JCudaDriver.cuInit(0);
      if (code == NO_DEVICE) {
        return Optional.of("no GPU: the NVIDIA driver is loaded and finds none");
      }
      if (code != SUCCESS) {
        return Optional.of("the NVIDIA driver does not start: " + title(code) + "; see nvidia-smi");
      }
      check("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(value));
    } catch (LinkageError missing) {
      return Optional.of(
          "JCuda's library does not load beside the NVIDIA driver; Kelpie carries it for Linux on x86-64");
    }
    if (value[0] < OLDEST_DRIVER) {
      return Optional.of(
          "the NVIDIA driver is too old: it brings CUDA %d.%d and 13.0 is needed; install the driver 580 or newer"
              .formatted(value[0] / 1000, value[0] % 1000 / 10));
    }
    check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(value));
    return value[0] > 0
        ? Optional.empty()
        : Optional.of("no GPU: the NVIDIA driver is loaded and finds none");
  }

  /** GPUs that can be opened; none where there is an {@link #absence()}. */
  public static int count() {
    if (absence().isPresent()) {
      return 0;
    }
    int[] value = new int[1];
    check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(value));
    return value[0];
  }

  /**
   * Opens a GPU by its number, from 0, and makes it this thread's.
   *
   * @throws GpuUnavailableException with {@link #absence()} or with how many there are
   */
  public static Gpu open(int number) {
    absence()
        .ifPresent(sentence -> {
          throw new GpuUnavailableException(sentence);
        });
    if (number < 0 || number >= count()) {
      throw new GpuUnavailableException(
          "no GPU %d: this host has %d, numbered from 0".formatted(number, count()));
    }
    return new Gpu(number);
  }

  /** Makes this GPU the calling thread's. */
  public void enter() {
    check("cuCtxSetCurrent", JCudaDriver.cuCtxSetCurrent(context));
  }

  public int number() {
    return number;
  }

  public String name() {
    byte[] name = new byte[256];
    check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, device));
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8);
  }

  /** Where it is plugged in, as PCI writes it: {@code 0000:3b:00.0}. */
  public String busId() {
    String[] id = new String[1];
    check("cuDeviceGetPCIBusId", JCudaDriver.cuDeviceGetPCIBusId(id, BUS_ID_LENGTH, device));
    return id[0].strip();
  }

  /** The driver's version of CUDA, as 1000 times the major and 10 times the minor number. */
  public static int driverVersion() {
    int[] value = new int[1];
    check("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(value));
    return value[0];
  }

  /** Compute capability, as 10 times the major and the minor number. */
  public int capability() {
    return 10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
        + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  }

  public int multiprocessors() {
    return attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  }

  /** The kernels that were loaded for this GPU. */
  public KernelImage image() {
    return image;
  }

  private int attribute(int which) {
    int[] value = new int[1];
    check("cuDeviceGetAttribute", JCudaDriver.cuDeviceGetAttribute(value, which, device));
    return value[0];
  }

  /** Bytes of this GPU's memory that are free. */
  public long freeBytes() {
    long[] free = new long[1];
    check("cuMemGetInfo", JCudaDriver.cuMemGetInfo(free, new long[1]));
    return free[0];
  }

  /** Memory of the GPU, not cleared. */
  public DeviceMemory allocate(long bytes) {
    Address pointer = new Address();
    check("cuMemAlloc", JCudaDriver.cuMemAlloc(pointer, Math.max(1, bytes)));
    return new DeviceMemory(this, pointer, bytes);
  }

  /** Cleared host memory that this and every other GPU can use in place. */
  public PinnedMemory pin(long bytes) {
    Address.Host pointer = new Address.Host();
    check(
        "cuMemHostAlloc",
        JCudaDriver.cuMemHostAlloc(pointer, Math.max(1, bytes), MAPPED_AND_PORTABLE));
    Address onDevice = new Address();
    check("cuMemHostGetDevicePointer", JCudaDriver.cuMemHostGetDevicePointer(onDevice, pointer, 0));
    MemorySegment segment = MemorySegment.ofAddress(pointer.value()).reinterpret(bytes);
    segment.fill((byte) 0);
    return new PinnedMemory(onDevice, segment, () -> free(pointer));
  }

  /**
   * Lets this and every other GPU use native memory in place, such as a file that is mapped; it
   * begins with a page, and outlasts what is returned.
   *
   * @throws GpuException where the driver refuses it
   */
  public PinnedMemory register(MemorySegment memory) {
    Address.Host pointer = new Address.Host(memory);
    check(
        "cuMemHostRegister",
        JCudaDriver.cuMemHostRegister(pointer, memory.byteSize(), MAPPED_AND_PORTABLE));
    Address onDevice = new Address();
    check("cuMemHostGetDevicePointer", JCudaDriver.cuMemHostGetDevicePointer(onDevice, pointer, 0));
    return new PinnedMemory(
        onDevice,
        memory,
        () -> check("cuMemHostUnregister", JCudaDriver.cuMemHostUnregister(pointer)));
  }

  void free(Address pointer) {
    check("cuMemFree", JCudaDriver.cuMemFree(pointer));
  }

  private void free(Address.Host pointer) {
    check("cuMemFreeHost", JCudaDriver.cuMemFreeHost(pointer));
  }

  /** Copies host memory, which need not be pinned, to the start of {@code to}. */
  public void copyIn(DeviceMemory to, MemorySegment from) {
    check(
        "cuMemcpyHtoD",
        JCudaDriver.cuMemcpyHtoD(to.pointer(), Pointer.to(from.asByteBuffer()), from.byteSize()));
  }

  /** Copies the start of {@code from} to native host memory. */
  public void copyOut(MemorySegment to, DeviceMemory from) {
    check(
        "cuMemcpyDtoH",
        JCudaDriver.cuMemcpyDtoH(Pointer.to(to.asByteBuffer()), from.pointer(), to.byteSize()));
  }

  /** A stream of this GPU, beside all others. */
  public Stream stream() {
    return new Stream();
  }

  /**
   * A kernel by its name.
   *
   * @throws GpuException where the image has none of that name
   */
  public Kernel kernel(String name) {
    CUfunction function = new CUfunction();
    check("cuModuleGetFunction", JCudaDriver.cuModuleGetFunction(function, module, name));
    return new Kernel(function, name);
  }

  /** Whether kernels of this GPU can store into the other's memory. */
  public boolean reaches(Gpu other) {
    int[] can = new int[1];
    check("cuDeviceCanAccessPeer", JCudaDriver.cuDeviceCanAccessPeer(can, device, other.device));
    return can[0] != 0;
  }

  /** Lets kernels of this GPU use the other's memory. */
  public void mapPeer(Gpu other) {
    enter();
    check("cuCtxEnablePeerAccess", JCudaDriver.cuCtxEnablePeerAccess(other.context, 0));
  }

  @Override
  public void close() {
    enter();
    check("cuModuleUnload", JCudaDriver.cuModuleUnload(module));
    check("cuDevicePrimaryCtxRelease", JCudaDriver.cuDevicePrimaryCtxRelease(device));
  }

  static void check(String call, int code) {
    if (code != SUCCESS) {
      throw new GpuException(call, code, title(code));
    }
  }

  private static String title(int code) {
    String[] name = new String[1];
    JCudaDriver.cuGetErrorName(code, name);
    return name[0] == null ? "unknown error" : name[0];
  }

  /** A kernel of this GPU. */
  public final class Kernel {
    private final CUfunction function;
    private final String name;

    private Kernel(CUfunction function, String name) {
      this.function = function;
      this.name = name;
    }

    /** Lets a block have so much dynamic shared memory. */
    public void allowShared(int bytes) {
      check(
          "cuFuncSetAttribute",
          JCudaDriver.cuFuncSetAttribute(
              function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes));
    }

    /** Blocks of that shape that this GPU runs at once. */
    public int resident(int threads, int sharedBytes) {
      int[] blocks = new int[1];
      check(
          "cuOccupancyMaxActiveBlocksPerMultiprocessor",
          JCudaDriver.cuOccupancyMaxActiveBlocksPerMultiprocessor(
              blocks, function, threads, sharedBytes));
      return blocks[0] * multiprocessors();
    }

    /**
     * Starts the kernel whose blocks wait for each other.
     *
     * @throws GpuUnavailableException where they could not all run at once
     */
    public void launchResident(
        Stream stream, int blocks, int threads, int sharedBytes, Argument... arguments) {
      int most = resident(threads, sharedBytes);
      if (blocks > most) {
        throw new GpuUnavailableException(
            "%s: %d blocks wait for each other and only %d run at once on this GPU; ask for fewer"
                .formatted(name, blocks, most));
      }
      check(
          "cuLaunchCooperativeKernel(" + name + ")",
          JCudaDriver.cuLaunchCooperativeKernel(
              function,
              blocks,
              1,
              1,
              threads,
              1,
              1,
              sharedBytes,
              stream.stream,
              Argument.pointers(arguments)));
    }

    /** Starts the kernel; {@code sharedBytes} of dynamic shared memory a block. */
    public void launch(
        Stream stream, int blocks, int threads, int sharedBytes, Argument... arguments) {
      check(
          "cuLaunchKernel(" + name + ")",
          JCudaDriver.cuLaunchKernel(
              function,
              blocks,
              1,
              1,
              threads,
              1,
              1,
              sharedBytes,
              stream.stream,
              Argument.pointers(arguments),
              null));
    }
  }

  /** A moment on a stream, to be used again and again. */
  public Event event() {
    return new Event();
  }

  /** Something that happens on a stream. */
  public static final class Event implements AutoCloseable {
    private final CUevent event = new CUevent();

    private Event() {
      check("cuEventCreate", JCudaDriver.cuEventCreate(event, WITHOUT_TIMING));
    }

    /** Whether it happened, since it was last recorded. */
    public boolean hasHappened() {
      int code = JCudaDriver.cuEventQuery(event);
      if (code != NOT_READY) {
        check("cuEventQuery", code);
      }
      return code == SUCCESS;
    }

    @Override
    public void close() {
      check("cuEventDestroy", JCudaDriver.cuEventDestroy(event));
    }
  }

  /** A queue of work on this GPU, done in order. */
  public final class Stream implements AutoCloseable {
    private static final int NON_BLOCKING = 1;

    private final Address.Queue stream = new Address.Queue();

    private Stream() {
      check("cuStreamCreate", JCudaDriver.cuStreamCreate(stream, NON_BLOCKING));
    }

    /** The driver's handle, for libraries that take one. */
    long handle() {
      return stream.value();
    }

    public void clear(DeviceMemory memory) {
      check(
          "cuMemsetD8Async",
          JCudaDriver.cuMemsetD8Async(memory.pointer(), (byte) 0, memory.bytes(), stream));
    }

    /** Copies all of {@code from}, on one GPU. */
    public void copy(DeviceMemory to, DeviceMemory from) {
      check(
          "cuMemcpyDtoDAsync",
          JCudaDriver.cuMemcpyDtoDAsync(to.pointer(), from.pointer(), from.bytes(), stream));
    }

    /** Copies all of {@code from}, of this GPU, to another GPU by the copy engine. */
    public void copyToPeer(Gpu peer, DeviceMemory to, DeviceMemory from) {
      check(
          "cuMemcpyPeerAsync",
          JCudaDriver.cuMemcpyPeerAsync(
              to.pointer(), peer.context, from.pointer(), context, from.bytes(), stream));
    }

    /**
     * Copies a piece by the copy engine, also between two GPUs.
     *
     * @param toOffset bytes from the start of {@code to}
     * @param fromOffset bytes from the start of {@code from}
     */
    public void copy(
        DeviceMemory to, long toOffset, DeviceMemory from, long fromOffset, long bytes) {
      check(
          "cuMemcpyAsync",
          JCudaDriver.cuMemcpyAsync(
              to.pointer().withByteOffset(toOffset),
              from.pointer().withByteOffset(fromOffset),
              bytes,
              stream));
    }

    /** Copies all of {@code from} to host memory. */
    public void copy(PinnedMemory to, DeviceMemory from) {
      check(
          "cuMemcpyAsync",
          JCudaDriver.cuMemcpyAsync(to.pointerOnDevice(), from.pointer(), from.bytes(), stream));
    }

    /** Copies host memory to all of {@code to}. */
    public void copy(DeviceMemory to, PinnedMemory from) {
      check(
          "cuMemcpyAsync",
          JCudaDriver.cuMemcpyAsync(to.pointer(), from.pointerOnDevice(), to.bytes(), stream));
    }

    /** Writes a word once all before it on this stream is done and visible. */
    public void write(PinnedMemory to, long offset, int value) {
      check(
          "cuStreamWriteValue32",
          JCudaDriver.cuStreamWriteValue32(
              stream, to.pointerOnDevice().withByteOffset(offset), value, 0));
    }

    /** Has the event happen once all before it on this stream is done. */
    public void record(Event event) {
      check("cuEventRecord", JCudaDriver.cuEventRecord(event.event, stream));
    }

    /** Lets what follows on this stream wait for the event. */
    public void await(Event event) {
      check("cuStreamWaitEvent", JCudaDriver.cuStreamWaitEvent(stream, event.event, 0));
    }

    /** Whether all work so far is done. */
    public boolean isDone() {
      int code = JCudaDriver.cuStreamQuery(stream);
      if (code != NOT_READY) {
        check("cuStreamQuery", code);
      }
      return code == SUCCESS;
    }

    /** Waits until all work so far is done. */
    public void await() {
      check("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(stream));
    }

    /** How long the GPU takes for what {@code work} puts on this stream. */
    public Duration time(Runnable work) {
      CUevent start = new CUevent();
      CUevent end = new CUevent();
      check("cuEventCreate", JCudaDriver.cuEventCreate(start, 0));
      check("cuEventCreate", JCudaDriver.cuEventCreate(end, 0));
      try {
        check("cuEventRecord", JCudaDriver.cuEventRecord(start, stream));
        work.run();
        check("cuEventRecord", JCudaDriver.cuEventRecord(end, stream));
        await();
        float[] milliseconds = new float[1];
        check("cuEventElapsedTime", JCudaDriver.cuEventElapsedTime(milliseconds, start, end));
        return Duration.ofNanos((long) (milliseconds[0] * 1e6));
      } finally {
        check("cuEventDestroy", JCudaDriver.cuEventDestroy(start));
        check("cuEventDestroy", JCudaDriver.cuEventDestroy(end));
      }
    }

    @Override
    public void close() {
      check("cuStreamDestroy", JCudaDriver.cuStreamDestroy(stream));
    }
  }
}
