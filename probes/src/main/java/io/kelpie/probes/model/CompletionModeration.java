package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;

/**
 * Completions that a NIC holds back to write them to its host together: count or time, whichever
 * comes first, as {@code ibv_modify_cq(3)} has them.
 *
 * @param completions of one completion queue that it writes together, 1 to 65,535; default 1
 * @param waitNanos after the first of them at which it writes what there is; default 0: at once;
 *     mlx5's driver sets 8 to 32 us for Ethernet queues [K]
 */
public record CompletionModeration(
    @Parameter(unit = "completions", low = 1, high = 65_535, source = Source.KNOWLEDGE)
        int completions,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
        int waitNanos) {
  /** Each completion is written at once. */
  public static final CompletionModeration PASS_THROUGH = new CompletionModeration(1, 0);

  /** Whether a completion may be held back. */
  boolean waits() {
    return completions > 1 && waitNanos > 0;
  }
}
