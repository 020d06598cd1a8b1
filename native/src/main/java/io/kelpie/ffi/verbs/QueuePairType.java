package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** Transport service of a queue pair ({@code enum ibv_qp_type}). */
public enum QueuePairType implements Coded {
  /** Reliable connection. */
  RC(verbs_types.IBV_QPT_RC()),
  /** Unreliable connection: sends and writes, nothing is retried. */
  UC(verbs_types.IBV_QPT_UC()),
  /** Unreliable datagram: sends of one packet, each to an address of its own. */
  UD(verbs_types.IBV_QPT_UD());

  private final int code;

  QueuePairType(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }
}
