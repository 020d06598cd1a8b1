package io.kelpie.ffi.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One function of cuBLAS, to compare with: a BF16 product with sums in FP32. Constants are those of
 * {@code cublas_api.h} and {@code library_types.h}.
 */
@SuppressWarnings("restricted")
public final class CuBlas implements AutoCloseable {
  /** Names the library's file where it is none of the usual places. */
  public static final String VARIABLE = "KELPIE_CUBLAS";

  private static final int OP_N = 0;
  private static final int OP_T = 1;
  private static final int CUDA_R_16BF = 14;
  private static final int COMPUTE_32F = 68;
  private static final int GEMM_DEFAULT = -1;

  private final Arena arena = Arena.ofShared();
  private final MethodHandle destroy;
  private final MethodHandle gemm;
  private final MemorySegment handle;
  private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1f);
  private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0f);

  private CuBlas(SymbolLookup library, Gpu.Stream stream) {
    MethodHandle create = function(library, "cublasCreate_v2", ADDRESS);
    destroy = function(library, "cublasDestroy_v2", ADDRESS);
    MethodHandle setStream = function(library, "cublasSetStream_v2", ADDRESS, JAVA_LONG);
    gemm =
        function(
            library,
            "cublasGemmEx",
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT);
    MemorySegment out = arena.allocate(ADDRESS);
    call("cublasCreate", () -> (int) create.invokeExact(out));
    handle = out.get(ADDRESS, 0);
    long queue = stream.handle();
    call("cublasSetStream", () -> (int) setStream.invokeExact(handle, queue));
  }

  /** Loads the library for the GPU that is this thread's; empty where it is not installed. */
  public static Optional<CuBlas> open(Gpu.Stream stream) {
    List<String> places = new ArrayList<>();
    String named = System.getenv(VARIABLE);
    if (named != null) {
      places.add(named);
    }
    for (String name : List.of("libcublas.so.13", "libcublas.so.12")) {
      places.add(name);
      places.add("/usr/local/cuda/lib64/" + name);
    }
    for (String place : places) {
      if (place.startsWith("/") && !Files.exists(Path.of(place))) {
        continue;
      }
      Optional<SymbolLookup> library = library(place);
      if (library.isPresent()) {
        return Optional.of(new CuBlas(library.get(), stream));
      }
    }
    return Optional.empty();
  }

  private static Optional<SymbolLookup> library(String place) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(place, Arena.global()));
    } catch (IllegalArgumentException absent) {
      return Optional.empty();
    }
  }

  private static MethodHandle function(
      SymbolLookup library, String name, java.lang.foreign.MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /** {@code c} (m by n) = {@code a} (m by k) times {@code b} (n by k) turned, all by rows. */
  public void multiply(int m, int n, int k, long a, long b, long c) {
    call(
        "cublasGemmEx",
        () ->
            (int)
                gemm.invokeExact(
                    handle,
                    OP_T,
                    OP_N,
                    n,
                    m,
                    k,
                    one,
                    b,
                    CUDA_R_16BF,
                    k,
                    a,
                    CUDA_R_16BF,
                    k,
                    zero,
                    c,
                    CUDA_R_16BF,
                    n,
                    COMPUTE_32F,
                    GEMM_DEFAULT));
  }

  private interface Call {
    int invoke() throws Throwable;
  }

  private static void call(String name, Call call) {
    int code;
    try {
      code = call.invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("downcall failed", e);
    }
    if (code != 0) {
      throw new GpuException(name, code, "cublasStatus");
    }
  }

  @Override
  public void close() {
    call("cublasDestroy", () -> (int) destroy.invokeExact(handle));
    arena.close();
  }
}
