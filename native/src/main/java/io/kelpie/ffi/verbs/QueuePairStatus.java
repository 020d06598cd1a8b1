package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_qp_attr;
import java.lang.foreign.MemorySegment;

/**
 * What a queue pair says about itself ({@code struct ibv_qp_attr}). Fields that its state and type
 * do not have are as the provider leaves them.
 *
 * @param state state
 * @param pathMtu largest payload of a packet
 * @param remoteQueuePair number of the far queue pair
 * @param receivePsn next packet sequence number expected
 * @param sendPsn next packet sequence number to be sent
 * @param maxDestReadAtomic outstanding READs and atomics served
 * @param maxReadAtomic outstanding READs and atomics begun
 * @param minRnrTimer RNR NAK timer, as in {@link Connection}
 * @param timeout acknowledgement timeout, as in {@link Connection}
 * @param retryCount repetitions after a timeout
 * @param rnrRetry repetitions after an RNR NAK
 * @param queueKey key of a datagram queue pair
 * @param capacity what it can hold
 */
public record QueuePairStatus(
    QueuePairState state,
    Mtu pathMtu,
    int remoteQueuePair,
    int receivePsn,
    int sendPsn,
    int maxDestReadAtomic,
    int maxReadAtomic,
    int minRnrTimer,
    int timeout,
    int retryCount,
    int rnrRetry,
    int queueKey,
    QueuePairCapacity capacity) {

  static QueuePairStatus read(MemorySegment attributes) {
    return new QueuePairStatus(
        QueuePairState.of(ibv_qp_attr.qp_state(attributes)),
        Mtu.of(ibv_qp_attr.path_mtu(attributes)),
        ibv_qp_attr.dest_qp_num(attributes),
        ibv_qp_attr.rq_psn(attributes),
        ibv_qp_attr.sq_psn(attributes),
        Byte.toUnsignedInt(ibv_qp_attr.max_dest_rd_atomic(attributes)),
        Byte.toUnsignedInt(ibv_qp_attr.max_rd_atomic(attributes)),
        Byte.toUnsignedInt(ibv_qp_attr.min_rnr_timer(attributes)),
        Byte.toUnsignedInt(ibv_qp_attr.timeout(attributes)),
        Byte.toUnsignedInt(ibv_qp_attr.retry_cnt(attributes)),
        Byte.toUnsignedInt(ibv_qp_attr.rnr_retry(attributes)),
        ibv_qp_attr.qkey(attributes),
        QueuePairCapacity.read(ibv_qp_attr.cap(attributes)));
  }
}
