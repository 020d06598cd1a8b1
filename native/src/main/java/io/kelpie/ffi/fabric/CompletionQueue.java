package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_ops_cq;
import io.kelpie.ffi.fabric.generated.fid_cq;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Where operations are announced. Reading it also moves the traffic of the endpoints bound to it,
 * the far side's operations on their memory included: a queue that is not read stands still.
 */
@SuppressWarnings("restricted")
public final class CompletionQueue extends Resource {
  private static final FunctionDescriptor READ_DESCRIPTOR =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle READ = Linker.nativeLinker().downcallHandle(READ_DESCRIPTOR);
  private static final int AGAIN = -fabric_types.FI_EAGAIN();
  private static final int ERROR_AVAILABLE = -fabric_types.FI_EAVAIL();

  private final MemorySegment read;
  private final MemorySegment readError;

  CompletionQueue(MemorySegment pointer) {
    super(pointer);
    MemorySegment operations = fid_cq.ops(pointer);
    this.read = fi_ops_cq.read(operations);
    this.readError = fi_ops_cq.readerr(operations);
  }

  /**
   * Takes the oldest completions, as many as there are and {@code completions} has room for;
   * allocates nothing. One that failed is taken alone.
   *
   * @return how many were taken, 0 if there are none
   * @throws FabricException if the queue has overrun or is damaged
   */
  public int poll(Completions completions) {
    long taken = read(address(), completions.address(), completions.capacity());
    if (taken == AGAIN) {
      completions.succeeded();
      return 0;
    }
    if (taken == ERROR_AVAILABLE) {
      long failed = fi_ops_cq.readerr.invoke(readError, pointer(), completions.failure(), 0L);
      return failed == AGAIN ? 0 : (int) FabricException.check("fi_cq_readerr", failed);
    }
    completions.succeeded();
    return (int) FabricException.check("fi_cq_read", taken);
  }

  private long read(long queue, long entries, long count) {
    try {
      return (long) READ.invokeExact(read, queue, entries, count);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
