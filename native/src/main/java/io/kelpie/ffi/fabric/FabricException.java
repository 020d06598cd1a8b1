package io.kelpie.ffi.fabric;

/** A libfabric call that was made and failed: the function, the number and the library's text. */
public final class FabricException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  FabricException(String call, int errno) {
    super(call + ": " + Calls.strerror(errno) + " (" + errno + ")");
    this.call = call;
    this.errno = errno;
  }

  /** Fails where a call answered an error number negated. */
  static long check(String call, long status) {
    if (status < 0) {
      throw new FabricException(call, (int) -status);
    }
    return status;
  }

  /** The function that failed, by its name in libfabric's headers. */
  public String call() {
    return call;
  }

  /** The error number of {@code rdma/fi_errno.h}, positive. */
  public int errno() {
    return errno;
  }
}
