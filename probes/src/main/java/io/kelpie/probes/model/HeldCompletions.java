package io.kelpie.probes.model;

/**
 * Completions of one completion queue that the NIC holds back until there are enough of them, or
 * the first has waited long enough.
 */
final class HeldCompletions {
  private static final long NEVER = Long.MAX_VALUE;

  private final CompletionModeration settings;
  private final int[] requests;
  private int count;
  private long until;

  /**
   * @param most completions of a pass
   */
  HeldCompletions(CompletionModeration settings, int most) {
    this.settings = settings;
    requests = new int[Math.min(settings.completions(), most)];
    clear();
  }

  void clear() {
    count = 0;
    until = NEVER;
  }

  /**
   * Holds a completion.
   *
   * @return when they are written at the latest: the time itself where there are enough, {@link
   *     Long#MAX_VALUE} where that is known already
   */
  long hold(int request, long now) {
    requests[count++] = request;
    if (count == settings.completions()) {
      until = now;
      return now;
    }
    if (count > 1) {
      return NEVER;
    }
    until = now + settings.waitNanos();
    return until;
  }

  /** Whether those that are held are written at this time. */
  boolean isDue(long now) {
    return until == now;
  }

  int count() {
    return count;
  }

  int request(int place) {
    return requests[place];
  }
}
