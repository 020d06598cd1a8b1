package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.verbs.generated.ibv_send_wr;
import io.kelpie.ffi.verbs.generated.verbs_types;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Slots for sends ({@code struct ibv_send_wr[]}). An operation's method sets opcode, flags and what
 * the operation needs, and leaves identifier, gather list and chain alone. An atomic's list is one
 * entry of 8 bytes, where the old value goes.
 */
public final class SendRequests extends WorkRequests {
  /** Flag: starts only when every earlier READ and atomic of this queue pair has completed. */
  public static final int FENCE = verbs_types.IBV_SEND_FENCE();

  /** Flag: its success makes a completion. */
  public static final int SIGNALED = verbs_types.IBV_SEND_SIGNALED();

  /** Flag: the far side's completion counts as solicited. */
  public static final int SOLICITED = verbs_types.IBV_SEND_SOLICITED();

  /**
   * Flag: the data are copied while posting; WRITE and SEND, up to the queue pair's inline bytes.
   */
  public static final int INLINE = verbs_types.IBV_SEND_INLINE();

  private static final int OP_WRITE = verbs_types.IBV_WR_RDMA_WRITE();
  private static final int OP_WRITE_IMMEDIATE = verbs_types.IBV_WR_RDMA_WRITE_WITH_IMM();
  private static final int OP_SEND = verbs_types.IBV_WR_SEND();
  private static final int OP_SEND_IMMEDIATE = verbs_types.IBV_WR_SEND_WITH_IMM();
  private static final int OP_READ = verbs_types.IBV_WR_RDMA_READ();
  private static final int OP_COMPARE_SWAP = verbs_types.IBV_WR_ATOMIC_CMP_AND_SWP();
  private static final int OP_FETCH_ADD = verbs_types.IBV_WR_ATOMIC_FETCH_AND_ADD();

  private static final long OPCODE = ibv_send_wr.opcode$offset();
  private static final long FLAGS = ibv_send_wr.send_flags$offset();
  private static final long IMMEDIATE = ibv_send_wr.imm_data$offset();
  private static final long BODY = ibv_send_wr.wr$offset();
  private static final long RDMA_ADDRESS = BODY + ibv_send_wr.wr.rdma.remote_addr$offset();
  private static final long RDMA_KEY = BODY + ibv_send_wr.wr.rdma.rkey$offset();
  private static final long ATOMIC_ADDRESS = BODY + ibv_send_wr.wr.atomic.remote_addr$offset();
  private static final long ATOMIC_OPERAND = BODY + ibv_send_wr.wr.atomic.compare_add$offset();
  private static final long ATOMIC_SWAP = BODY + ibv_send_wr.wr.atomic.swap$offset();
  private static final long ATOMIC_KEY = BODY + ibv_send_wr.wr.atomic.rkey$offset();
  private static final long DATAGRAM_HANDLE = BODY + ibv_send_wr.wr.ud.ah$offset();
  private static final long DATAGRAM_QUEUE_PAIR = BODY + ibv_send_wr.wr.ud.remote_qpn$offset();
  private static final long DATAGRAM_KEY = BODY + ibv_send_wr.wr.ud.remote_qkey$offset();
  private static final ValueLayout.OfInt NETWORK_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  /**
   * @param capacity slots
   * @param gather longest gather list
   */
  public SendRequests(int capacity, int gather) {
    super(ibv_send_wr.layout(), capacity, gather);
  }

  /** WRITE to {@code remoteAddress} under {@code remoteKey}. */
  public void write(int slot, int flags, long remoteAddress, int remoteKey) {
    operation(slot, OP_WRITE, flags);
    remote(slot, remoteAddress, remoteKey);
  }

  /** WRITE that also takes a receive of the far side and hands it {@code immediate}. */
  public void writeImmediate(
      int slot, int flags, long remoteAddress, int remoteKey, int immediate) {
    operation(slot, OP_WRITE_IMMEDIATE, flags);
    remote(slot, remoteAddress, remoteKey);
    array.set(NETWORK_INT, at(slot) + IMMEDIATE, immediate);
  }

  /** READ from {@code remoteAddress} under {@code remoteKey} into the list. */
  public void read(int slot, int flags, long remoteAddress, int remoteKey) {
    operation(slot, OP_READ, flags);
    remote(slot, remoteAddress, remoteKey);
  }

  /** SEND into the far side's next receive. */
  public void send(int slot, int flags) {
    operation(slot, OP_SEND, flags);
  }

  /** SEND that also hands the far side {@code immediate}. */
  public void sendImmediate(int slot, int flags, int immediate) {
    operation(slot, OP_SEND_IMMEDIATE, flags);
    array.set(NETWORK_INT, at(slot) + IMMEDIATE, immediate);
  }

  /** Adds {@code addend} to the 8 bytes at {@code remoteAddress}, which is divisible by 8. */
  public void fetchAdd(int slot, int flags, long remoteAddress, int remoteKey, long addend) {
    operation(slot, OP_FETCH_ADD, flags);
    atomic(slot, remoteAddress, remoteKey, addend, 0);
  }

  /**
   * Sets the 8 bytes at {@code remoteAddress}, which is divisible by 8, to {@code swap} if they
   * equal {@code expected}.
   */
  public void compareSwap(
      int slot, int flags, long remoteAddress, int remoteKey, long expected, long swap) {
    operation(slot, OP_COMPARE_SWAP, flags);
    atomic(slot, remoteAddress, remoteKey, expected, swap);
  }

  /**
   * Names the destination of a datagram; to be set beside {@link #send} or {@link #sendImmediate}.
   */
  public void destination(int slot, AddressHandle handle, int remoteQueuePair, int remoteQueueKey) {
    long at = at(slot);
    array.set(JAVA_LONG, at + DATAGRAM_HANDLE, handle.address());
    array.set(JAVA_INT, at + DATAGRAM_QUEUE_PAIR, remoteQueuePair);
    array.set(JAVA_INT, at + DATAGRAM_KEY, remoteQueueKey);
  }

  private void operation(int slot, int opcode, int flags) {
    long at = at(slot);
    array.set(JAVA_INT, at + OPCODE, opcode);
    array.set(JAVA_INT, at + FLAGS, flags);
  }

  private void remote(int slot, long remoteAddress, int remoteKey) {
    long at = at(slot);
    array.set(JAVA_LONG, at + RDMA_ADDRESS, remoteAddress);
    array.set(JAVA_INT, at + RDMA_KEY, remoteKey);
  }

  private void atomic(int slot, long remoteAddress, int remoteKey, long operand, long swap) {
    long at = at(slot);
    array.set(JAVA_LONG, at + ATOMIC_ADDRESS, remoteAddress);
    array.set(JAVA_LONG, at + ATOMIC_OPERAND, operand);
    array.set(JAVA_LONG, at + ATOMIC_SWAP, swap);
    array.set(JAVA_INT, at + ATOMIC_KEY, remoteKey);
  }
}
