package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/**
 * What a memory region, or the far side of a queue pair, may do ({@code enum ibv_access_flags}).
 */
public enum Access implements Coded {
  /**
   * The device may write: receives, results of READ and of atomics. Needed for every remote right
   * to write.
   */
  LOCAL_WRITE(verbs_types.IBV_ACCESS_LOCAL_WRITE()),
  /** The far side may WRITE. */
  REMOTE_WRITE(verbs_types.IBV_ACCESS_REMOTE_WRITE()),
  /** The far side may READ. */
  REMOTE_READ(verbs_types.IBV_ACCESS_REMOTE_READ()),
  /** The far side may use atomics. */
  REMOTE_ATOMIC(verbs_types.IBV_ACCESS_REMOTE_ATOMIC()),
  /**
   * Writes to memory may pass each other on PCIe; regions only, ignored where the device has none
   * of it.
   */
  RELAXED_ORDERING(verbs_types.IBV_ACCESS_RELAXED_ORDERING());

  private final int code;

  Access(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }
}
