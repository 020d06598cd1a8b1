package io.kelpie.probes.traffic;

/** Traffic ended in an error of its own: a completion, an asynchronous event, a refused post. */
public final class TrafficFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String detail;

  /**
   * @param what the status or event in the library's words
   * @param detail whose
   */
  public TrafficFailure(String what, String detail) {
    super(what + ": " + detail);
    this.what = what;
    this.detail = detail;
  }

  /** The status or event in the library's words. */
  public String what() {
    return what;
  }

  /** Whose it was. */
  public String detail() {
    return detail;
  }
}
