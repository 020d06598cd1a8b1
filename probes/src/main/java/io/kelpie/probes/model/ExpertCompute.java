package io.kelpie.probes.model;

import java.util.PriorityQueue;

/**
 * A GPU that computes experts tile by tile: whatever rows arrived are cut into blocks, each block's
 * products into tasks, and every task goes to the processor that is free first. Both products of
 * the first layer (gate and up) come before the second (down) of the same block.
 */
final class ExpertCompute {
  /** Rows of a task's tile; fewer cost as much. FlashMoE's tile is 128 by 64. */
  static final int BLOCK_ROWS = 128;

  private static final int BLOCK_COLUMNS = 64;
  private static final int BYTES = 2;

  private final int processors;
  private final int firstTasks;
  private final int secondTasks;
  private final long firstNanos;
  private final long secondNanos;
  private long busy;

  /** The products of a block that may start. */
  private record Phase(long at, long order, int tile, boolean second) implements Comparable<Phase> {
    @Override
    public int compareTo(Phase other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  /**
   * @param hidden width of a token
   * @param intermediate width between the two products
   */
  ExpertCompute(GpuNode.Gpu gpu, int hidden, int intermediate) {
    processors = gpu.processors();
    firstTasks = 2 * Math.ceilDiv(intermediate, BLOCK_COLUMNS);
    secondTasks = Math.ceilDiv(hidden, BLOCK_COLUMNS);
    firstNanos = taskNanos(gpu, hidden);
    secondNanos = taskNanos(gpu, intermediate);
  }

  /** A task's time: its products, or its weights' way from memory, whichever is longer. */
  private static long taskNanos(GpuNode.Gpu gpu, int depth) {
    double share = 1.0 / gpu.processors();
    double products =
        2.0
            * BLOCK_ROWS
            * BLOCK_COLUMNS
            * depth
            / (gpu.flopsPerSecond() * gpu.efficiency() * share);
    double weights = (double) BLOCK_COLUMNS * depth * BYTES / (gpu.memoryBytesPerSecond() * share);
    return Math.round(Math.max(products, weights) * 1e9);
  }

  /**
   * When each tile is computed.
   *
   * @param arrivals when each tile is there, in nanoseconds
   * @param rows of each tile; 0 takes no time
   */
  long[] finish(long[] arrivals, int[] rows) {
    busy = 0;
    long[] done = arrivals.clone();
    PriorityQueue<Phase> ready = new PriorityQueue<>();
    long order = 0;
    for (int tile = 0; tile < arrivals.length; tile++) {
      for (int block = 0; block < Math.ceilDiv(rows[tile], BLOCK_ROWS); block++) {
        ready.add(new Phase(arrivals[tile], order++, tile, false));
      }
    }
    PriorityQueue<Long> free = new PriorityQueue<>();
    for (int processor = 0; processor < processors; processor++) {
      free.add(0L);
    }
    while (!ready.isEmpty()) {
      Phase phase = ready.poll();
      long nanos = phase.second ? secondNanos : firstNanos;
      int tasks = phase.second ? secondTasks : firstTasks;
      long end = phase.at;
      for (int task = 0; task < tasks; task++) {
        long finished = Math.max(free.remove(), phase.at) + nanos;
        free.add(finished);
        end = Math.max(end, finished);
      }
      busy += tasks * nanos;
      if (phase.second) {
        done[phase.tile] = Math.max(done[phase.tile], end);
      } else {
        ready.add(new Phase(end, order++, phase.tile, true));
      }
    }
    return done;
  }

  /** Nanoseconds of all tasks of the last {@link #finish}, on all processors together. */
  long busy() {
    return busy;
  }
}
