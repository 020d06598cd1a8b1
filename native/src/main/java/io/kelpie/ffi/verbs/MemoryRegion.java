package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_mr;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** Memory that a device may read and write. */
public final class MemoryRegion extends Resource {
  private final MemorySegment memory;
  private final int localKey;
  private final int remoteKey;

  MemoryRegion(MemorySegment memory, MemorySegment pointer) {
    super(pointer, Calls.DEREG_MR);
    this.memory = memory;
    this.localKey = ibv_mr.lkey(pointer);
    this.remoteKey = ibv_mr.rkey(pointer);
  }

  /** The memory itself. */
  public MemorySegment memory() {
    return memory;
  }

  /** Address of the first byte, local and remote. */
  public long start() {
    return memory.address();
  }

  /** Length in bytes. */
  public long byteSize() {
    return memory.byteSize();
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
