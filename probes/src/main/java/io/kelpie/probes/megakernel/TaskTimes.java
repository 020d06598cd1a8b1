package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.TASK_STAMPS_LAYOUT;
import static io.kelpie.ffi.cuda.Protocol.offset;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** When the tasks of a pass began and ended, and how long blocks waited for them. */
final class TaskTimes {
  private final MemorySegment stamps;
  private final int tasks;

  TaskTimes(MemorySegment stamps, int tasks) {
    this.stamps = stamps;
    this.tasks = tasks;
  }

  private long at(int task, String field) {
    if (task >= tasks) {
      throw new IllegalArgumentException("no task " + task);
    }
    return stamps.get(
        JAVA_LONG, task * TASK_STAMPS_LAYOUT.byteSize() + offset(TASK_STAMPS_LAYOUT, field));
  }

  /** Seconds from the first of these tasks started to the last ended. */
  double span(List<Integer> some) {
    long start = some.stream().mapToLong(task -> at(task, "started")).min().orElseThrow();
    long end = some.stream().mapToLong(task -> at(task, "ended")).max().orElseThrow();
    return (end - start) * 1e-9;
  }

  /** Median seconds that tasks of a range took. */
  double median(int from, int to) {
    long[] took = new long[to - from];
    Arrays.setAll(took, i -> at(from + i, "ended") - at(from + i, "started"));
    Arrays.sort(took);
    return took[took.length / 2] * 1e-9;
  }

  /** Of the blocks' time from asking for a task to its end, the share spent waiting for it. */
  double waitingShare(List<Integer> some) {
    double waited = 0;
    double worked = 0;
    for (int task : some) {
      waited += Math.max(0, at(task, "claimed") - at(task, "asked"));
      worked += at(task, "ended") - at(task, "started");
    }
    return waited / (waited + worked);
  }
}
