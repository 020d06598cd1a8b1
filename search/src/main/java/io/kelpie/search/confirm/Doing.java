package io.kelpie.search.confirm;

import java.util.Locale;

/** Who has to act on an anomaly. */
public enum Doing {
  /** A lawful change of software ends it, or restores at least half of the lost rate. */
  WORKLOAD,
  /** A guarantee was broken. */
  DEVICE,
  /** A guarantee was broken, and a lawful change of software avoids it. */
  BOTH,
  /** It follows the queue pairs, not the workload: a hash, a rail. */
  PATH,
  UNKNOWN;

  /** The name in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
