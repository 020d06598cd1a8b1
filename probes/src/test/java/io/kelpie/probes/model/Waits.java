package io.kelpie.probes.model;

import static org.assertj.core.api.Assertions.assertThat;

/** How often a test met each kind of wait: a check that no draw needs is none. */
final class Waits {
  /** What a wait ends with. */
  enum Blocker {
    NOTHING,
    ASKING,
    PLACE,
    PUBLICATION,
    THREAD,
    FULL_OR_DRAIN,
    QUEUE_ORDER,
    SPACING,
    FENCE,
    WINDOW,
    PACKETS,
    RATE,
    GOING_BACK,
    NO_RETRIES,
    SEQUENCE_ERROR,
    TIMER,
    LOST,
    LOST_PLACE,
    ENDPOINT,
    PORT,
    ATOMICS_UNIT,
    ENGINE,
    PCIE_READS,
    SOCKET,
    LINK,
    NOTIFICATION,
    SWITCH,
    RECEIVING_SIDE,
    PCIE_WRITES,
    PAUSE,
    RECEIVE,
    SOFTWARE,
    COALESCING,
    COVERED,
    PART,
    PART_WITHOUT_RECEIVE,
    REST,
    MODERATION,
    COPIES,
    HOOK
  }

  private final int[] met = new int[Blocker.values().length];

  void met(Blocker blocker) {
    met[blocker.ordinal()]++;
  }

  void assertMet(Iterable<Blocker> blockers) {
    for (Blocker blocker : blockers) {
      assertThat(met[blocker.ordinal()]).as(blocker.toString()).isGreaterThan(20);
    }
  }

  // Millions of checks: cheaper than a fluent one each.

  static void same(long actual, long expected) {
    if (actual != expected) {
      throw new AssertionError(actual + ", not " + expected);
    }
  }

  static void same(boolean actual, boolean expected) {
    if (actual != expected) {
      throw new AssertionError(actual + ", not " + expected);
    }
  }

  static void between(long actual, long low, long high) {
    if (actual < low || actual > high) {
      throw new AssertionError(actual + ", not between " + low + " and " + high);
    }
  }
}
