package io.kelpie.ffi.nvml;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The management library, started; its functions are looked up when they are first called. */
@SuppressWarnings("restricted")
public final class Nvml implements AutoCloseable {
  private static final String LIBRARY = "libnvidia-ml.so.1";
  private static final int SUCCESS = 0;

  /** {@code NVML_ERROR_FUNCTION_NOT_FOUND}. */
  private static final int FUNCTION_NOT_FOUND = 13;

  private final Arena arena = Arena.ofShared();
  private final SymbolLookup symbols;

  private Nvml(String library) {
    try {
      symbols = SymbolLookup.libraryLookup(library, arena);
    } catch (IllegalArgumentException missing) {
      arena.close();
      throw new NvmlUnavailableException(
          "no GPU counters: " + LIBRARY + " cannot be loaded; the NVIDIA driver brings it");
    }
    int code = (int) invoke("nvmlInit_v2", FunctionDescriptor.of(JAVA_INT));
    if (code != SUCCESS) {
      String text = text(code);
      arena.close();
      throw new NvmlUnavailableException(
          "no GPU counters: the management library does not start: " + text + "; see nvidia-smi");
    }
  }

  /**
   * Loads the library and starts it.
   *
   * @throws NvmlUnavailableException where it is not there or does not start
   */
  public static Nvml open() {
    return open(LIBRARY);
  }

  /** The same from a file of another name. */
  static Nvml open(String library) {
    return new Nvml(library);
  }

  /**
   * The GPU that is plugged in there.
   *
   * @param busId as PCI writes it: {@code 0000:3b:00.0}
   * @throws NvmlException where there is none, or it may not be asked
   */
  public GpuDevice device(String busId) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment handle = call.allocate(ADDRESS);
      check("nvmlDeviceGetHandleByPciBusId_v2", call.allocateFrom(busId), handle);
      return new NvmlDevice(this, handle.get(ADDRESS, 0));
    }
  }

  /** Calls a function of pointers and ints that answers NVML's status. */
  void check(String name, Object... arguments) {
    int code = status(name, arguments);
    if (code != SUCCESS) {
      throw new NvmlException(name, code, text(code));
    }
  }

  /** Calls a function of pointers, ints and longs; its status. */
  int status(String name, Object... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      layouts[i] =
          switch (arguments[i]) {
            case MemorySegment _ -> ADDRESS;
            case Integer _ -> JAVA_INT;
            case Long _ -> JAVA_LONG;
            default -> throw new IllegalArgumentException("no C type for " + arguments[i]);
          };
    }
    return (int) invoke(name, FunctionDescriptor.of(JAVA_INT, layouts), arguments);
  }

  private String text(int code) {
    MemorySegment text =
        (MemorySegment) invoke("nvmlErrorString", FunctionDescriptor.of(ADDRESS, JAVA_INT), code);
    return text.address() == 0 ? "error" : text.reinterpret(256).getString(0);
  }

  private Object invoke(String name, FunctionDescriptor descriptor, Object... arguments) {
    MemorySegment function =
        symbols
            .find(name)
            .orElseThrow(() ->
                new NvmlException(name, FUNCTION_NOT_FOUND, "this driver has no such function"));
    MethodHandle handle = Linker.nativeLinker().downcallHandle(function, descriptor);
    try {
      return handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError(name, impossible);
    }
  }

  /** Stops the library; its devices are not asked afterwards. */
  @Override
  public void close() {
    invoke("nvmlShutdown", FunctionDescriptor.of(JAVA_INT));
    arena.close();
  }
}
