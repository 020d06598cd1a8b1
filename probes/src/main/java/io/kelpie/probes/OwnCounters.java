package io.kelpie.probes;

import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kelpie's own diagnostic counters of one run: what a flow's stage clock and its sender tell. */
public final class OwnCounters {
  private OwnCounters() {}

  /**
   * What the sending side counted beside the clock, over the measured windows.
   *
   * @param loopGap 99th percentile of the time between two turns of the proxy while it had work, in
   *     seconds; null where turns were not timed
   * @param completionAge mean time that a completion lay in its queue before it was polled, in
   *     seconds; null where that is not known
   * @param imbalance work requests of the most loaded queue pair over the mean, from 1
   */
  public record Sender(
      @Nullable Double loopGap, @Nullable Double completionAge, double imbalance) {}

  /**
   * Work of the most loaded queue pair over the mean of all.
   *
   * @param requests work requests of each queue pair that had any
   * @param queuePairs queue pairs that the workload has, idle ones included
   */
  public static double imbalance(long[] requests, long queuePairs) {
    long most = 0;
    long all = 0;
    for (long each : requests) {
      most = Math.max(most, each);
      all += each;
    }
    return all == 0 ? 1 : (double) most * queuePairs / all;
  }

  /**
   * All own counters, in the order of {@link OwnCounter}; all unknown where tiles went missing: the
   * wait for what never comes is most of the time, and a search that drove it would settle among
   * lossy workloads.
   *
   * @param clock of the slowest flow, with at least one measured pass
   * @param bound payload bytes a second that this flow could reach at best; null where no bound is
   *     known
   * @param missing tiles or signals of the run that never arrived
   */
  public static List<CounterReading> of(
      StageClock clock, Sender sender, @Nullable Double bound, long missing) {
    if (missing > 0) {
      return Arrays.stream(OwnCounter.values())
          .map(counter -> counter.unknown("tiles went missing"))
          .toList();
    }
    List<StageTime> stages = clock.stages();
    double small = clock.smallestMeanSojourn();
    double large = clock.hasOneSizeClass() ? small : clock.largestMeanSojourn();
    return Arrays.stream(OwnCounter.values())
        .map(counter ->
            switch (counter) {
              case GOODPUT -> counter.of(clock.goodput());
              case TILE_RATE -> counter.of(clock.tileRate());
              case FENCE_WAIT_PER_TILE -> counter.of(stages.get(Stage.FENCE.ordinal()).mean());
              case POSTED_LESS_COMPLETED -> counter.of(clock.occupancy(Stage.TRANSFER));
              case LINK_IDLE_WHILE_QUEUED -> counter.of(clock.linkIdleWhileQueued());
              case RING_OCCUPANCY -> counter.of(clock.occupancy(Stage.RING));
              case PROXY_LOOP_GAP ->
                  measured(counter, sender.loopGap(), "the proxy's turns were not timed");
              case CQE_AGE ->
                  measured(counter, sender.completionAge(), "completions carry no time");
              case SOJOURN_SMALL -> counter.of(small);
              case SOJOURN_LARGE -> counter.of(large);
              case QP_IMBALANCE -> counter.of(sender.imbalance());
              case SIGNAL_SPREAD -> counter.of(clock.signalSpread());
              case BLOCKED_SHARE_REQUEST -> blocked(counter, stages, Stage.REQUEST);
              case BLOCKED_SHARE_RING -> blocked(counter, stages, Stage.RING);
              case BLOCKED_SHARE_POST -> blocked(counter, stages, Stage.POST);
              case BLOCKED_SHARE_FENCE -> blocked(counter, stages, Stage.FENCE);
              case BLOCKED_SHARE_TRANSFER -> blocked(counter, stages, Stage.TRANSFER);
              case BLOCKED_SHARE_SIGNAL -> blocked(counter, stages, Stage.SIGNAL);
              case BLOCKED_SHARE_VERIFY -> blocked(counter, stages, Stage.VERIFY);
              case BOUND_RESIDUAL ->
                  measured(
                      counter,
                      bound == null ? null : Double.valueOf(1 - clock.goodput() / bound),
                      "this device has no physical rate");
            })
        .toList();
  }

  private static CounterReading blocked(OwnCounter counter, List<StageTime> stages, Stage stage) {
    return counter.of(stages.get(stage.ordinal()).blockedShare());
  }

  private static CounterReading measured(
      OwnCounter counter, @Nullable Double value, String otherwise) {
    return value == null ? counter.unknown(otherwise) : counter.of(value);
  }
}
