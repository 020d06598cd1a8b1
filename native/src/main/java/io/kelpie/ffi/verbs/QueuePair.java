package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_qp;
import io.kelpie.ffi.verbs.generated.ibv_qp_attr;
import io.kelpie.ffi.verbs.generated.ibv_qp_init_attr;
import io.kelpie.ffi.verbs.generated.verbs_types;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A send queue and a receive queue. Several threads may post at once; the provider locks.
 *
 * <p>From RESET it goes to INIT, to ready to receive, to ready to send, each by a call of its own.
 */
public final class QueuePair extends Resource {
  private static final int STATE = verbs_types.IBV_QP_STATE();
  private static final int QUERIED =
      STATE
          | verbs_types.IBV_QP_PATH_MTU()
          | verbs_types.IBV_QP_DEST_QPN()
          | verbs_types.IBV_QP_RQ_PSN()
          | verbs_types.IBV_QP_SQ_PSN()
          | verbs_types.IBV_QP_MAX_DEST_RD_ATOMIC()
          | verbs_types.IBV_QP_MAX_QP_RD_ATOMIC()
          | verbs_types.IBV_QP_MIN_RNR_TIMER()
          | verbs_types.IBV_QP_TIMEOUT()
          | verbs_types.IBV_QP_RETRY_CNT()
          | verbs_types.IBV_QP_RNR_RETRY()
          | verbs_types.IBV_QP_QKEY()
          | verbs_types.IBV_QP_CAP();

  private final DataPath dataPath;
  private final QueuePairType type;
  private final QueuePairCapacity capacity;
  private final int number;

  QueuePair(
      Context context, QueuePairType type, QueuePairCapacity capacity, MemorySegment pointer) {
    super(pointer, Calls.DESTROY_QP);
    this.dataPath = context.dataPath();
    this.type = type;
    this.capacity = capacity;
    this.number = ibv_qp.qp_num(pointer);
  }

  /** Its number on the device, 24 bits. */
  public int number() {
    return number;
  }

  /** Its transport service. */
  public QueuePairType type() {
    return type;
  }

  /** What was granted when it was created. */
  public QueuePairCapacity capacity() {
    return capacity;
  }

  /**
   * From RESET to INIT, for a connected queue pair; receives can be posted from here on.
   *
   * @param port the port that it works on, from 1
   * @param access what the far side may do
   */
  public void init(int port, Set<Access> access) {
    require(type != QueuePairType.UD, "a datagram queue pair has a key, not rights");
    modify(
        verbs_types.IBV_QPS_INIT(),
        verbs_types.IBV_QP_PKEY_INDEX()
            | verbs_types.IBV_QP_PORT()
            | verbs_types.IBV_QP_ACCESS_FLAGS(),
        attributes -> {
          ibv_qp_attr.port_num(attributes, (byte) port);
          ibv_qp_attr.qp_access_flags(attributes, MemoryRegion.flags(access));
        });
  }

  /**
   * From RESET to INIT, for a datagram queue pair.
   *
   * @param port the port that it works on, from 1
   * @param queueKey the key that datagrams to it must carry
   */
  public void initDatagram(int port, int queueKey) {
    require(type == QueuePairType.UD, "a connected queue pair has rights, not a key");
    modify(
        verbs_types.IBV_QPS_INIT(),
        verbs_types.IBV_QP_PKEY_INDEX() | verbs_types.IBV_QP_PORT() | verbs_types.IBV_QP_QKEY(),
        attributes -> {
          ibv_qp_attr.port_num(attributes, (byte) port);
          ibv_qp_attr.qkey(attributes, queueKey);
        });
  }

  /** From INIT over ready to receive to ready to send, for a connected queue pair. */
  public void connect(Connection connection) {
    readyToReceive(connection);
    readyToSend(connection);
  }

  /** From INIT to ready to receive, for a connected queue pair. */
  public void readyToReceive(Connection connection) {
    require(type != QueuePairType.UD, "a datagram queue pair has no connection");
    int reliable =
        type == QueuePairType.RC
            ? verbs_types.IBV_QP_MAX_DEST_RD_ATOMIC() | verbs_types.IBV_QP_MIN_RNR_TIMER()
            : 0;
    modify(
        verbs_types.IBV_QPS_RTR(),
        verbs_types.IBV_QP_AV()
            | verbs_types.IBV_QP_PATH_MTU()
            | verbs_types.IBV_QP_DEST_QPN()
            | verbs_types.IBV_QP_RQ_PSN()
            | reliable,
        attributes -> {
          connection.route().write(ibv_qp_attr.ah_attr(attributes));
          ibv_qp_attr.path_mtu(attributes, connection.pathMtu().code());
          ibv_qp_attr.dest_qp_num(attributes, connection.remoteQueuePair());
          ibv_qp_attr.rq_psn(attributes, connection.receivePsn());
          ibv_qp_attr.max_dest_rd_atomic(attributes, (byte) connection.maxDestReadAtomic());
          ibv_qp_attr.min_rnr_timer(attributes, (byte) connection.minRnrTimer());
        });
  }

  /** From ready to receive to ready to send, for a connected queue pair. */
  public void readyToSend(Connection connection) {
    require(type != QueuePairType.UD, "a datagram queue pair has no connection");
    int reliable =
        type == QueuePairType.RC
            ? verbs_types.IBV_QP_TIMEOUT()
                | verbs_types.IBV_QP_RETRY_CNT()
                | verbs_types.IBV_QP_RNR_RETRY()
                | verbs_types.IBV_QP_MAX_QP_RD_ATOMIC()
            : 0;
    modify(
        verbs_types.IBV_QPS_RTS(),
        verbs_types.IBV_QP_SQ_PSN() | reliable,
        attributes -> {
          ibv_qp_attr.sq_psn(attributes, connection.sendPsn());
          ibv_qp_attr.timeout(attributes, (byte) connection.timeout());
          ibv_qp_attr.retry_cnt(attributes, (byte) connection.retryCount());
          ibv_qp_attr.rnr_retry(attributes, (byte) connection.rnrRetry());
          ibv_qp_attr.max_rd_atomic(attributes, (byte) connection.maxReadAtomic());
        });
  }

  /**
   * From INIT to ready to send, for a datagram queue pair.
   *
   * @param sendPsn first packet sequence number sent, 24 bits
   */
  public void startDatagram(int sendPsn) {
    require(type == QueuePairType.UD, "a connected queue pair needs its connection");
    modify(verbs_types.IBV_QPS_RTR(), 0, attributes -> {});
    modify(
        verbs_types.IBV_QPS_RTS(),
        verbs_types.IBV_QP_SQ_PSN(),
        attributes -> ibv_qp_attr.sq_psn(attributes, sendPsn));
  }

  /** Into error from any state: everything posted completes, flushed if it was not done. */
  public void fail() {
    modify(verbs_types.IBV_QPS_ERR(), 0, attributes -> {});
  }

  /** Back to RESET from any state: everything posted is forgotten. */
  public void reset() {
    modify(verbs_types.IBV_QPS_RESET(), 0, attributes -> {});
  }

  /** Asks the device for the queue pair's state. */
  public QueuePairStatus query() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ibv_qp_attr.layout());
      MemorySegment settings = arena.allocate(ibv_qp_init_attr.layout());
      Calls.QUERY_QP.check(pointer(), attributes, QUERIED, settings);
      return QueuePairStatus.read(attributes);
    }
  }

  /**
   * Posts the chain of sends that begins at {@code slot}; allocates nothing.
   *
   * @throws VerbsException ENOMEM if the queue is full, EINVAL for a request that the queue pair
   *     cannot carry; the sends before {@link SendRequests#refused()} are posted
   */
  public void postSend(SendRequests requests, int slot) {
    int error = dataPath.postSend(address(), requests.address(slot), requests.refusal());
    if (error != 0) {
      throw new VerbsException("ibv_post_send", Math.abs(error));
    }
  }

  /**
   * Posts the chain of receives that begins at {@code slot}; allocates nothing.
   *
   * @throws VerbsException ENOMEM if the queue is full; the receives before {@link
   *     ReceiveRequests#refused()} are posted
   */
  public void postReceive(ReceiveRequests requests, int slot) {
    int error = dataPath.postReceive(address(), requests.address(slot), requests.refusal());
    if (error != 0) {
      throw new VerbsException("ibv_post_recv", Math.abs(error));
    }
  }

  private void modify(int state, int mask, Consumer<MemorySegment> fields) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ibv_qp_attr.layout());
      ibv_qp_attr.qp_state(attributes, state);
      fields.accept(attributes);
      Calls.MODIFY_QP.check(pointer(), attributes, STATE | mask);
    }
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalStateException(sentence);
    }
  }
}
