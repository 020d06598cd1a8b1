package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An open {@code struct fid_fabric}: the network that devices are opened on. */
final class Network extends Resource {
  private Network(MemorySegment pointer) {
    super(pointer);
  }

  static Network open(MemorySegment info) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(fabric_types.C_POINTER);
      FabricException.check("fi_fabric", Calls.fabric(fi_info.fabric_attr(info), opened));
      return new Network(opened.get(fabric_types.C_POINTER, 0));
    }
  }
}
