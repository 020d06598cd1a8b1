package io.kelpie.ffi.cuda;

/**
 * An absence: no driver, one too old, no GPU, or none that can do what is asked. The message is one
 * sentence.
 */
public final class GpuUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GpuUnavailableException(String sentence) {
    super(sentence);
  }
}
