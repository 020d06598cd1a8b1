package io.kelpie.ffi.verbs;

/**
 * An absence: no library, or no such device. The message is one sentence that says what to install
 * or to choose.
 */
public final class VerbsUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VerbsUnavailableException(String sentence) {
    super(sentence);
  }
}
