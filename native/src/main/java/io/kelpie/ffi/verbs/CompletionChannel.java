package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.kelpie.ffi.verbs.generated.ibv_comp_channel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file descriptor on which armed completion queues announce a completion, so that a thread can
 * sleep until then.
 */
public final class CompletionChannel extends Resource {
  private final int descriptor;
  private final Map<Long, CompletionQueue> queues = new ConcurrentHashMap<>();

  CompletionChannel(MemorySegment pointer) {
    super(pointer, Calls.DESTROY_COMP_CHANNEL);
    this.descriptor = ibv_comp_channel.fd(pointer);
  }

  void add(CompletionQueue queue) {
    queues.put(queue.address(), queue);
  }

  /**
   * Waits for an event, and acknowledges it.
   *
   * @param timeout the longest wait, in steps of a millisecond; zero for none
   * @return the queue that has completions and is no longer armed, empty if the time ran out
   */
  public Optional<CompletionQueue> await(Duration timeout) {
    MemorySegment channel = pointer();
    if (!Libc.awaitReadable(descriptor, timeout)) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = arena.allocate(ADDRESS);
      MemorySegment queueContext = arena.allocate(ADDRESS);
      Calls.GET_CQ_EVENT.check(channel, queue, queueContext);
      Calls.ACK_CQ_EVENTS.invoke(queue.get(ADDRESS, 0), 1);
      return Optional.ofNullable(queues.get(queue.get(ADDRESS, 0).address()));
    }
  }
}
