package io.kelpie.ffi.nvml;

/** NVML is not there, or does not start; the message is one sentence with the remedy. */
public final class NvmlUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NvmlUnavailableException(String message) {
    super(message);
  }
}
