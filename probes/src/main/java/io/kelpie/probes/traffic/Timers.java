package io.kelpie.probes.traffic;

import io.kelpie.probes.Silence;
import io.kelpie.probes.Silences;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Law;
import io.kelpie.workload.Workload;
import java.util.List;

/**
 * Finds the silences that a queue pair's timers ended: times without progress that are as long as
 * the timer. Time in which this thread itself did not run does not count.
 */
final class Timers {
  /** The timers of IBTA 1.4, volume 1, table 45, in hundredths of a millisecond, by code. */
  private static final int[] RNR_CODES = {
    65536, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536,
    2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 49152
  };

  private static final long RNR_UNIT = 10_000L;
  private static final long ACK_UNIT = 4_096L;

  /** A gap between two turns from which on this thread was not running. */
  private static final long ABSENCE = 4_000_000L;

  /** An RNR silence is told from a drain by being this many round trips longer than its timer. */
  private static final int RNR_ROUND_TRIPS = 3;

  private static final int ENDLESS_RNR = 7;

  private final long ackTimeout;
  private final long rnrTimer;
  private final long pending;
  private long rnrFrom;
  private long last;
  private long silence;
  private final Silences silences = new Silences();
  private boolean isMeasured;
  private long measured;

  /**
   * @param present whether the queues have the timers that the workload names
   */
  Timers(Workload workload, boolean present) {
    boolean reliable = present && workload.get(Catalogue.QP_TYPE) == QpType.RC;
    int code = workload.integer(Catalogue.ACK_TIMEOUT);
    ackTimeout = reliable && code > 0 ? ACK_UNIT << code : Long.MAX_VALUE;
    rnrTimer =
        reliable && Law.consumesReceives(workload)
            ? RNR_CODES[workload.integer(Catalogue.RNR_TIMER)] * RNR_UNIT
            : Long.MAX_VALUE;
    rnrFrom = rnrTimer;
    pending = Math.max(ackPending(workload, reliable, code), rnrPending(workload));
  }

  /** Drivers may take up to twice the time that the code says. */
  private long ackPending(Workload workload, boolean reliable, int code) {
    if (!reliable) {
      return 0;
    }
    return code == 0 ? Long.MAX_VALUE : 2 * ackTimeout * (workload.integer(Catalogue.RETRIES) + 1);
  }

  private long rnrPending(Workload workload) {
    if (rnrTimer == Long.MAX_VALUE) {
      return 0;
    }
    int retries = workload.integer(Catalogue.RNR_RETRIES);
    return retries == ENDLESS_RNR ? Long.MAX_VALUE : 2 * rnrTimer * (retries + 1);
  }

  /** Nanoseconds of silence for which a timer may still end it. */
  long pending() {
    return pending;
  }

  void idleRoundTrip(long nanoseconds) {
    rnrFrom = rnrTimer == Long.MAX_VALUE ? rnrTimer : rnrTimer + RNR_ROUND_TRIPS * nanoseconds;
  }

  /** A pass starts. */
  void start(long now, boolean isMeasuredPass) {
    last = now;
    silence = 0;
    isMeasured = isMeasuredPass;
    silences.startPass(isMeasured);
  }

  /** A turn at {@code now}, in which something moved or not. */
  void turn(long now, boolean moved) {
    if (now - last < ABSENCE) {
      silence += now - last;
    }
    measured += isMeasured ? now - last : 0;
    last = now;
    if (moved) {
      if (silence >= ackTimeout) {
        silences.add(Silence.ACK_TIMEOUT, now - silence, now);
      } else if (silence >= rnrFrom) {
        silences.add(Silence.RNR_TIMER, now - silence, now);
      }
      silence = 0;
    }
  }

  List<Silence> silences() {
    return silences.of(measured);
  }
}
