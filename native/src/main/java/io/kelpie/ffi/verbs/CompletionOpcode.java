package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** What completed ({@code enum ibv_wc_opcode}). */
public enum CompletionOpcode implements Coded {
  /** A SEND, with immediate data or without. */
  SEND(verbs_types.IBV_WC_SEND()),
  /** A WRITE, with immediate data or without. */
  WRITE(verbs_types.IBV_WC_RDMA_WRITE()),
  /** A READ. */
  READ(verbs_types.IBV_WC_RDMA_READ()),
  /** A compare-and-swap. */
  COMPARE_SWAP(verbs_types.IBV_WC_COMP_SWAP()),
  /** A fetch-and-add. */
  FETCH_ADD(verbs_types.IBV_WC_FETCH_ADD()),
  /** A receive that a SEND took. */
  RECEIVE(verbs_types.IBV_WC_RECV()),
  /** A receive that a WRITE with immediate data took. */
  RECEIVE_WITH_IMMEDIATE(verbs_types.IBV_WC_RECV_RDMA_WITH_IMM()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final CompletionOpcode[] ALL = values();
  private final int code;

  CompletionOpcode(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static CompletionOpcode of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
