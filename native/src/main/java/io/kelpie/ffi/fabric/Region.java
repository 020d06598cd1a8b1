package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fid_mr;
import java.lang.foreign.MemorySegment;

/** Memory that a device may read and write. */
public final class Region extends Resource {
  private static final long DESCRIPTOR = fid_mr.mem_desc$offset();

  private final long base;

  Region(MemorySegment pointer, long base) {
    super(pointer);
    this.base = base;
  }

  /** What the far side adds an offset to: the address of the first byte, or 0. */
  public long base() {
    return base;
  }

  /** What local operations name this memory by ({@code fi_mr_desc}). */
  public long descriptor() {
    return pointer().get(JAVA_LONG, DESCRIPTOR);
  }

  /** What the far side names this memory by. */
  public long key() {
    return fid_mr.key(pointer());
  }

  /** Gives this memory to one endpoint, where {@link Attributes#endpointRegions()} asks for it. */
  public void attach(Endpoint endpoint) {
    bind("fi_mr_bind", endpoint, 0);
    control("fi_mr_enable", fabric_types.FI_ENABLE());
  }
}
