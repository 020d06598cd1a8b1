package io.kelpie.counters;

/** Which part of a transfer a counter speaks of. */
public enum CounterRole {
  /** The queue pair that posted a request. */
  REQUESTER,
  /** The queue pair that answers a request. */
  RESPONDER,
  /** Congestion control: marks, notifications, rate cuts. */
  CONGESTION,
  LINK,
  PCIE,
  GPU,
  /** The kernel and its network stack. */
  HOST,
  /** Kelpie's own sending side: GPU model, request ring, proxy. */
  SENDER,
  /** Kelpie's own receiving side. */
  RECEIVER
}
