package io.kelpie.probes.model;

/** The acknowledgement timer (IBTA volume 1, 9.7.6.1.3 and 11.2.4.2). */
final class AckTimer {
  private static final long UNIT = 4096;

  private AckTimer() {}

  /**
   * Nanoseconds that a code, 0 to 31, stands for: 4.096 us times two to the code, the shortest that
   * the standard allows for it, which may be four times as long; 0 for never.
   */
  static long nanos(int code) {
    return code == 0 ? 0 : UNIT << code;
  }
}
