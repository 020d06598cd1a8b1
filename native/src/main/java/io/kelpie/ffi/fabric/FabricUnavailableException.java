package io.kelpie.ffi.fabric;

/**
 * An absence: no library, or no provider that can do what is asked. The message is one sentence
 * that says what to install or to choose.
 */
public final class FabricUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FabricUnavailableException(String sentence) {
    super(sentence);
  }
}
