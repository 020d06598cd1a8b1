package io.kelpie.ffi.verbs;

import java.lang.foreign.MemorySegment;

/** One queue of receives that several queue pairs take from. */
public final class SharedReceiveQueue extends Resource {
  private final DataPath dataPath;

  SharedReceiveQueue(Context context, MemorySegment pointer) {
    super(pointer, Calls.DESTROY_SRQ);
    this.dataPath = context.dataPath();
  }

  /**
   * Posts the chain of receives that begins at {@code slot}; allocates nothing.
   *
   * @throws VerbsException ENOMEM if the queue is full; the receives before {@link
   *     ReceiveRequests#refused()} are posted
   */
  public void post(ReceiveRequests requests, int slot) {
    int error = dataPath.postSharedReceive(address(), requests.address(slot), requests.refusal());
    if (error != 0) {
      throw new VerbsException("ibv_post_srq_recv", Math.abs(error));
    }
  }
}
