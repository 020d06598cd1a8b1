package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;

/** BF16: the upper half of a float, rounded to nearest, ties to even. */
final class BFloat16 {
  private BFloat16() {}

  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) 0x7fff;
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The value that BF16 keeps of a number. */
  static float round(double value) {
    return toFloat(of((float) value));
  }

  static float activate(float value, int activation) {
    return switch (activation) {
      case Protocol.RELU -> Math.max(value, 0);
      case Protocol.SILU -> value / (1 + (float) Math.exp(-value));
      default -> value;
    };
  }
}
