package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * Events in the order of their times, those of one time in the order in which they were scheduled.
 *
 * <p>Most kinds of event are scheduled in the order in which they happen, because what delays them
 * is constant: each kind has a lane, a ring in order of time, and what would not be in order there
 * goes to a four-ary heap beside them. All of it is primitives; nothing is allocated but when a
 * lane or the heap grows.
 */
final class EventQueue {
  private static final int WHAT_BITS = 32;
  private static final int KIND_BITS = 4;
  private static final long NEVER = Long.MAX_VALUE;

  private final int heap;
  private final long[] headTimes;
  private final long[] headKeys;
  private final Lane[] lanes;
  private long[] times = new long[64];
  private long[] keys = new long[64];
  private int size;
  private long scheduled;
  private long now;
  private int kind;
  private int what;

  /** Events of one kind in order of time. */
  private static final class Lane {
    private long[] times = new long[64];
    private long[] keys = new long[64];
    private int first;
    private int count;

    void append(long time, long key) {
      if (count == times.length) {
        grow();
      }
      int at = (first + count++) & (times.length - 1);
      times[at] = time;
      keys[at] = key;
    }

    long last() {
      return times[(first + count - 1) & (times.length - 1)];
    }

    private void grow() {
      times = unrolled(times);
      keys = unrolled(keys);
      first = 0;
    }

    private long[] unrolled(long[] ring) {
      long[] grown = new long[2 * ring.length];
      System.arraycopy(ring, first, grown, 0, ring.length - first);
      System.arraycopy(ring, 0, grown, ring.length - first, first);
      return grown;
    }
  }

  /**
   * @param kinds how many kinds of events there are, up to 16
   */
  EventQueue(int kinds) {
    heap = kinds;
    lanes = new Lane[kinds];
    Arrays.setAll(lanes, _ -> new Lane());
    headTimes = new long[kinds + 1];
    headKeys = new long[kinds + 1];
    clear();
  }

  void clear() {
    for (Lane lane : lanes) {
      lane.first = 0;
      lane.count = 0;
    }
    Arrays.fill(headTimes, NEVER);
    Arrays.fill(headKeys, NEVER);
    size = 0;
    scheduled = 0;
  }

  /**
   * @param kind below the number of kinds
   * @param what not negative
   */
  void schedule(long time, int kind, int what) {
    long key = (((scheduled++ << KIND_BITS) | kind) << WHAT_BITS) | what;
    Lane lane = lanes[kind];
    if (lane.count == 0) {
      lane.append(time, key);
      headTimes[kind] = time;
      headKeys[kind] = key;
    } else if (time >= lane.last()) {
      lane.append(time, key);
    } else {
      push(time, key);
      headTimes[heap] = times[0];
      headKeys[heap] = keys[0];
    }
  }

  /** Takes the next event; false when there is none. */
  boolean advance() {
    int next = heap;
    long time = headTimes[heap];
    for (int lane = 0; lane < heap; lane++) {
      long other = headTimes[lane];
      if (other < time || (other == time && headKeys[lane] < headKeys[next])) {
        next = lane;
        time = other;
      }
    }
    if (time == NEVER) {
      return false;
    }
    now = time;
    what = (int) headKeys[next];
    kind = (int) (headKeys[next] >>> WHAT_BITS) & ((1 << KIND_BITS) - 1);
    if (next == heap) {
      pop();
    } else {
      Lane lane = lanes[next];
      lane.first = (lane.first + 1) & (lane.times.length - 1);
      lane.count--;
      headTimes[next] = lane.count == 0 ? NEVER : lane.times[lane.first];
      headKeys[next] = lane.count == 0 ? NEVER : lane.keys[lane.first];
    }
    return true;
  }

  /** The time of the event that was taken last, in nanoseconds. */
  long now() {
    return now;
  }

  /** The kind of the event that was taken last. */
  int kind() {
    return kind;
  }

  /** What the event that was taken last is about. */
  int what() {
    return what;
  }

  private void push(long time, long key) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >> 2;
      if (!before(time, key, parent)) {
        break;
      }
      times[hole] = times[parent];
      keys[hole] = keys[parent];
      hole = parent;
    }
    times[hole] = time;
    keys[hole] = key;
  }

  private void pop() {
    size--;
    sink(times[size], keys[size]);
    headTimes[heap] = size == 0 ? NEVER : times[0];
    headKeys[heap] = size == 0 ? NEVER : keys[0];
  }

  private void sink(long time, long key) {
    long[] at = times;
    long[] of = keys;
    int hole = 0;
    for (int first = 1; first < size; first = 4 * hole + 1) {
      int least = first;
      long leastTime = at[first];
      int end = Math.min(first + 4, size);
      for (int child = first + 1; child < end; child++) {
        long childTime = at[child];
        if (childTime < leastTime || (childTime == leastTime && of[child] < of[least])) {
          least = child;
          leastTime = childTime;
        }
      }
      if (time < leastTime || (time == leastTime && key < of[least])) {
        break;
      }
      at[hole] = leastTime;
      of[hole] = of[least];
      hole = least;
    }
    at[hole] = time;
    of[hole] = key;
  }

  private boolean before(long time, long key, int other) {
    return time < times[other] || (time == times[other] && key < keys[other]);
  }
}
