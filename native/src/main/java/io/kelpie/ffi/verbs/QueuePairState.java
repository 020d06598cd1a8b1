package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** State of a queue pair ({@code enum ibv_qp_state}). */
public enum QueuePairState implements Coded {
  /** As created. */
  RESET(verbs_types.IBV_QPS_RESET()),
  /** Receives may be posted. */
  INIT(verbs_types.IBV_QPS_INIT()),
  /** Receives are served. */
  READY_TO_RECEIVE(verbs_types.IBV_QPS_RTR()),
  /** Sends are served too. */
  READY_TO_SEND(verbs_types.IBV_QPS_RTS()),
  /** Sends are held back. */
  SEND_QUEUE_DRAINED(verbs_types.IBV_QPS_SQD()),
  /** A send failed on an unreliable queue pair; receives go on. */
  SEND_QUEUE_ERROR(verbs_types.IBV_QPS_SQE()),
  /** Everything posted completes as flushed. */
  ERROR(verbs_types.IBV_QPS_ERR()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final QueuePairState[] ALL = values();
  private final int code;

  QueuePairState(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static QueuePairState of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
