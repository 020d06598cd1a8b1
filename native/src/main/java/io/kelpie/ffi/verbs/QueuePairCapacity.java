package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_qp_cap;
import java.lang.foreign.MemorySegment;

/**
 * What a queue pair can hold ({@code struct ibv_qp_cap}). What is granted is at least what was
 * asked for.
 *
 * @param sends outstanding sends
 * @param receives outstanding receives
 * @param gather entries per gather list of a send
 * @param scatter entries per scatter list of a receive
 * @param inlineBytes bytes that a send can carry inline
 */
public record QueuePairCapacity(int sends, int receives, int gather, int scatter, int inlineBytes) {

  void write(MemorySegment capacity) {
    ibv_qp_cap.max_send_wr(capacity, sends);
    ibv_qp_cap.max_recv_wr(capacity, receives);
    ibv_qp_cap.max_send_sge(capacity, gather);
    ibv_qp_cap.max_recv_sge(capacity, scatter);
    ibv_qp_cap.max_inline_data(capacity, inlineBytes);
  }

  static QueuePairCapacity read(MemorySegment capacity) {
    return new QueuePairCapacity(
        ibv_qp_cap.max_send_wr(capacity),
        ibv_qp_cap.max_recv_wr(capacity),
        ibv_qp_cap.max_send_sge(capacity),
        ibv_qp_cap.max_recv_sge(capacity),
        ibv_qp_cap.max_inline_data(capacity));
  }
}
