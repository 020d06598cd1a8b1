package io.kelpie.probes.model;

/** The receiver-not-ready timer (IBTA volume 1, 9.7.5.2.8, table 46). */
public final class RnrTimer {
  /** Hundredths of a millisecond, by code. */
  private static final int[] CENTIMILLIS = {
    65_536, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1_024,
    1_536, 2_048, 3_072, 4_096, 6_144, 8_192, 12_288, 16_384, 24_576, 32_768, 49_152
  };

  private RnrTimer() {}

  /** Nanoseconds that a code, 0 to 31, stands for. */
  public static long nanos(int code) {
    return CENTIMILLIS[code] * 10_000L;
  }
}
