package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * Equal links between two switches, on which the hosts hang in turn. A flow keeps the link that the
 * hash of its addresses and its label chooses, so that nothing of a queue pair overtakes; flows of
 * several hosts that meet on one link share it.
 */
final class Paths {
  private static final int SWITCHES = 2;

  private final Pipe[] links;
  private final int count;

  /**
   * @param count links each way
   */
  Paths(int count) {
    this.count = count;
    links = new Pipe[SWITCHES * count];
    Arrays.setAll(links, _ -> new Pipe());
  }

  void clear() {
    Arrays.stream(links).forEach(Pipe::clear);
  }

  /** The link of a flow, or -1 where both hosts hang on one switch. */
  int of(int from, int to, long label) {
    if (from % SWITCHES == to % SWITCHES) {
      return -1;
    }
    long hash = mix(mix(((long) from << 32) | to) ^ label);
    return from % SWITCHES * count + (int) Long.remainderUnsigned(hash, count);
  }

  Pipe link(int number) {
    return links[number];
  }

  /** Vigna's splitmix64. */
  private static long mix(long value) {
    long mixed = value + 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }
}
