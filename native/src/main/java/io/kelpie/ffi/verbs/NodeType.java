package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** What a device is ({@code enum ibv_node_type}). */
public enum NodeType implements Coded {
  /** An InfiniBand or RoCE adapter, Soft-RoCE too. */
  CHANNEL_ADAPTER(verbs_types.IBV_NODE_CA()),
  /** An InfiniBand switch. */
  SWITCH(verbs_types.IBV_NODE_SWITCH()),
  /** An InfiniBand router. */
  ROUTER(verbs_types.IBV_NODE_ROUTER()),
  /** An iWARP adapter. */
  RDMA_NIC(verbs_types.IBV_NODE_RNIC()),
  /** A Cisco usNIC over Ethernet. */
  USNIC(verbs_types.IBV_NODE_USNIC()),
  /** A Cisco usNIC over UDP. */
  USNIC_UDP(verbs_types.IBV_NODE_USNIC_UDP()),
  /** A device of its own kind, as EFA. */
  UNSPECIFIED(verbs_types.IBV_NODE_UNSPECIFIED()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final NodeType[] ALL = values();
  private final int code;

  NodeType(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static NodeType of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
