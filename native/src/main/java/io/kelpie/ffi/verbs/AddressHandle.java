package io.kelpie.ffi.verbs;

import java.lang.foreign.MemorySegment;

/** A destination for datagrams: the route, while queue pair and key are named by each send. */
public final class AddressHandle extends Resource {
  AddressHandle(MemorySegment pointer) {
    super(pointer, Calls.DESTROY_AH);
  }
}
