package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.verbs.generated.ibv_context_ops;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * The operations that {@code verbs.h} reaches through static inline functions: the provider's own,
 * read once from the context. Pointers go in as {@code long} and nothing is allocated.
 *
 * <p>A <em>critical</em> call saves the transition to native state, about 6 ns, and holds off
 * safepoints while it lasts. It is made only for the drivers in {@link #USER_SPACE}, whose
 * providers post and poll entirely in user space. Soft-RoCE and Soft-iWARP post by a system call,
 * which may block; whatever is not known is treated like them.
 */
@SuppressWarnings("restricted")
final class DataPath {
  private static final Set<String> USER_SPACE = Set.of("mlx5_core", "efa");

  private static final FunctionDescriptor POLL_DESCRIPTOR =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final FunctionDescriptor ARM_DESCRIPTOR =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final FunctionDescriptor POST_DESCRIPTOR =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle POLL = handle(POLL_DESCRIPTOR);
  private static final MethodHandle ARM = handle(ARM_DESCRIPTOR);
  private static final MethodHandle POST = handle(POST_DESCRIPTOR);
  private static final MethodHandle POLL_CRITICAL =
      handle(POLL_DESCRIPTOR, Linker.Option.critical(false));
  private static final MethodHandle POST_CRITICAL =
      handle(POST_DESCRIPTOR, Linker.Option.critical(false));

  private final boolean critical;
  private final MemorySegment pollCq;
  private final MemorySegment requestNotification;
  private final MemorySegment postSend;
  private final MemorySegment postReceive;
  private final MemorySegment postSharedReceive;

  DataPath(MemorySegment operations, Device device) {
    critical = device.driver().filter(USER_SPACE::contains).isPresent();
    pollCq = ibv_context_ops.poll_cq(operations);
    requestNotification = ibv_context_ops.req_notify_cq(operations);
    postSend = ibv_context_ops.post_send(operations);
    postReceive = ibv_context_ops.post_recv(operations);
    postSharedReceive = ibv_context_ops.post_srq_recv(operations);
  }

  /** Takes up to {@code room} completions; answers how many, or a negative number. */
  int poll(long queue, int room, long completions) {
    try {
      return critical
          ? (int) POLL_CRITICAL.invokeExact(pollCq, queue, room, completions)
          : (int) POLL.invokeExact(pollCq, queue, room, completions);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Asks for one event on the channel of {@code queue}; answers 0 or an error number. */
  int arm(long queue, int solicitedOnly) {
    try {
      return (int) ARM.invokeExact(requestNotification, queue, solicitedOnly);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Posts a chain of sends; answers 0 or an error number, the refused request then in {@code bad}.
   */
  int postSend(long queuePair, long request, long bad) {
    return post(postSend, queuePair, request, bad);
  }

  /**
   * Posts a chain of receives; answers 0 or an error number, the refused request then in {@code
   * bad}.
   */
  int postReceive(long queuePair, long request, long bad) {
    return post(postReceive, queuePair, request, bad);
  }

  /** Posts a chain of receives to a shared queue; answers as {@link #postReceive}. */
  int postSharedReceive(long sharedQueue, long request, long bad) {
    return post(postSharedReceive, sharedQueue, request, bad);
  }

  private int post(MemorySegment function, long queue, long request, long bad) {
    try {
      return critical
          ? (int) POST_CRITICAL.invokeExact(function, queue, request, bad)
          : (int) POST.invokeExact(function, queue, request, bad);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  private static MethodHandle handle(FunctionDescriptor descriptor, Linker.Option... options) {
    return Linker.nativeLinker().downcallHandle(descriptor, options);
  }

  private static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new IllegalStateException("a downcall threw a checked exception", thrown);
    };
  }
}
