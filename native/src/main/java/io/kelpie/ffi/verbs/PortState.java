package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** State of a port ({@code enum ibv_port_state}). */
public enum PortState implements Coded {
  /** Reserved by the specification. */
  NO_CHANGE(verbs_types.IBV_PORT_NOP()),
  /** No link. */
  DOWN(verbs_types.IBV_PORT_DOWN()),
  /** A link without addresses yet. */
  INITIALISING(verbs_types.IBV_PORT_INIT()),
  /** Addresses set, traffic not yet allowed. */
  ARMED(verbs_types.IBV_PORT_ARMED()),
  /** Ready for traffic. */
  ACTIVE(verbs_types.IBV_PORT_ACTIVE()),
  /** Link lost, not yet given up. */
  ACTIVE_DEFERRED(verbs_types.IBV_PORT_ACTIVE_DEFER()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final PortState[] ALL = values();
  private final int code;

  PortState(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static PortState of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
