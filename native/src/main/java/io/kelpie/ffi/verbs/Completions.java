package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.verbs.generated.ibv_wc;
import io.kelpie.ffi.verbs.generated.verbs_types;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Room for the completions of one poll ({@code struct ibv_wc[]}), allocated once and read in place.
 * Of a completion that did not succeed only {@link #id}, {@link #status}, {@link #queuePair} and
 * {@link #vendorError} mean anything.
 */
public final class Completions implements AutoCloseable {
  private static final long SIZE = ibv_wc.layout().byteSize();
  private static final long ID = ibv_wc.wr_id$offset();
  private static final long STATUS = ibv_wc.status$offset();
  private static final long OPCODE = ibv_wc.opcode$offset();
  private static final long VENDOR_ERROR = ibv_wc.vendor_err$offset();
  private static final long LENGTH = ibv_wc.byte_len$offset();
  private static final long IMMEDIATE = ibv_wc.imm_data$offset();
  private static final long QUEUE_PAIR = ibv_wc.qp_num$offset();
  private static final long SOURCE = ibv_wc.src_qp$offset();
  private static final long FLAGS = ibv_wc.wc_flags$offset();
  private static final ValueLayout.OfInt NETWORK_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int SUCCESS = verbs_types.IBV_WC_SUCCESS();
  private static final int WITH_IMMEDIATE = verbs_types.IBV_WC_WITH_IMM();
  private static final int WITH_GLOBAL_ROUTE = verbs_types.IBV_WC_GRH();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment array;
  private final int capacity;

  /** Room for {@code capacity} completions a poll; 16 or more spread the price of a call. */
  public Completions(int capacity) {
    this.capacity = Range.check("capacity", capacity, 1, 1 << 20);
    this.array = ibv_wc.allocateArray(capacity, arena);
  }

  /** Completions that one poll can take. */
  public int capacity() {
    return capacity;
  }

  long address() {
    return array.address();
  }

  /** The identifier that the work request was given. */
  public long id(int index) {
    return array.get(JAVA_LONG, index * SIZE + ID);
  }

  /** Whether the work request succeeded. */
  public boolean succeeded(int index) {
    return array.get(JAVA_INT, index * SIZE + STATUS) == SUCCESS;
  }

  /** How the work request ended. */
  public CompletionStatus status(int index) {
    return CompletionStatus.of(array.get(JAVA_INT, index * SIZE + STATUS));
  }

  /** What completed. */
  public CompletionOpcode opcode(int index) {
    return CompletionOpcode.of(array.get(JAVA_INT, index * SIZE + OPCODE));
  }

  /** The vendor's own number for an error. */
  public int vendorError(int index) {
    return array.get(JAVA_INT, index * SIZE + VENDOR_ERROR);
  }

  /** Bytes received; of a datagram the 40 bytes of the global route header count too. */
  public int byteLength(int index) {
    return array.get(JAVA_INT, index * SIZE + LENGTH);
  }

  /** Whether immediate data came with the message. */
  public boolean hasImmediate(int index) {
    return (array.get(JAVA_INT, index * SIZE + FLAGS) & WITH_IMMEDIATE) != 0;
  }

  /** The immediate data, as the sender set it. */
  public int immediate(int index) {
    return array.get(NETWORK_INT, index * SIZE + IMMEDIATE);
  }

  /** Number of the near queue pair. */
  public int queuePair(int index) {
    return array.get(JAVA_INT, index * SIZE + QUEUE_PAIR);
  }

  /** Number of the far queue pair, datagrams only. */
  public int sourceQueuePair(int index) {
    return array.get(JAVA_INT, index * SIZE + SOURCE);
  }

  /** Whether a datagram's first 40 bytes in memory hold a global route header. */
  public boolean hasGlobalRoute(int index) {
    return (array.get(JAVA_INT, index * SIZE + FLAGS) & WITH_GLOBAL_ROUTE) != 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
