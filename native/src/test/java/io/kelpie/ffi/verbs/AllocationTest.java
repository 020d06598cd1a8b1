package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Polling, filling and posting allocate nothing, once the calls are compiled. */
class AllocationTest extends TwoDevicesTest {
  private static final int WARM_UP = 20_000;
  private static final int POLLS = 100_000;
  private static final int WRITES = 2_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long consumed;

  @Test
  void polling() {
    poll(WARM_UP);
    assertThat(allocatedBy(() -> poll(POLLS))).isZero();
  }

  @Test
  void postingAndReadingCompletions() {
    QueuePair mine = near.queuePair(QueuePairType.RC);
    QueuePair theirs = far.queuePair(QueuePairType.RC);
    Endpoint.connect(near, mine, far, theirs);
    write(mine, WARM_UP / 4);
    assertThat(allocatedBy(() -> write(mine, WRITES))).isZero();
    assertThat(consumed).isPositive();
  }

  /** Bytes, in the least of three rounds: the first may still link a call. */
  private long allocatedBy(Runnable action) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      action.run();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private void poll(int times) {
    for (int i = 0; i < times; i++) {
      consumed += near.queue.poll(near.completions);
    }
  }

  private void write(QueuePair queuePair, int times) {
    SendRequests sends = near.sends;
    for (int i = 0; i < times; i++) {
      sends.id(0, i);
      sends.single(0, near.at(0), 64, near.region.localKey());
      sends.write(
          0, SendRequests.SIGNALED | SendRequests.INLINE, far.at(32_768), far.region.remoteKey());
      queuePair.postSend(sends, 0);
      while (near.queue.poll(near.completions) == 0) {
        Thread.onSpinWait();
      }
      if (near.completions.status(0) != CompletionStatus.SUCCESS) {
        throw new AssertionError(near.completions.status(0));
      }
      consumed += near.completions.id(0);
    }
  }
}
