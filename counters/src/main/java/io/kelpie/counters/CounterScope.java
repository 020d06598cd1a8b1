package io.kelpie.counters;

/** What one value of a counter covers. */
public enum CounterScope {
  DEVICE,
  PORT,
  PRIORITY,
  QUEUE_PAIR,
  HOST,
  PROCESS
}
