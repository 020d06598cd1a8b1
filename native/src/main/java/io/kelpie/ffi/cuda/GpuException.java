package io.kelpie.ffi.cuda;

/**
 * A call of the CUDA driver, of NVML or of cuBLAS that failed: its name, the code and its title.
 */
public final class GpuException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  GpuException(String call, int code, String title) {
    super(call + ": " + title + " (" + code + ")");
    this.code = code;
  }

  /** The library's own number. */
  public int code() {
    return code;
  }
}
