package io.kelpie.ffi.verbs;

import java.util.Optional;

/**
 * A verbs call that was made and failed: the function, the number that it answered and its text.
 * What the caller can do about it, where that is known, ends the message.
 */
public final class VerbsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;
  private final String remedy;

  VerbsException(String call, int errno) {
    this(call, errno, "");
  }

  VerbsException(String call, int errno, String remedy) {
    super(
        call
            + ": "
            + Libc.strerror(errno)
            + " (errno "
            + errno
            + ")"
            + (remedy.isEmpty() ? "" : "; " + remedy));
    this.call = call;
    this.errno = errno;
    this.remedy = remedy;
  }

  /** The function that failed, by its name in {@code infiniband/verbs.h}. */
  public String call() {
    return call;
  }

  /** The C error number, positive. */
  public int errno() {
    return errno;
  }

  /** What would make the call succeed, where the façade can tell. */
  public Optional<String> remedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }
}
