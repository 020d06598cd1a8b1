package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** What lies under a port's transport. */
public enum LinkLayer implements Coded {
  /** An old provider that does not say: InfiniBand. */
  UNSPECIFIED(verbs_types.IBV_LINK_LAYER_UNSPECIFIED()),
  /** InfiniBand: addressed by LID. */
  INFINIBAND(verbs_types.IBV_LINK_LAYER_INFINIBAND()),
  /** Ethernet: addressed by GID, a global route is required. */
  ETHERNET(verbs_types.IBV_LINK_LAYER_ETHERNET()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final LinkLayer[] ALL = values();
  private final int code;

  LinkLayer(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static LinkLayer of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
