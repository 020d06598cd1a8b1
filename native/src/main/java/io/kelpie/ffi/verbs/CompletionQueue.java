package io.kelpie.ffi.verbs;

import java.lang.foreign.MemorySegment;

/** Where completed work requests are announced. */
public final class CompletionQueue extends Resource {
  private final DataPath dataPath;

  CompletionQueue(Context context, MemorySegment pointer) {
    super(pointer, Calls.DESTROY_CQ);
    this.dataPath = context.dataPath();
  }

  /**
   * Takes the oldest completions, as many as there are and {@code completions} has room for;
   * allocates nothing.
   *
   * @return how many were taken, 0 if there are none
   * @throws VerbsException EIO if the queue has overrun or is damaged
   */
  public int poll(Completions completions) {
    return poll(completions, completions.capacity());
  }

  /** Takes at most {@code limit} of the oldest completions, as {@link #poll(Completions)}. */
  public int poll(Completions completions, int limit) {
    int taken =
        dataPath.poll(address(), Math.min(limit, completions.capacity()), completions.address());
    if (taken < 0) {
      throw new VerbsException("ibv_poll_cq", Libc.EIO, "the provider answered " + taken);
    }
    return taken;
  }

  /**
   * Asks for one event on the queue's channel at the next completion. Poll once more after arming:
   * a completion before it makes no event.
   *
   * @param solicitedOnly whether only a receive marked solicited, or an error, counts
   */
  public void arm(boolean solicitedOnly) {
    int error = dataPath.arm(address(), solicitedOnly ? 1 : 0);
    if (error != 0) {
      throw new VerbsException("ibv_req_notify_cq", Math.abs(error));
    }
  }
}
