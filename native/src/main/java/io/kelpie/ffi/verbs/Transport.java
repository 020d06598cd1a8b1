package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** The transport of a device ({@code enum ibv_transport_type}). */
public enum Transport implements Coded {
  /** InfiniBand's, on its own links or over Ethernet (RoCE). */
  INFINIBAND(verbs_types.IBV_TRANSPORT_IB()),
  /** iWARP, over TCP. */
  IWARP(verbs_types.IBV_TRANSPORT_IWARP()),
  /** Cisco usNIC. */
  USNIC(verbs_types.IBV_TRANSPORT_USNIC()),
  /** Cisco usNIC over UDP. */
  USNIC_UDP(verbs_types.IBV_TRANSPORT_USNIC_UDP()),
  /** A transport of the device's own, as EFA's SRD. */
  UNSPECIFIED(verbs_types.IBV_TRANSPORT_UNSPECIFIED()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final Transport[] ALL = values();
  private final int code;

  Transport(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static Transport of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
