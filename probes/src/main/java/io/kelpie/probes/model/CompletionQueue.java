package io.kelpie.probes.model;

/** Completions that the NIC wrote and the proxy has yet to poll, oldest first. */
final class CompletionQueue {
  private final int[] requests;
  private final long[] writtenAt;
  private int first;
  private int end;
  private long age;
  private long polled;

  /**
   * @param requests the most completions of a pass
   */
  CompletionQueue(int requests) {
    this.requests = new int[requests];
    writtenAt = new long[requests];
  }

  /** Forgets completions that nobody polled; what was measured stays. */
  void clear() {
    first = 0;
    end = 0;
  }

  void write(int request, long now) {
    requests[end] = request;
    writtenAt[end++] = now;
  }

  boolean isEmpty() {
    return first == end;
  }

  /**
   * Takes the oldest completion.
   *
   * @return the work request that it tells of
   */
  int poll(long now, boolean measured) {
    if (measured) {
      age += now - writtenAt[first];
      polled++;
    }
    return requests[first++];
  }

  /** Nanoseconds for which those that were polled had waited, all together. */
  long age() {
    return age;
  }

  /** Completions that were polled. */
  long polled() {
    return polled;
  }
}
