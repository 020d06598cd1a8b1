package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_ops_atomic;
import io.kelpie.ffi.fabric.generated.fi_ops_cm;
import io.kelpie.ffi.fabric.generated.fi_ops_msg;
import io.kelpie.ffi.fabric.generated.fi_ops_rma;
import io.kelpie.ffi.fabric.generated.fid_ep;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Where operations are posted. The functions are the provider's own, read once; pointers go in as
 * {@code long}, and nothing is allocated. No call is <em>critical</em>: most providers enter the
 * kernel, and may block there.
 *
 * <p>Posting answers whether the operation was taken; where it was not, there is no room now, and
 * reading completion queues makes some.
 */
@SuppressWarnings("restricted")
public final class Endpoint extends Resource {
  private static final int MOST_NAME_BYTES = 256;

  /** FI_ADDR_UNSPEC: from whomever. */
  private static final long ANYBODY = -1;

  private static final int AGAIN = -fabric_types.FI_EAGAIN();

  private static final MethodHandle POST =
      handle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle RECEIVE =
      handle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FETCH =
      handle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle COMPARE =
      handle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment write;
  private final MemorySegment read;
  private final MemorySegment send;
  private final MemorySegment receive;
  private final MemorySegment fetch;
  private final MemorySegment compare;

  Endpoint(MemorySegment pointer) {
    super(pointer);
    MemorySegment access = fid_ep.rma(pointer);
    write = fi_ops_rma.writemsg(access);
    read = fi_ops_rma.readmsg(access);
    MemorySegment messages = fid_ep.msg(pointer);
    send = fi_ops_msg.sendmsg(messages);
    receive = fi_ops_msg.recv(messages);
    MemorySegment atomics = fid_ep.atomic(pointer);
    fetch = atomics.address() == 0 ? MemorySegment.NULL : fi_ops_atomic.readwritemsg(atomics);
    compare = atomics.address() == 0 ? MemorySegment.NULL : fi_ops_atomic.compwritemsg(atomics);
  }

  void enable(CompletionQueue completions, AddressVector peers) {
    bind("fi_ep_bind", peers, 0);
    bind(
        "fi_ep_bind",
        completions,
        fabric_types.FI_TRANSMIT() | fabric_types.FI_SELECTIVE_COMPLETION());
    bind("fi_ep_bind", completions, fabric_types.FI_RECV());
    control("fi_enable", fabric_types.FI_ENABLE());
  }

  /** This endpoint's address, in the provider's own format. */
  public byte[] name() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(MOST_NAME_BYTES, Long.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_LONG, MOST_NAME_BYTES);
      MemorySegment operations = fid_ep.cm(pointer());
      FabricException.check(
          "fi_getname",
          fi_ops_cm.getname.invoke(fi_ops_cm.getname(operations), pointer(), name, length));
      return name.asSlice(0, length.get(JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Posts a WRITE of the operation's pieces to its remote place. */
  public boolean write(Operation operation, long flags) {
    return taken("fi_writemsg", post(write, operation.access(), flags));
  }

  /** Posts a READ of the operation's remote place into its pieces. */
  public boolean read(Operation operation, long flags) {
    return taken("fi_readmsg", post(read, operation.access(), flags));
  }

  /** Posts a SEND of the operation's pieces into the peer's next receive. */
  public boolean send(Operation operation, long flags) {
    return taken("fi_sendmsg", post(send, operation.message(), flags));
  }

  /** Posts a receive; its context identifies it. Its completion is always announced. */
  public boolean receive(long address, long length, long descriptor, long context) {
    try {
      return taken(
          "fi_recv",
          (long)
              RECEIVE.invokeExact(
                  receive, address(), address, length, descriptor, ANYBODY, context));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /** Posts the addition of {@link Operation#add}. */
  public boolean fetchAdd(Operation operation, long flags) {
    try {
      return taken(
          "fi_fetch_atomicmsg",
          (long)
              FETCH.invokeExact(
                  fetch,
                  address(),
                  operation.atomic(),
                  operation.result(),
                  operation.resultDescriptor(),
                  1L,
                  flags));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /** Posts the swap of {@link Operation#swap}. */
  public boolean compareSwap(Operation operation, long flags) {
    try {
      return taken(
          "fi_compare_atomicmsg",
          (long)
              COMPARE.invokeExact(
                  compare,
                  address(),
                  operation.atomic(),
                  operation.comparand(),
                  operation.comparandDescriptor(),
                  1L,
                  operation.result(),
                  operation.resultDescriptor(),
                  1L,
                  flags));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private long post(MemorySegment function, long what, long flags) {
    try {
      return (long) POST.invokeExact(function, address(), what, flags);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static boolean taken(String call, long status) {
    if (status == 0) {
      return true;
    }
    if (status == AGAIN) {
      return false;
    }
    throw new FabricException(call, (int) -status);
  }

  private static MethodHandle handle(FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(descriptor);
  }
}
