package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;

/** What happened to a device, port or queue ({@code enum ibv_event_type}). */
public enum AsyncEventType implements Coded {
  /** A completion queue overran. */
  CQ_ERROR(verbs_types.IBV_EVENT_CQ_ERR()),
  /** A queue pair went into error. */
  QP_FATAL(verbs_types.IBV_EVENT_QP_FATAL()),
  /** An invalid request arrived. */
  QP_REQUEST_ERROR(verbs_types.IBV_EVENT_QP_REQ_ERR()),
  /** A request without the right to what it named arrived. */
  QP_ACCESS_ERROR(verbs_types.IBV_EVENT_QP_ACCESS_ERR()),
  /** The first packet arrived before the queue pair was ready to send. */
  CONNECTION_ESTABLISHED(verbs_types.IBV_EVENT_COMM_EST()),
  /** A send queue has drained. */
  SEND_QUEUE_DRAINED(verbs_types.IBV_EVENT_SQ_DRAINED()),
  /** The alternate path is in use. */
  PATH_MIGRATED(verbs_types.IBV_EVENT_PATH_MIG()),
  /** The alternate path could not be taken. */
  PATH_MIGRATION_FAILED(verbs_types.IBV_EVENT_PATH_MIG_ERR()),
  /** The device failed. */
  DEVICE_FATAL(verbs_types.IBV_EVENT_DEVICE_FATAL()),
  /** A port came up. */
  PORT_ACTIVE(verbs_types.IBV_EVENT_PORT_ACTIVE()),
  /** A port went down. */
  PORT_ERROR(verbs_types.IBV_EVENT_PORT_ERR()),
  /** A port's LID changed. */
  LID_CHANGE(verbs_types.IBV_EVENT_LID_CHANGE()),
  /** A port's partition table changed. */
  PKEY_CHANGE(verbs_types.IBV_EVENT_PKEY_CHANGE()),
  /** Another subnet manager took over. */
  SM_CHANGE(verbs_types.IBV_EVENT_SM_CHANGE()),
  /** A shared receive queue failed. */
  SRQ_ERROR(verbs_types.IBV_EVENT_SRQ_ERR()),
  /** A shared receive queue fell to its limit. */
  SRQ_LIMIT(verbs_types.IBV_EVENT_SRQ_LIMIT_REACHED()),
  /** A queue pair in error took its last receive from a shared queue. */
  LAST_WORK_REQUEST(verbs_types.IBV_EVENT_QP_LAST_WQE_REACHED()),
  /** The subnet manager asks to subscribe again. */
  CLIENT_REREGISTER(verbs_types.IBV_EVENT_CLIENT_REREGISTER()),
  /** A port's GID table changed. */
  GID_CHANGE(verbs_types.IBV_EVENT_GID_CHANGE()),
  /** A work queue failed. */
  WQ_FATAL(verbs_types.IBV_EVENT_WQ_FATAL()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final AsyncEventType[] ALL = values();
  private final int code;

  AsyncEventType(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  static AsyncEventType of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
