package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_ops_av;
import io.kelpie.ffi.fabric.generated.fid_av;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The addresses of peers, which operations name by number. */
public final class AddressVector extends Resource {
  AddressVector(MemorySegment pointer) {
    super(pointer);
  }

  /**
   * Adds a peer.
   *
   * @param address as {@link Endpoint#name()} gave it
   * @return its number ({@code fi_addr_t})
   */
  public long insert(byte[] address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(address.length, Long.BYTES);
      MemorySegment.copy(MemorySegment.ofArray(address), 0, bytes, 0, address.length);
      MemorySegment number = arena.allocate(JAVA_LONG);
      MemorySegment operations = fid_av.ops(pointer());
      int inserted =
          fi_ops_av.insert.invoke(
              fi_ops_av.insert(operations), pointer(), bytes, 1L, number, 0L, MemorySegment.NULL);
      FabricException.check("fi_av_insert", inserted);
      if (inserted != 1) {
        throw new FabricException("fi_av_insert", fabric_types.FI_ENODATA());
      }
      return number.get(JAVA_LONG, 0);
    }
  }
}
