package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_types;
import java.lang.foreign.MemorySegment;

/** How a work request ended ({@code enum ibv_wc_status}). */
public enum CompletionStatus implements Coded {
  /** The work request succeeded. */
  SUCCESS(verbs_types.IBV_WC_SUCCESS()),
  /** A message longer than the receive's buffers or the port's maximum. */
  LOCAL_LENGTH_ERROR(verbs_types.IBV_WC_LOC_LEN_ERR()),
  /** The queue pair is inconsistent with the request. */
  LOCAL_QP_OPERATION_ERROR(verbs_types.IBV_WC_LOC_QP_OP_ERR()),
  /** Reliable datagram only. */
  LOCAL_EEC_OPERATION_ERROR(verbs_types.IBV_WC_LOC_EEC_OP_ERR()),
  /** A gather or scatter entry outside its region, or with a wrong key. */
  LOCAL_PROTECTION_ERROR(verbs_types.IBV_WC_LOC_PROT_ERR()),
  /** Posted before or after the queue pair went into error, and not carried out. */
  FLUSHED(verbs_types.IBV_WC_WR_FLUSH_ERR()),
  /** A memory window could not be bound. */
  MEMORY_WINDOW_BIND_ERROR(verbs_types.IBV_WC_MW_BIND_ERR()),
  /** The responder answered with an unexpected opcode. */
  BAD_RESPONSE(verbs_types.IBV_WC_BAD_RESP_ERR()),
  /** A protection error on incoming data. */
  LOCAL_ACCESS_ERROR(verbs_types.IBV_WC_LOC_ACCESS_ERR()),
  /** The responder holds the request for invalid. */
  REMOTE_INVALID_REQUEST(verbs_types.IBV_WC_REM_INV_REQ_ERR()),
  /** The responder's region or queue pair does not allow the request. */
  REMOTE_ACCESS_ERROR(verbs_types.IBV_WC_REM_ACCESS_ERR()),
  /** The responder could not complete the request. */
  REMOTE_OPERATION_ERROR(verbs_types.IBV_WC_REM_OP_ERR()),
  /** No acknowledgement within timeout times retries. */
  RETRIES_EXCEEDED(verbs_types.IBV_WC_RETRY_EXC_ERR()),
  /** The responder had no receive posted, retries exhausted. */
  RNR_RETRIES_EXCEEDED(verbs_types.IBV_WC_RNR_RETRY_EXC_ERR()),
  /** Reliable datagram only. */
  LOCAL_RDD_VIOLATION(verbs_types.IBV_WC_LOC_RDD_VIOL_ERR()),
  /** Reliable datagram only. */
  REMOTE_INVALID_RD_REQUEST(verbs_types.IBV_WC_REM_INV_RD_REQ_ERR()),
  /** The responder aborted the operation. */
  REMOTE_ABORTED(verbs_types.IBV_WC_REM_ABORT_ERR()),
  /** Reliable datagram only. */
  INVALID_EEC_NUMBER(verbs_types.IBV_WC_INV_EECN_ERR()),
  /** Reliable datagram only. */
  INVALID_EEC_STATE(verbs_types.IBV_WC_INV_EEC_STATE_ERR()),
  /** The device failed. */
  FATAL(verbs_types.IBV_WC_FATAL_ERR()),
  /** The responder did not answer in time. */
  RESPONSE_TIMEOUT(verbs_types.IBV_WC_RESP_TIMEOUT_ERR()),
  /** Another error of the transport. */
  GENERAL_ERROR(verbs_types.IBV_WC_GENERAL_ERR()),
  /** Tag matching only. */
  TAG_MATCHING_ERROR(verbs_types.IBV_WC_TM_ERR()),
  /** Tag matching only. */
  TAG_MATCHING_RENDEZVOUS_INCOMPLETE(verbs_types.IBV_WC_TM_RNDV_INCOMPLETE()),
  /** A number that version 44 of the header does not name. */
  UNKNOWN(-1);

  private static final CompletionStatus[] ALL = values();
  private final int code;

  CompletionStatus(int code) {
    this.code = code;
  }

  /** The number in {@code infiniband/verbs.h}. */
  @Override
  public int code() {
    return code;
  }

  /** The library's own text, as other tools print it. */
  public String text() {
    return Libc.text((MemorySegment) Calls.WC_STATUS_STR.invoke(code).value());
  }

  static CompletionStatus of(int code) {
    return Coded.of(ALL, code, UNKNOWN);
  }
}
