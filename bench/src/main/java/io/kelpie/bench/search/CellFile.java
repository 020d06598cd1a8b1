package io.kelpie.bench.search;

import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finished hunts of a bench, a line of JSON each, in the order in which they ended. A last line
 * without its newline was cut and is dropped: that hunt runs again.
 */
final class CellFile {
  private final @Nullable Path file;
  private final Map<Cell.Key, Cell> cells = new LinkedHashMap<>();

  /**
   * @param file null to keep nothing
   * @throws UsageException where it cannot be read, or holds something else
   */
  CellFile(@Nullable Path file) {
    this.file = file;
    if (file != null && Files.exists(file)) {
      read(file);
    }
  }

  private void read(Path from) {
    try {
      String text = Files.readString(from);
      int whole = text.lastIndexOf('\n') + 1;
      int number = 0;
      for (String line : text.substring(0, whole).lines().toList()) {
        number++;
        Cell cell = StrictJson.read(line, from + " line " + number, Cell.class);
        cells.put(cell.key(), cell);
      }
      if (whole < text.length()) {
        Files.writeString(from, text.substring(0, whole));
      }
    } catch (IOException e) {
      throw new UsageException(from + " cannot be read; name another file", e);
    }
  }

  synchronized boolean holds(Cell.Key key) {
    return cells.containsKey(key);
  }

  synchronized void add(Cell cell) {
    cells.put(cell.key(), cell);
    if (file == null) {
      return;
    }
    byte[] line = (StrictJson.line(cell) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be written; name another file", e);
    }
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
