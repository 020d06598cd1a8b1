package io.kelpie.workload;

import java.util.Locale;

/** The branch of the workload that a dimension hangs on. */
public enum Group {
  TRAFFIC,
  TRANSPORT,
  SIGNALLING,
  BUFFERS,
  /** Which socket, core and NIC. */
  PLACEMENT,
  /** What the network adds: recorded, pinned by the lab, mutated only when asked. */
  CONDITIONS;

  /** The name in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
