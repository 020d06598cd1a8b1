package io.kelpie.probes.model;

import java.util.Arrays;

/** The first packet that is missing of each queue pair in one direction. */
final class Gaps {
  private static final int NONE = -1;
  private static final long NEVER = Long.MAX_VALUE;

  final int[] request;
  final long[] offset;
  final boolean[] told;
  final long[] noticed;

  Gaps(int queues) {
    request = new int[queues];
    offset = new long[queues];
    told = new boolean[queues];
    noticed = new long[queues];
  }

  void clear() {
    Arrays.fill(request, NONE);
    Arrays.fill(told, false);
    Arrays.fill(noticed, NEVER);
  }

  boolean isOpen(int queue) {
    return request[queue] != NONE;
  }

  void open(int queue, int missing, long from) {
    request[queue] = missing;
    offset[queue] = from;
    told[queue] = false;
    noticed[queue] = NEVER;
  }

  void close(int queue) {
    request[queue] = NONE;
    noticed[queue] = NEVER;
  }
}
