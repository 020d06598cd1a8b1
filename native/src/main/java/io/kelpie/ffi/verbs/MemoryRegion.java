package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_mr;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** Memory that a device may read and write. */
public final class MemoryRegion extends Resource {
  private final MemorySegment memory;
  private final long bytes;
  private final int localKey;
  private final int remoteKey;

  MemoryRegion(MemorySegment memory, long bytes, MemorySegment pointer) {
    super(pointer, Calls.DEREG_MR);
    this.memory = memory;
    this.bytes = bytes;
    this.localKey = ibv_mr.lkey(pointer);
    this.remoteKey = ibv_mr.rkey(pointer);
  }

  /**
   * The memory itself; of length 0 where it is another device's, which this process cannot read.
   */
  public MemorySegment memory() {
    return memory;
  }

  /** Address of the first byte, local and remote. */
  public long start() {
    return memory.address();
  }

  /** Length in bytes. */
  public long byteSize() {
    return bytes;
  }

  /** The key for gather and scatter entries (lkey). */
  public int localKey() {
    return localKey;
  }

  /** The key for the far side's WRITE, READ and atomics (rkey). */
  public int remoteKey() {
    return remoteKey;
  }

  static int flags(Set<Access> access) {
    return access.stream().mapToInt(Access::code).reduce(0, (all, flag) -> all | flag);
  }
}
