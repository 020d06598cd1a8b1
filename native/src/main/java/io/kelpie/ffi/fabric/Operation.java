package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_ioc;
import io.kelpie.ffi.fabric.generated.fi_msg;
import io.kelpie.ffi.fabric.generated.fi_msg_atomic;
import io.kelpie.ffi.fabric.generated.fi_msg_rma;
import io.kelpie.ffi.fabric.generated.fi_rma_ioc;
import io.kelpie.ffi.fabric.generated.fi_rma_iov;
import io.kelpie.ffi.fabric.generated.iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What an operation is made of, allocated once and filled in place; nothing here allocates
 * afterwards. A provider has read it by the time that posting returns, so that it can be filled
 * anew then; of the memory that it names, only what is injected can.
 *
 * <p>An operation is told by its pieces ({@link #piece}, {@link #pieces}), its context, its peer,
 * its immediate data and its remote place; {@link Endpoint} then posts it as what it shall be. Not
 * for several threads at once.
 */
public final class Operation implements AutoCloseable {
  /** Announces the operation's completion. */
  public static final long COMPLETION = fabric_types.FI_COMPLETION();

  /** Takes the payload along, so that its memory is free when posting returns. */
  public static final long INJECT = fabric_types.FI_INJECT();

  /** Holds the operation back until all before it to the same peer have completed. */
  public static final long FENCE = fabric_types.FI_FENCE();

  /** Says that another operation follows at once. */
  public static final long MORE = fabric_types.FI_MORE();

  /** Completes when the far side has the data. */
  public static final long DELIVERY = fabric_types.FI_DELIVERY_COMPLETE();

  /** Completes when the operation no longer depends on this side. */
  public static final long TRANSMIT = fabric_types.FI_TRANSMIT_COMPLETE();

  /** Hands the immediate data to the far side. */
  public static final long IMMEDIATE = fabric_types.FI_REMOTE_CQ_DATA();

  private static final long PIECE = iovec.sizeof();
  private static final long PIECE_BASE = iovec.iov_base$offset();
  private static final long PIECE_LENGTH = iovec.iov_len$offset();

  private final Arena arena = Arena.ofShared();
  private final int capacity;
  private final MemorySegment pieces;
  private final MemorySegment descriptors;
  private final MemorySegment place;
  private final MemorySegment message;
  private final MemorySegment access;
  private final MemorySegment operand;
  private final MemorySegment comparand;
  private final MemorySegment result;
  private final MemorySegment values;
  private final MemorySegment target;
  private final MemorySegment atomic;
  private final MemorySegment resultDescriptor;

  /**
   * @param capacity most pieces of memory
   */
  public Operation(int capacity) {
    this.capacity = capacity;
    pieces = iovec.allocateArray(capacity, arena);
    descriptors = arena.allocate(fabric_types.C_POINTER, capacity);
    place = fi_rma_iov.allocate(arena);
    message = fi_msg.allocate(arena);
    fi_msg.msg_iov(message, pieces);
    fi_msg.desc(message, descriptors);
    access = fi_msg_rma.allocate(arena);
    fi_msg_rma.msg_iov(access, pieces);
    fi_msg_rma.desc(access, descriptors);
    fi_msg_rma.rma_iov(access, place);
    fi_msg_rma.rma_iov_count(access, 1);
    values = arena.allocate(JAVA_LONG, 2);
    operand = single(values.asSlice(0));
    comparand = single(values.asSlice(Long.BYTES));
    result = fi_ioc.allocate(arena);
    fi_ioc.count(result, 1);
    target = fi_rma_ioc.allocate(arena);
    fi_rma_ioc.count(target, 1);
    atomic = fi_msg_atomic.allocate(arena);
    fi_msg_atomic.msg_iov(atomic, operand);
    fi_msg_atomic.iov_count(atomic, 1);
    fi_msg_atomic.desc(atomic, arena.allocate(fabric_types.C_POINTER));
    fi_msg_atomic.rma_iov(atomic, target);
    fi_msg_atomic.rma_iov_count(atomic, 1);
    fi_msg_atomic.datatype(atomic, fabric_types.FI_UINT64());
    resultDescriptor = arena.allocate(fabric_types.C_POINTER);
  }

  private MemorySegment single(MemorySegment value) {
    MemorySegment list = fi_ioc.allocate(arena);
    fi_ioc.addr(list, value);
    fi_ioc.count(list, 1);
    return list;
  }

  /**
   * Sets one piece of memory; how many count is set by {@link #pieces}.
   *
   * @param index from 0
   * @param address first byte
   * @param length bytes
   * @param descriptor of the region that holds it
   */
  public void piece(int index, long address, long length, long descriptor) {
    if (index < 0 || index >= capacity) {
      throw new IndexOutOfBoundsException(index);
    }
    pieces.set(JAVA_LONG, index * PIECE + PIECE_BASE, address);
    pieces.set(JAVA_LONG, index * PIECE + PIECE_LENGTH, length);
    descriptors.set(JAVA_LONG, (long) index * Long.BYTES, descriptor);
  }

  /** Says how many pieces count. */
  public void pieces(int count) {
    if (count < 0 || count > capacity) {
      throw new IndexOutOfBoundsException(count);
    }
    message.set(JAVA_LONG, fi_msg.iov_count$offset(), count);
    access.set(JAVA_LONG, fi_msg_rma.iov_count$offset(), count);
  }

  /**
   * Sets what identifies the operation, whom it goes to and what it hands over.
   *
   * @param context of {@link Contexts}
   * @param peer of {@link AddressVector#insert}
   * @param immediate handed over under {@link #IMMEDIATE} only
   */
  public void to(long context, long peer, long immediate) {
    message.set(JAVA_LONG, fi_msg.context$offset(), context);
    message.set(JAVA_LONG, fi_msg.addr$offset(), peer);
    message.set(JAVA_LONG, fi_msg.data$offset(), immediate);
    access.set(JAVA_LONG, fi_msg_rma.context$offset(), context);
    access.set(JAVA_LONG, fi_msg_rma.addr$offset(), peer);
    access.set(JAVA_LONG, fi_msg_rma.data$offset(), immediate);
    atomic.set(JAVA_LONG, fi_msg_atomic.context$offset(), context);
    atomic.set(JAVA_LONG, fi_msg_atomic.addr$offset(), peer);
  }

  /** Sets the place that the operation reads or writes on the far side. */
  public void remote(long address, long length, long key) {
    place.set(JAVA_LONG, fi_rma_iov.addr$offset(), address);
    place.set(JAVA_LONG, fi_rma_iov.len$offset(), length);
    place.set(JAVA_LONG, fi_rma_iov.key$offset(), key);
    target.set(JAVA_LONG, fi_rma_ioc.addr$offset(), address);
    target.set(JAVA_LONG, fi_rma_ioc.key$offset(), key);
  }

  /** Sets where an atomic's old value goes: 8 bytes in a region. */
  public void answer(long address, long descriptor) {
    result.set(JAVA_LONG, fi_ioc.addr$offset(), address);
    resultDescriptor.set(JAVA_LONG, 0, descriptor);
  }

  /** Makes the atomic an addition to 8 bytes. */
  public void add(long addend) {
    values.set(JAVA_LONG, 0, addend);
    atomic.set(JAVA_INT, fi_msg_atomic.op$offset(), fabric_types.FI_SUM());
  }

  /** Makes the atomic a swap of 8 bytes if they equal {@code expected}. */
  public void swap(long expected, long replacement) {
    values.set(JAVA_LONG, 0, replacement);
    values.set(JAVA_LONG, Long.BYTES, expected);
    atomic.set(JAVA_INT, fi_msg_atomic.op$offset(), fabric_types.FI_CSWAP());
  }

  long message() {
    return message.address();
  }

  long access() {
    return access.address();
  }

  long atomic() {
    return atomic.address();
  }

  long comparand() {
    return comparand.address();
  }

  long comparandDescriptor() {
    return fi_msg_atomic.desc(atomic).address();
  }

  long result() {
    return result.address();
  }

  long resultDescriptor() {
    return resultDescriptor.address();
  }

  @Override
  public void close() {
    arena.close();
  }
}
