package io.kelpie.probes.model;

import java.util.Arrays;

/**
 * The rates that one sender's NIC allows its flows, a queue pair each, by {@link Dcqcn}: cut with
 * every notification, then raised in steps of time and of bytes, halfway back to the rate before
 * the cut at first, beyond it later.
 */
final class FlowRates {
  private final Dcqcn settings;
  private final double line;
  private final double[] rate;
  private final double[] target;
  private final double[] congestion;
  private final long[] estimated;
  private final long[] timed;
  private final long[] counted;
  private final int[] timerSteps;
  private final int[] counterSteps;
  private final long[] next;
  private final long[] notified;

  /**
   * @param line bytes a second of the port: no flow has more
   */
  FlowRates(Dcqcn settings, long line, int flows) {
    this.settings = settings;
    this.line = line;
    rate = new double[flows];
    target = new double[flows];
    congestion = new double[flows];
    estimated = new long[flows];
    timed = new long[flows];
    counted = new long[flows];
    timerSteps = new int[flows];
    counterSteps = new int[flows];
    next = new long[flows];
    notified = new long[flows];
    clear();
  }

  /** No flow is limited. */
  void clear() {
    Arrays.fill(rate, line);
    Arrays.fill(target, line);
    Arrays.fill(congestion, 1);
    Arrays.fill(next, Long.MIN_VALUE);
    Arrays.fill(notified, Long.MIN_VALUE / 2);
  }

  /** Bytes a second that a flow may send. */
  double rate(int flow, long now) {
    advance(flow, now);
    return rate[flow];
  }

  /** When a flow may send next. */
  long next(int flow) {
    return next[flow];
  }

  /** A flow sends so many bytes, headers included. */
  void sent(int flow, long now, long bytes) {
    advance(flow, now);
    if (rate[flow] >= line) {
      return;
    }
    next[flow] = now + Math.round(bytes / rate[flow] * 1e9);
    counted[flow] += bytes;
    while (counted[flow] >= settings.counterBytes()) {
      counted[flow] -= settings.counterBytes();
      counterSteps[flow]++;
      raise(flow);
    }
  }

  /** Whether a marked packet of a flow that comes now is told of: not too soon after the last. */
  boolean tells(int flow, long at) {
    boolean tells = at - notified[flow] >= settings.notificationNanos();
    if (tells) {
      notified[flow] = at;
    }
    return tells;
  }

  /** A notification came. */
  void cut(int flow, long now) {
    advance(flow, now);
    target[flow] = rate[flow];
    rate[flow] *= 1 - congestion[flow] / 2;
    congestion[flow] = (1 - settings.gain()) * congestion[flow] + settings.gain();
    estimated[flow] = now;
    timed[flow] = now;
    counted[flow] = 0;
    timerSteps[flow] = 0;
    counterSteps[flow] = 0;
  }

  private void advance(int flow, long now) {
    if (rate[flow] >= line) {
      return;
    }
    while (rate[flow] < line && now - timed[flow] >= settings.timerNanos()) {
      timed[flow] += settings.timerNanos();
      timerSteps[flow]++;
      raise(flow);
    }
    long falls = (now - estimated[flow]) / settings.estimateNanos();
    estimated[flow] += falls * settings.estimateNanos();
    congestion[flow] *= Math.pow(1 - settings.gain(), falls);
  }

  private void raise(int flow) {
    if (Math.min(timerSteps[flow], counterSteps[flow]) > settings.recoverySteps()) {
      target[flow] += settings.hyperBytesPerSecond();
    } else if (Math.max(timerSteps[flow], counterSteps[flow]) > settings.recoverySteps()) {
      target[flow] += settings.additiveBytesPerSecond();
    }
    target[flow] = Math.min(target[flow], line);
    rate[flow] = (rate[flow] + target[flow]) / 2;
    if (rate[flow] > line * (1 - 1e-6)) {
      rate[flow] = line;
    }
  }
}
