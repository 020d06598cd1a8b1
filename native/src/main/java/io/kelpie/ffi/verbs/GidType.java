package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** How packets of a GID table entry are framed ({@code enum ibv_gid_type}). */
public enum GidType implements Coded {
  /** InfiniBand's global route header. */
  INFINIBAND(verbs_types.IBV_GID_TYPE_IB()),
  /** RoCE v1: an Ethernet type of its own, not routable. */
  ROCE_V1(verbs_types.IBV_GID_TYPE_ROCE_V1()),
  /** RoCE v2: UDP over IP. */
  ROCE_V2(verbs_types.IBV_GID_TYPE_ROCE_V2()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final GidType[] ALL = values();
  private final int code;

  GidType(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static GidType of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
