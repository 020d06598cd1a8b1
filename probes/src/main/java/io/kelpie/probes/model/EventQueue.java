package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * Events in the order of their times, those of one time in the order in which they were scheduled.
 *
 * <p>A calendar whose days are nanoseconds: what comes within {@value #DAYS} ns of the event that
 * was taken last waits in a list of its own nanosecond, what comes later (or before) in a four-ary
 * heap, and the earlier of both is next. All of it is primitives; nothing is allocated but when the
 * lists or the heap grow.
 */
final class EventQueue {
  private static final int WHAT_BITS = 31;
  private static final int KIND_BITS = 5;
  private static final int DAYS = 1 << 12;
  private static final int WORD_BITS = 6;
  private static final long NEVER = Long.MAX_VALUE;

  private final int[] first = new int[DAYS];
  private final int[] last = new int[DAYS];
  private final long[] occupied = new long[DAYS >> WORD_BITS];
  private long occupiedWords;
  private long[] listed = new long[64];
  private int[] next = new int[64];
  private int free;
  private int unused;

  private long[] times = new long[64];
  private long[] keys = new long[64];
  private int size;
  private long scheduled;
  private long now;
  private int kind;
  private int what;

  EventQueue() {
    clear();
  }

  void clear() {
    Arrays.fill(occupied, 0);
    occupiedWords = 0;
    free = -1;
    unused = 0;
    size = 0;
    scheduled = 0;
    now = 0;
  }

  /**
   * @param kind below 32
   * @param what not negative
   */
  void schedule(long time, int kind, int what) {
    long key = (((scheduled++ << KIND_BITS) | kind) << WHAT_BITS) | what;
    long ahead = time - now;
    if (ahead >= 0 && ahead < DAYS) {
      list((int) time & (DAYS - 1), key);
    } else {
      push(time, key);
    }
  }

  private void list(int day, long key) {
    int place = place();
    listed[place] = key;
    int word = day >> WORD_BITS;
    long bit = 1L << day;
    if ((occupied[word] & bit) == 0) {
      occupied[word] |= bit;
      occupiedWords |= 1L << word;
      first[day] = place;
    } else {
      next[last[day]] = place;
    }
    last[day] = place;
  }

  private int place() {
    int place = free;
    if (place >= 0) {
      free = next[place];
      return place;
    }
    if (unused == listed.length) {
      listed = Arrays.copyOf(listed, 2 * unused);
      next = Arrays.copyOf(next, 2 * unused);
    }
    return unused++;
  }

  /**
   * Lets time go on to a moment if nothing happens up to it.
   *
   * @param time not before {@link #now}
   * @return whether it did
   */
  boolean passTo(long time) {
    if (size > 0 && times[0] <= time) {
      return false;
    }
    if (occupiedWords != 0
        && ((nextDay((int) now & (DAYS - 1)) - (int) now) & (DAYS - 1)) <= time - now) {
      return false;
    }
    now = time;
    return true;
  }

  /** Takes the next event; false when there is none. */
  boolean advance() {
    long later = size == 0 ? NEVER : times[0];
    if (occupiedWords == 0) {
      return size > 0 && takeLater();
    }
    int day = nextDay((int) now & (DAYS - 1));
    long time = now + ((day - (int) now) & (DAYS - 1));
    int place = first[day];
    if (later < time || (later == time && keys[0] < listed[place])) {
      return takeLater();
    }
    take(time, listed[place]);
    if (place == last[day]) {
      int word = day >> WORD_BITS;
      occupied[word] &= ~(1L << day);
      if (occupied[word] == 0) {
        occupiedWords &= ~(1L << word);
      }
    } else {
      first[day] = next[place];
    }
    next[place] = free;
    free = place;
    return true;
  }

  /** The first occupied day from this one on, around the calendar. */
  private int nextDay(int from) {
    int word = from >> WORD_BITS;
    long here = occupied[word] & (-1L << from);
    if (here == 0) {
      long behind = occupiedWords & (-2L << word);
      word = Long.numberOfTrailingZeros(behind == 0 ? occupiedWords : behind);
      here = occupied[word];
    }
    return (word << WORD_BITS) + Long.numberOfTrailingZeros(here);
  }

  private boolean takeLater() {
    take(times[0], keys[0]);
    size--;
    sink(times[size], keys[size]);
    return true;
  }

  private void take(long time, long key) {
    now = time;
    what = (int) key & Integer.MAX_VALUE;
    kind = (int) (key >>> WHAT_BITS) & ((1 << KIND_BITS) - 1);
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
