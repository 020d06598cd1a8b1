package io.kelpie.search.minimise;

/**
 * What random workloads said of an MFS.
 *
 * @param inside of workloads within all conditions; all show it, where the conditions suffice
 * @param outside of workloads just outside: within all conditions but one, and there at the value
 *     of its healthy neighbour; none shows it, where each condition is necessary
 */
public record Draws(Share inside, Share outside) {

  /**
   * Workloads that show the anomaly.
   *
   * @param of workloads that were run
   */
  public record Share(int shown, int of) {}
}
