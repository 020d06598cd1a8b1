package io.kelpie.probes;

import java.util.Locale;

/**
 * A wait in a tile's life, between two stamps. All but {@link #TRANSFER} lie end to end from ready
 * to verified; the transfer runs beside fence and signal. Declared from upstream to downstream.
 */
public enum Stage {
  /** The producer waits for a place in the ring, or for one in the receiver's buffer. */
  REQUEST(Stamp.READY, Stamp.REQUESTED),
  /** The request waits for the proxy. */
  RING(Stamp.REQUESTED, Stamp.TAKEN),
  /** The proxy waits for a place in the send queue. */
  POST(Stamp.TAKEN, Stamp.POSTED),
  /** The transfer waits for its acknowledgement. */
  TRANSFER(Stamp.POSTED, Stamp.COMPLETED),
  /** The signal is held back by the sender: a drain, or a group that is not full. */
  FENCE(Stamp.POSTED, Stamp.SIGNAL_POSTED),
  /**
   * The signal is on its way, held back by the NIC, the network or the receiver: a NIC fence, a
   * window of atomics.
   */
  SIGNAL(Stamp.SIGNAL_POSTED, Stamp.SIGNAL_SEEN),
  /** The receiver checks the data. */
  VERIFY(Stamp.SIGNAL_SEEN, Stamp.VERIFIED);

  private final Stamp from;
  private final Stamp to;

  Stage(Stamp from, Stamp to) {
    this.from = from;
    this.to = to;
  }

  public Stamp from() {
    return from;
  }

  public Stamp to() {
    return to;
  }

  /** The name in JSON and in counters. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
