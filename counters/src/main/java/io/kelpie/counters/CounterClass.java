package io.kelpie.counters;

/** What the search does with a counter. */
public enum CounterClass {
  /** A rate that a workload should reach: the search drives it to its minimum. */
  PERFORMANCE,
  /** A sign of trouble inside: the search drives it to its maximum. */
  DIAGNOSTIC,
  /** Bytes, packets, requests: never driven, it norms the others. */
  TRAFFIC
}
