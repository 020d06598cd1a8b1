package io.kelpie.probes;

/**
 * The times of a run in which nothing moved although work was outstanding, each ended by a timer.
 *
 * @param timer {@link #ACK_TIMEOUT} or {@link #RNR_TIMER}
 * @param seconds the longest such time of the run
 * @param share of the measured windows' time, what such times took together
 */
public record Silence(String timer, double seconds, double share) {
  public static final String ACK_TIMEOUT = "ack_timeout";
  public static final String RNR_TIMER = "rnr_timer";
}
