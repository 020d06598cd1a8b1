package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** What atomics are atomic against ({@code enum ibv_atomic_cap}). */
public enum AtomicCapability implements Coded {
  /** There are none. */
  NONE(verbs_types.IBV_ATOMIC_NONE()),
  /** Other atomics of the same device. */
  DEVICE(verbs_types.IBV_ATOMIC_HCA()),
  /** Other devices' atomics and the processor's too. */
  GLOBAL(verbs_types.IBV_ATOMIC_GLOB()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final AtomicCapability[] ALL = values();
  private final int code;

  AtomicCapability(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static AtomicCapability of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
