package io.kelpie.probes;

/**
 * A time in which nothing moved although work was outstanding, ended by a timer.
 *
 * @param timer {@link #ACK_TIMEOUT} or {@link #RNR_TIMER}
 * @param seconds the longest such time of the run
 */
public record Silence(String timer, double seconds) {
  public static final String ACK_TIMEOUT = "ack_timeout";
  public static final String RNR_TIMER = "rnr_timer";
}
