package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fi_context2;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of their own for operations under way: some providers keep books in it ({@code struct
 * fi_context2}), and completions name an operation by its address. An operation's memory may serve
 * the next one when it has completed.
 */
public final class Contexts implements AutoCloseable {
  private static final long SIZE = fi_context2.sizeof();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment array;
  private final long start;
  private final int count;

  public Contexts(int count) {
    this.count = count;
    this.array = fi_context2.allocateArray(Math.max(1, count), arena);
    this.start = array.address();
  }

  /** The address that identifies the operation numbered {@code index}. */
  public long address(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(index);
    }
    return start + index * SIZE;
  }

  /** The number of the operation that {@code address} identifies; -1 where it is none of these. */
  public int index(long address) {
    long index = (address - start) / SIZE;
    return address >= start && index < count ? (int) index : -1;
  }

  @Override
  public void close() {
    arena.close();
  }
}
