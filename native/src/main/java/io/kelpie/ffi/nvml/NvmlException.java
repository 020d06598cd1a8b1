package io.kelpie.ffi.nvml;

/** A call that NVML refused, with its own words for it. */
public final class NvmlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  NvmlException(String call, int code, String text) {
    super("%s: %s (%d)".formatted(call, text, code));
    this.code = code;
  }

  /** The number in {@code nvml.h}. */
  public int code() {
    return code;
  }
}
