package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_cq_data_entry;
import io.kelpie.ffi.fabric.generated.fi_cq_err_entry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Room for the completions of one poll ({@code struct fi_cq_data_entry[]}), allocated once and read
 * in place. Of a completion that failed, only its context and {@link #error} mean anything.
 */
public final class Completions implements AutoCloseable {
  private static final long SIZE = fi_cq_data_entry.sizeof();
  private static final long CONTEXT = fi_cq_data_entry.op_context$offset();
  private static final long FLAGS = fi_cq_data_entry.flags$offset();
  private static final long LENGTH = fi_cq_data_entry.len$offset();
  private static final long DATA = fi_cq_data_entry.data$offset();
  private static final long WITH_IMMEDIATE = fabric_types.FI_REMOTE_CQ_DATA();
  private static final long RECEIVED = fabric_types.FI_RECV();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment array;
  private final MemorySegment error;
  private final int capacity;
  private boolean failed;

  /** Room for {@code capacity} completions a poll; 16 or more spread the price of a call. */
  public Completions(int capacity) {
    this.capacity = capacity;
    this.array = fi_cq_data_entry.allocateArray(capacity, arena);
    this.error = fi_cq_err_entry.allocate(arena);
  }

  int capacity() {
    return capacity;
  }

  long address() {
    return array.address();
  }

  void succeeded() {
    failed = false;
  }

  /** Where the library writes the one completion that failed. */
  MemorySegment failure() {
    failed = true;
    error.fill((byte) 0);
    return error;
  }

  /** Whether what the latest poll took has succeeded. */
  public boolean areGood() {
    return !failed;
  }

  /**
   * The memory by which the operation was identified, see {@link Contexts}; 0 where there is none.
   */
  public long context(int index) {
    return failed
        ? fi_cq_err_entry.op_context(error).address()
        : array.get(JAVA_LONG, index * SIZE + CONTEXT);
  }

  /** Whether a posted receive was taken. */
  public boolean tookReceive(int index) {
    return (flags(index) & RECEIVED) != 0;
  }

  /** Bytes of what was received. */
  public long length(int index) {
    return array.get(JAVA_LONG, index * SIZE + LENGTH);
  }

  /** Whether immediate data came along. */
  public boolean hasImmediate(int index) {
    return (flags(index) & WITH_IMMEDIATE) != 0;
  }

  /** The immediate data, as the sender set it. */
  public long immediate(int index) {
    return array.get(JAVA_LONG, index * SIZE + DATA);
  }

  /** The error number of the completion that failed, positive. */
  public int error() {
    return fi_cq_err_entry.err(error);
  }

  /** The library's text for {@link #error}. */
  public String errorText() {
    return Calls.strerror(error());
  }

  /** The provider's own number for the error. */
  public int providerError() {
    return fi_cq_err_entry.prov_errno(error);
  }

  private long flags(int index) {
    return failed ? fi_cq_err_entry.flags(error) : array.get(JAVA_LONG, index * SIZE + FLAGS);
  }

  @Override
  public void close() {
    arena.close();
  }
}
