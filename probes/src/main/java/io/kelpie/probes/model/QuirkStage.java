package io.kelpie.probes.model;

import java.util.Locale;

/** Where in the model a quirk takes its time. */
public enum QuirkStage {
  /** The sending NIC's engine. */
  TRANSMIT,
  /** The receiving NIC, in front of PCIe: what does not fit its buffer pauses the sender. */
  RECEIVE,
  /** PCIe writes of the receiving host. */
  PLACE,
  /** The receiving NIC's atomics unit. */
  ATOMIC,
  /** From an acknowledgement to its completion. */
  COMPLETION;

  /** The word in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
