package io.kelpie.bench.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does many things, some at a time. */
final class Parallel {
  private Parallel() {}

  /** As many at a time as there are processors. */
  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Returns when all are done; the first that fails ends it with its exception.
   *
   * @param threads how many at a time
   */
  static <T> void each(List<T> things, int threads, Consumer<T> work) {
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (T thing : things) {
        running.add(workers.submit(() -> work.accept(thing)));
      }
      await(running, workers);
    }
  }

  private static void await(List<Future<?>> running, ExecutorService workers) {
    try {
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      workers.shutdownNow();
      throw e.getCause() instanceof RuntimeException defect
          ? defect
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
