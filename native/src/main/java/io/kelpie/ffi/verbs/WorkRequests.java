package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.verbs.generated.ibv_recv_wr;
import io.kelpie.ffi.verbs.generated.ibv_sge;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/**
 * Slots for work requests, each with its gather or scatter list, allocated once and filled in
 * place; nothing here allocates afterwards. A provider has read a request by the time that posting
 * it returns, so that its slot can be filled anew then; of the memory that it names, only what is
 * sent inline can.
 *
 * <p>A slot is new as an unchained request with the identifier 0 and an empty list. Not for several
 * threads at once.
 */
abstract sealed class WorkRequests implements AutoCloseable permits SendRequests, ReceiveRequests {
  // The first four fields of ibv_send_wr and ibv_recv_wr are the same, at the same offsets.
  private static final long ID = ibv_recv_wr.wr_id$offset();
  private static final long NEXT = ibv_recv_wr.next$offset();
  private static final long LIST = ibv_recv_wr.sg_list$offset();
  private static final long LIST_LENGTH = ibv_recv_wr.num_sge$offset();
  private static final long ENTRY = ibv_sge.layout().byteSize();
  private static final long ENTRY_ADDRESS = ibv_sge.addr$offset();
  private static final long ENTRY_LENGTH = ibv_sge.length$offset();
  private static final long ENTRY_KEY = ibv_sge.lkey$offset();

  /** The requests, one after the other. */
  final MemorySegment array;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment entries;
  private final MemorySegment refusal;
  private final long size;
  private final int capacity;
  private final int listCapacity;

  WorkRequests(MemoryLayout layout, int capacity, int listCapacity) {
    this.capacity = Range.check("capacity", capacity, 1, 1 << 20);
    this.listCapacity = Range.check("listCapacity", listCapacity, 1, 1 << 10);
    this.size = layout.byteSize();
    this.array = arena.allocate(layout, capacity);
    this.entries = arena.allocate(ibv_sge.layout(), (long) capacity * listCapacity);
    this.refusal = arena.allocate(JAVA_LONG);
    for (int slot = 0; slot < capacity; slot++) {
      array.set(JAVA_LONG, at(slot) + LIST, entries.address() + (long) slot * listCapacity * ENTRY);
    }
  }

  /** Slots. */
  public final int capacity() {
    return capacity;
  }

  /** Gives a slot's request its identifier, which its completion will bear. */
  public final void id(int slot, long id) {
    array.set(JAVA_LONG, at(slot) + ID, id);
  }

  /**
   * Sets one entry of a slot's gather or scatter list; how many count is set by {@link
   * #listLength}.
   *
   * @param entry from 0
   * @param address first byte, inside a memory region
   * @param length bytes
   * @param localKey the region's local key
   */
  public final void entry(int slot, int entry, long address, int length, int localKey) {
    if (entry < 0 || entry >= listCapacity) {
      throw new IndexOutOfBoundsException(entry);
    }
    long offset = ((long) slot * listCapacity + entry) * ENTRY;
    entries.set(JAVA_LONG, offset + ENTRY_ADDRESS, address);
    entries.set(JAVA_INT, offset + ENTRY_LENGTH, length);
    entries.set(JAVA_INT, offset + ENTRY_KEY, localKey);
  }

  /** Says how many entries of a slot's list count, from 0. */
  public final void listLength(int slot, int length) {
    if (length < 0 || length > listCapacity) {
      throw new IndexOutOfBoundsException(length);
    }
    array.set(JAVA_INT, at(slot) + LIST_LENGTH, length);
  }

  /** Sets a slot's list to the single entry given. */
  public final void single(int slot, long address, int length, int localKey) {
    entry(slot, 0, address, length, localKey);
    listLength(slot, 1);
  }

  /**
   * Lets the request in {@code slot} be followed by the one in {@code next}, posted by the same
   * call.
   */
  public final void chain(int slot, int next) {
    array.set(JAVA_LONG, at(slot) + NEXT, address(next));
  }

  /** Lets a chain end at {@code slot}. */
  public final void unchain(int slot) {
    array.set(JAVA_LONG, at(slot) + NEXT, 0L);
  }

  /**
   * The slot of the first request that the latest failed post refused.
   *
   * @return the slot, -1 if no post has failed
   */
  public final int refused() {
    long address = refusal.get(JAVA_LONG, 0);
    return address == 0 ? -1 : (int) ((address - array.address()) / size);
  }

  final long at(int slot) {
    return slot * size;
  }

  final long address(int slot) {
    if (slot < 0 || slot >= capacity) {
      throw new IndexOutOfBoundsException(slot);
    }
    return array.address() + at(slot);
  }

  final long refusal() {
    return refusal.address();
  }

  /** Frees the slots; what was posted from them is not touched. */
  @Override
  public final void close() {
    arena.close();
  }
}
