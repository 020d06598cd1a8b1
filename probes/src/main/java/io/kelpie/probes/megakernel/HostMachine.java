package io.kelpie.probes.megakernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Host threads in the place of a GPU's blocks. */
final class HostMachine implements Machine {
  private final int workers;
  private final ExecutorService threads;
  private List<Future<?>> running = List.of();

  /**
   * @param workers blocks that work, from 1; one more polls
   */
  HostMachine(int workers) {
    this.workers = workers;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            workers + 1,
            workers + 1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("kelpie-block-", 0).daemon().factory());
    // Later a thread would be started by the proxy's, and inherit the processor that it is kept on.
    pool.prestartAllCoreThreads();
    threads = pool;
  }

  @Override
  public SortedMap<String, String> environment() {
    return new TreeMap<>(
        java.util.Map.of(
            "megakernel", "host threads", "megakernel.blocks", Integer.toString(workers)));
  }

  @Override
  public int workers() {
    return workers;
  }

  @Override
  public boolean sharesProcessors() {
    return true;
  }

  @Override
  public List<Integer> processors() {
    return List.of();
  }

  @Override
  public Area own(long bytes) {
    return new HostMemory(bytes);
  }

  @Override
  public Area.Shared shared(long bytes) {
    return new HostMemory(bytes);
  }

  @Override
  public Area beyond(@Nullable Integer number, long bytes) {
    return new HostMemory(bytes);
  }

  @Override
  public Area.Shared admit(MemorySegment memory) {
    return new Area.Part(memory, memory.address());
  }

  @Override
  public void start(
      MemorySegment launch, Area state, Area template, Area tileStamps, Preamble preamble) {
    ((HostMemory) state).segment().copyFrom(((HostMemory) template).segment());
    ((HostMemory) tileStamps).segment().fill((byte) 0);
    run(new HostKernel(launch, workers + 1), System.nanoTime() + preamble.least());
  }

  @Override
  public void goOn(MemorySegment launch) {
    run(new HostKernel(launch, workers + 1), System.nanoTime());
  }

  private void run(HostKernel kernel, long begin) {
    List<Future<?>> started = new ArrayList<>();
    for (int block = 0; block <= workers; block++) {
      int number = block;
      started.add(
          threads.submit(() -> {
            while (System.nanoTime() - begin < 0) {
              HostKernel.giveWay();
            }
            kernel.block(number);
          }));
    }
    running = started;
  }

  @Override
  public boolean isDone() {
    for (Future<?> block : running) {
      if (!block.isDone()) {
        return false;
      }
    }
    for (Future<?> block : running) {
      try {
        block.get();
      } catch (ExecutionException broken) {
        throw new IllegalStateException("a block failed", broken.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  @Override
  public ClockJoin.Reading clock() {
    return ClockJoin.Reading.SAME;
  }

  @Override
  public void answerClock(Area.Shared lines) {
    running = List.of(threads.submit(new ClockExchange(lines.segment())::answer));
  }

  @Override
  public void close() {
    threads.close();
  }
}
