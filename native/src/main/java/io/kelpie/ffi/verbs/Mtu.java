package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** Payload of the largest packet on a path ({@code enum ibv_mtu}). */
public enum Mtu implements Coded {
  MTU_256(verbs_types.IBV_MTU_256(), 256),
  MTU_512(verbs_types.IBV_MTU_512(), 512),
  MTU_1024(verbs_types.IBV_MTU_1024(), 1024),
  MTU_2048(verbs_types.IBV_MTU_2048(), 2048),
  MTU_4096(verbs_types.IBV_MTU_4096(), 4096);

  private static final Mtu[] ALL = values();
  private final int code;
  private final int bytes;

  Mtu(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  /** Payload in bytes. */
  public int bytes() {
    return bytes;
  }

  /**
   * The MTU of exactly {@code bytes}.
   *
   * @throws IllegalArgumentException if there is none: they are 256, 512, 1024, 2048 and 4096
   */
  public static Mtu ofBytes(int bytes) {
    for (Mtu mtu : ALL) {
      if (mtu.bytes == bytes) {
        return mtu;
      }
    }
    throw new IllegalArgumentException(
        "no path MTU of " + bytes + " bytes: 256, 512, 1024, 2048 or 4096");
  }

  /**
   * The MTU numbered {@code code}; the smallest for a number out of range, which is safe on any
   * path.
   */
  static Mtu of(int code) {
    return Coded.of(ALL, code, MTU_256);
  }
}
