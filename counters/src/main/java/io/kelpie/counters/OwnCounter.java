package io.kelpie.counters;

import static io.kelpie.counters.CounterClass.DIAGNOSTIC;
import static io.kelpie.counters.CounterClass.PERFORMANCE;
import static io.kelpie.counters.CounterRole.LINK;
import static io.kelpie.counters.CounterRole.RECEIVER;
import static io.kelpie.counters.CounterRole.REQUESTER;
import static io.kelpie.counters.CounterRole.SENDER;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The counters that Kelpie takes from the stage clock: levels over a measured window, driven as a
 * device's are. Quanta are what two equal runs may differ by: a microsecond, a hundredth of a share
 * or of a mean number.
 */
public enum OwnCounter {
  GOODPUT(PERFORMANCE, "bytes/s", LINK, 1000, "verified payload per second"),
  TILE_RATE(PERFORMANCE, "tiles/s", LINK, 1, "verified tiles per second"),
  FENCE_WAIT_PER_TILE(DIAGNOSTIC, "s", SENDER, 1e-6, "mean wait of a signal behind its tile"),
  POSTED_LESS_COMPLETED(DIAGNOSTIC, "tiles", REQUESTER, 0.01, "mean tiles outstanding"),
  LINK_IDLE_WHILE_QUEUED(
      DIAGNOSTIC, "share", LINK, 0.01, "time in which work was queued and none was posted"),
  RING_OCCUPANCY(DIAGNOSTIC, "tiles", SENDER, 0.01, "mean tiles waiting in the request ring"),
  PROXY_LOOP_GAP(DIAGNOSTIC, "s", SENDER, 1e-6, "99th percentile between turns of the proxy"),
  CQE_AGE(DIAGNOSTIC, "s", REQUESTER, 1e-6, "mean age of a completion when it was polled"),
  SOJOURN_SMALL(DIAGNOSTIC, "s", LINK, 1e-6, "mean time in the system, smallest size class"),
  SOJOURN_LARGE(DIAGNOSTIC, "s", LINK, 1e-6, "mean time in the system, largest size class"),
  QP_IMBALANCE(DIAGNOSTIC, "ratio", REQUESTER, 0.01, "most loaded queue pair over the mean"),
  SIGNAL_SPREAD(DIAGNOSTIC, "s", RECEIVER, 1e-6, "from a pass's first signal seen to its last"),
  BLOCKED_SHARE_REQUEST(DIAGNOSTIC, "share", SENDER, 0.01, "makespan blocked on a free ring slot"),
  BLOCKED_SHARE_RING(DIAGNOSTIC, "share", SENDER, 0.01, "makespan blocked on the proxy"),
  BLOCKED_SHARE_POST(DIAGNOSTIC, "share", REQUESTER, 0.01, "makespan blocked on the send queue"),
  BLOCKED_SHARE_FENCE(DIAGNOSTIC, "share", SENDER, 0.01, "makespan blocked on a software fence"),
  BLOCKED_SHARE_TRANSFER(DIAGNOSTIC, "share", LINK, 0.01, "makespan blocked on transfers"),
  BLOCKED_SHARE_SIGNAL(DIAGNOSTIC, "share", REQUESTER, 0.01, "makespan blocked on signals"),
  BLOCKED_SHARE_VERIFY(DIAGNOSTIC, "share", RECEIVER, 0.01, "makespan blocked on the receiver"),
  BOUND_RESIDUAL(DIAGNOSTIC, "share", LINK, 0.01, "1 less goodput over the smallest bound");

  /** The source of all of them. */
  public static final String SOURCE = "own";

  private final Counter counter;

  OwnCounter(
      CounterClass counterClass, String unit, CounterRole role, double quantum, String meaning) {
    String name = name().toLowerCase(Locale.ROOT);
    counter =
        new Counter(
            "own/" + name,
            name,
            "own",
            CounterKind.GAUGE,
            Double.SIZE,
            unit,
            CounterScope.PROCESS,
            role,
            counterClass,
            quantum,
            meaning);
  }

  public Counter counter() {
    return counter;
  }

  /** Its value over a window, in its unit. */
  public CounterReading of(double value) {
    return CounterReading.level(counter, value);
  }

  /** The window had nothing to measure it by. */
  public CounterReading unknown(String reason) {
    return CounterReading.unknown(counter, reason);
  }

  /** All of them, in the order of this list. */
  public static List<Counter> counters() {
    return Arrays.stream(values()).map(OwnCounter::counter).toList();
  }
}
