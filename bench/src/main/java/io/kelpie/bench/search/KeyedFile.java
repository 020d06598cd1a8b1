package io.kelpie.bench.search;

import io.kelpie.bench.LineFile;
import io.kelpie.workload.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finished runs of a bench, in the order in which they ended, each by the plan's name for it.
 *
 * @param <K> such a name
 * @param <T> a finished run
 */
final class KeyedFile<K, T> {
  private final LineFile<T> file;
  private final Function<T, K> key;
  private final Map<K, T> finished = new LinkedHashMap<>();

  /**
   * @param file null to keep nothing
   * @throws UsageException where it cannot be read, or holds something else
   */
  KeyedFile(@Nullable Path file, Class<T> type, Function<T, K> key) {
    this.file = new LineFile<>(file, type);
    this.key = key;
    this.file.read().forEach(run -> finished.put(key.apply(run), run));
  }

  synchronized boolean holds(K asked) {
    return finished.containsKey(asked);
  }

  synchronized void add(T run) {
    finished.put(key.apply(run), run);
    file.add(run);
  }

  /** The finished ones of some runs, in their order. */
  synchronized List<T> of(List<K> keys) {
    List<T> runs = new ArrayList<>();
    for (K asked : keys) {
      T run = finished.get(asked);
      if (run != null) {
        runs.add(run);
      }
    }
    return runs;
  }
}
