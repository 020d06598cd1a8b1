package io.kelpie.ffi.verbs;

import java.lang.foreign.MemorySegment;

/**
 * Something that the library handed out and wants back.
 *
 * <p>To be closed before what it was made from, and not while another thread uses it; what is
 * closed refuses every further use.
 */
abstract sealed class Resource implements AutoCloseable
    permits AddressHandle,
        CompletionChannel,
        CompletionQueue,
        Context,
        MemoryRegion,
        ProtectionDomain,
        QueuePair,
        SharedReceiveQueue {
  private final Call release;
  private long address;

  /**
   * @param pointer what the library handed out
   * @param release the call that takes it back
   */
  Resource(MemorySegment pointer, Call release) {
    this.address = pointer.address();
    this.release = release;
  }

  /**
   * The C object's address.
   *
   * @throws IllegalStateException if this is closed
   */
  final long address() {
    if (address == 0) {
      throw new IllegalStateException(getClass().getSimpleName() + " is closed");
    }
    return address;
  }

  final MemorySegment pointer() {
    return MemorySegment.ofAddress(address());
  }

  /**
   * Gives the object back; a second call does nothing.
   *
   * @throws VerbsException if the library refuses, EBUSY where something made from this is still
   *     open
   */
  @Override
  public final void close() {
    if (address != 0) {
      release.check(pointer());
      address = 0;
    }
  }
}
