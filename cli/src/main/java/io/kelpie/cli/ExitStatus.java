package io.kelpie.cli;

/** How a command ends, as scripts and CI jobs see it. */
public enum ExitStatus {
  /** Nothing anomalous; of a replay: the anomaly is gone. */
  CLEAN(0),
  /**
   * An anomaly was found, and its result was written; of a replay: still there, or weaker but over
   * the threshold.
   */
  ANOMALY(1),
  /** Usage, environment, and whatever has no status of its own. */
  ERROR(2),
  /** Cannot tell, INVALID, or not calibrated. */
  UNDECIDED(3),
  /** Interrupted, with the state saved. */
  INTERRUPTED(130);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** Returns the process's exit status. */
  public int code() {
    return code;
  }
}
