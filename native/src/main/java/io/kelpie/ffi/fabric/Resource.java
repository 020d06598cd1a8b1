package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fi_ops;
import io.kelpie.ffi.fabric.generated.fid;
import java.lang.foreign.MemorySegment;

/**
 * Something that the library opened ({@code struct fid}) and wants closed.
 *
 * <p>To be closed before what it was made from, and not while another thread uses it; what is
 * closed refuses every further use.
 */
abstract sealed class Resource implements AutoCloseable
    permits AddressVector, CompletionQueue, Domain, Endpoint, Network, Region {
  private MemorySegment pointer;

  Resource(MemorySegment pointer) {
    this.pointer = pointer;
  }

  /**
   * The C object.
   *
   * @throws IllegalStateException if this is closed
   */
  final MemorySegment pointer() {
    if (pointer.address() == 0) {
      throw new IllegalStateException(getClass().getSimpleName() + " is closed");
    }
    return pointer;
  }

  /** The C object's address, for the data path. */
  final long address() {
    return pointer().address();
  }

  /** Binds {@code other} to this ({@code fi_ep_bind} and its like). */
  final void bind(String call, Resource other, long flags) {
    MemorySegment operations = fid.ops(pointer());
    FabricException.check(
        call, fi_ops.bind.invoke(fi_ops.bind(operations), pointer(), other.pointer(), flags));
  }

  final void control(String call, int command) {
    MemorySegment operations = fid.ops(pointer());
    FabricException.check(
        call,
        fi_ops.control.invoke(fi_ops.control(operations), pointer(), command, MemorySegment.NULL));
  }

  /**
   * Gives the object back; a second call does nothing.
   *
   * @throws FabricException if the library refuses, EBUSY where something made from this is still
   *     open
   */
  @Override
  public void close() {
    if (pointer.address() != 0) {
      MemorySegment operations = fid.ops(pointer);
      FabricException.check("fi_close", fi_ops.close.invoke(fi_ops.close(operations), pointer));
      pointer = MemorySegment.NULL;
    }
  }
}
