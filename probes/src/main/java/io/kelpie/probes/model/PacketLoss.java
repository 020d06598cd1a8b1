package io.kelpie.probes.model;

/** Which packets the network loses. */
interface PacketLoss {
  /** Whether the next packet is lost. */
  boolean takes();
}
