package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.LAP_BITS;
import static io.kelpie.ffi.cuda.Protocol.REQUEST_WORDS;

/**
 * A ring of requests between any number of producers and one proxy. A producer takes a slot by
 * adding to a counter, waits until the proxy has told that the slot's last request is taken, and
 * writes eight words, each with the lap in its low bits; the proxy has a request once all its words
 * are of the lap that it expects. So a request needs no fence between its words, whatever order
 * they become visible in. What a request speaks of must be visible before it: that fence is the
 * producer's.
 */
final class RequestRing {
  private static final long LAP_MASK = (1L << LAP_BITS) - 1;

  private final Words memory;
  private final long issued;
  private final long requests;
  private final long consumed;
  private final int depth;
  private final int lapShift;
  private final int interval;
  private final int words;
  private long next;
  private long told;

  /**
   * @param issued the word that counts requests ever issued
   * @param requests the first word of the slots
   * @param consumed the word that counts requests ever taken, as far as the proxy told
   * @param depth slots, a power of two
   * @param interval requests after which the proxy tells how many it took, at most {@code depth}
   */
  RequestRing(Words memory, long issued, long requests, long consumed, int depth, int interval) {
    this(memory, issued, requests, consumed, depth, interval, REQUEST_WORDS);
  }

  /** A ring whose requests have fewer words: what a check of all interleavings can afford. */
  RequestRing(
      Words memory, long issued, long requests, long consumed, int depth, int interval, int words) {
    if (Integer.bitCount(depth) != 1 || interval < 1 || interval > depth) {
      throw new IllegalArgumentException("no ring of " + depth + " slots, told every " + interval);
    }
    this.memory = memory;
    this.issued = issued;
    this.requests = requests;
    this.consumed = consumed;
    this.depth = depth;
    this.lapShift = Integer.numberOfTrailingZeros(depth);
    this.interval = interval;
    this.words = words;
  }

  /** Takes a slot; the producer's. */
  long reserve() {
    return memory.add(issued, 1);
  }

  /** Whether the slot may be written; the producer's. */
  boolean hasRoom(long slot) {
    return slot < memory.get(consumed) + depth;
  }

  /** Writes a request, 56 bits a word; the producer's, once there is room. */
  void write(long slot, long[] payload) {
    long to = requests + (slot & (depth - 1)) * words;
    long lap = lap(slot);
    for (int i = 0; i < words; i++) {
      memory.set(to + i, payload[i] << LAP_BITS | lap);
    }
  }

  /** Takes the next request, if all of it is there; the proxy's. */
  boolean take(long[] payload) {
    long from = requests + (next & (depth - 1)) * words;
    long lap = lap(next);
    for (int i = 0; i < words; i++) {
      long word = memory.get(from + i);
      if ((word & LAP_MASK) != lap) {
        return false;
      }
      payload[i] = word >>> LAP_BITS;
    }
    next++;
    if (next - told >= interval) {
      tell();
    }
    return true;
  }

  /** Tells producers how many requests were taken; the proxy's, also before it rests. */
  void tell() {
    if (told != next) {
      told = next;
      memory.set(consumed, next);
    }
  }

  /** Requests taken so far. */
  long taken() {
    return next;
  }

  private long lap(long slot) {
    return (slot >>> lapShift) + 1 & LAP_MASK;
  }
}
