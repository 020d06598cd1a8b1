package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * Fences in a command queue that all queue pairs of a sender share: a fenced work request starts
 * when everything before it was acknowledged, and nothing behind it starts before it.
 */
final class EndpointFence {
  private final int[] place;
  private final int[] fences;
  private int[] held;
  private int[] released;
  private final boolean[] isHeld;
  private int appended;
  private int acknowledged;
  private int first;
  private int last;
  private int holding;

  /**
   * @param requests most work requests of a pass
   * @param queuePairs of the sender
   */
  EndpointFence(int requests, int queuePairs) {
    place = new int[requests];
    fences = new int[requests];
    held = new int[queuePairs];
    released = new int[queuePairs];
    isHeld = new boolean[queuePairs];
  }

  void clear() {
    appended = 0;
    acknowledged = 0;
    first = 0;
    last = 0;
    holding = 0;
    Arrays.fill(isHeld, false);
  }

  void append(int request, boolean fenced) {
    place[request] = appended++;
    if (fenced) {
      fences[last++] = request;
    }
  }

  /** Whether a fence keeps the first work request of a queue from starting. */
  boolean holds(int request, int queue) {
    if (first == last || place[request] < place[fences[first]]) {
      return false;
    }
    if (request == fences[first] && isOpen()) {
      return false;
    }
    if (!isHeld[queue]) {
      isHeld[queue] = true;
      held[holding++] = queue;
    }
    return true;
  }

  /**
   * A work request was acknowledged.
   *
   * @return whether the first fence may start for it
   */
  boolean acknowledged() {
    acknowledged++;
    return first < last && isOpen();
  }

  /**
   * A work request started.
   *
   * @return whether that was a fence, so that others may start behind it
   */
  boolean started(int request) {
    if (first == last || request != fences[first]) {
      return false;
    }
    first++;
    return true;
  }

  /** The fence that comes next, while {@link #acknowledged} says that there is one. */
  int next() {
    return fences[first];
  }

  /**
   * Lets go of the queues that were held; they may be held again.
   *
   * @return how many {@link #released} has, until the next release
   */
  int release() {
    int count = holding;
    int[] emptied = released;
    released = held;
    held = emptied;
    holding = 0;
    for (int place = 0; place < count; place++) {
      isHeld[released[place]] = false;
    }
    return count;
  }

  /** A queue that was let go, in the order in which they came. */
  int released(int place) {
    return released[place];
  }

  private boolean isOpen() {
    return acknowledged == place[fences[first]];
  }
}
