package io.kelpie.bench.search;

import io.kelpie.bench.LineFile;
import io.kelpie.workload.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finished hunts of a bench, in the order in which they ended. */
final class CellFile {
  private final LineFile<Cell> file;
  private final Map<Cell.Key, Cell> cells = new LinkedHashMap<>();

  /**
   * @param file null to keep nothing
   * @throws UsageException where it cannot be read, or holds something else
   */
  CellFile(@Nullable Path file) {
    this.file = new LineFile<>(file, Cell.class);
    this.file.read().forEach(cell -> cells.put(cell.key(), cell));
  }

  synchronized boolean holds(Cell.Key key) {
    return cells.containsKey(key);
  }

  synchronized void add(Cell cell) {
    cells.put(cell.key(), cell);
    file.add(cell);
  }

  /** The finished ones of some hunts, in their order. */
  synchronized List<Cell> of(List<Cell.Key> keys) {
    List<Cell> finished = new ArrayList<>();
    for (Cell.Key key : keys) {
      Cell cell = cells.get(key);
      if (cell != null) {
        finished.add(cell);
      }
    }
    return finished;
  }
}
