package io.kelpie.probes.megakernel;

import io.kelpie.probes.Stamp;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds the stages of tiles against the time from ready to verified that the kernel's clock alone
 * gives. A pass stands between two readings of both clocks: what the kernel stamped before the host
 * took over is joined by the first, what it stamped after by the second. So the sum of the stages
 * is not that time by construction: it is off where the clocks were joined wrongly.
 */
final class Waterfall {
  private static final String[] STAGES = {"request", "ring", "post", "fence", "signal", "verify"};

  private final long[] sums = new long[STAGES.length];
  private long lives;
  private long tiles;
  private long worstError;
  private long leastRing = Long.MAX_VALUE;
  private long leastSignal = Long.MAX_VALUE;

  /** Where a tile of a pass that ended stood: by the kernel's clock, or by the host's. */
  interface Life {
    /** Ready, requested, seen or verified, by the kernel's clock. */
    long kernel(Stamp stamp);

    /** Taken, posted or signal posted, by the host's clock. */
    long host(Stamp stamp);
  }

  /** Adds a tile of a pass between two readings. */
  void add(Life life, ClockJoin.Reading before, ClockJoin.Reading after) {
    ClockJoin early = new ClockJoin(before, before);
    ClockJoin late = new ClockJoin(after, after);
    long[] moments = {
      early.host(life.kernel(Stamp.READY)),
      early.host(life.kernel(Stamp.REQUESTED)),
      life.host(Stamp.TAKEN),
      life.host(Stamp.POSTED),
      life.host(Stamp.SIGNAL_POSTED),
      late.host(life.kernel(Stamp.SIGNAL_SEEN)),
      late.host(life.kernel(Stamp.VERIFIED))
    };
    for (int stage = 0; stage < sums.length; stage++) {
      sums[stage] += moments[stage + 1] - moments[stage];
    }
    leastRing = Math.min(leastRing, moments[2] - moments[1]);
    leastSignal = Math.min(leastSignal, moments[5] - moments[4]);
    worstError = Math.max(worstError, Math.max(before.error(), after.error()));
    lives += life.kernel(Stamp.VERIFIED) - life.kernel(Stamp.READY);
    tiles++;
  }

  /** By which the sum of the stages differs from the kernel's own time, as a share of that. */
  double offBy() {
    long sum = 0;
    for (long stage : sums) {
      sum += stage;
    }
    return (double) sum / lives - 1;
  }

  /**
   * Whether nothing came before its cause by more than the clocks may be off: no request was taken
   * before it was made, no signal seen before it was sent.
   */
  boolean isCausal() {
    return leastRing >= -worstError && leastSignal >= -worstError;
  }

  /** Mean seconds of each stage, and how they add up. */
  Map<String, Object> figures() {
    Map<String, Object> stages = new LinkedHashMap<>();
    double sum = 0;
    for (int stage = 0; stage < sums.length; stage++) {
      double mean = sums[stage] * 1e-9 / tiles;
      stages.put(STAGES[stage], mean);
      sum += mean;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("tiles", tiles);
    result.put("stages", stages);
    result.put("sum", sum);
    result.put("end_to_end_by_the_kernel_alone", lives * 1e-9 / tiles);
    result.put("off_by", offBy());
    result.put("clocks_off_by_at_most", worstError * 1e-9);
    result.put("least_from_requested_to_taken", leastRing * 1e-9);
    result.put("least_from_signal_posted_to_seen", leastSignal * 1e-9);
    result.put("causal", isCausal());
    return result;
  }
}
