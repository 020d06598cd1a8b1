package io.kelpie.ffi.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Filling, posting, polling and reading completions allocate nothing, once the calls are compiled.
 */
class AllocationTest {
  private static final int WARM_UP = 10_000;
  private static final int WRITES = 2_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long consumed;

  @Test
  void writing() {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    Fabric fabric = Fabric.open();
    Wish wish = Wish.of("shm", "");
    assumeTrue(fabric.has(wish), "skipped: no shm");
    try (Side near = new Side(fabric.find(wish).orElseThrow());
        Side far = new Side(fabric.find(wish).orElseThrow())) {
      long peer = near.peers.insert(far.endpoint.name());
      far.peers.insert(near.endpoint.name());
      write(near, far, peer, WARM_UP);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 3; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        write(near, far, peer, WRITES);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }

      assertThat(least).isZero();
      assertThat(consumed).isPositive();
    }
  }

  private void write(Side near, Side far, long peer, int times) {
    for (int i = 0; i < times; i++) {
      near.fill(1, peer, 0, 64);
      near.remote(far, 4096, 64);
      while (!near.endpoint.write(near.operation, Operation.COMPLETION)) {
        far.progress();
        near.progress();
      }
      while (near.queue.poll(near.completions) == 0) {
        far.progress();
      }
      consumed += near.contexts.index(near.completions.context(0)) + near.completions.length(0);
    }
  }
}
