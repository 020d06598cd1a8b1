package io.kelpie.probes;

/** The moments of a tile's life, in the order of an unordered run. */
public enum Stamp {
  /** Computed. */
  READY,
  /** Asked for, in the request ring. */
  REQUESTED,
  /** Taken from the ring by the proxy. */
  TAKEN,
  /** Its work request handed to the NIC. */
  POSTED,
  /** Its completion, or the one that covers it, polled. */
  COMPLETED,
  /** Its signal's work request handed to the NIC. */
  SIGNAL_POSTED,
  /** Its signal seen by the receiver. */
  SIGNAL_SEEN,
  /** Its data checked by the receiver. */
  VERIFIED
}
