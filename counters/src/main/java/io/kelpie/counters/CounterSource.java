package io.kelpie.counters;

import java.util.List;

/** A place that shows counters. What it shows is found at run time and may change between reads. */
public interface CounterSource {

  /** A short name: {@code rdma}, {@code net}, {@code ethtool}, {@code host}. */
  String name();

  /** The counters that it shows now, in the order of their ids. */
  List<Counter> counters();

  /**
   * Reads every counter. All that happened before the call is in what is read: a source whose
   * values are cached waits until the cache is younger than the call. A counter that cannot be read
   * is {@link Reading.Unknown}; nothing is thrown.
   */
  Snapshot read();
}
