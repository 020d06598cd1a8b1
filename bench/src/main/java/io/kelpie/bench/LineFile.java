package io.kelpie.bench;

import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bench has finished, a line of JSON each, in the order in which it ended. A last line
 * without its newline was cut and is dropped: that part runs again.
 */
public final class LineFile<T> {
  private final @Nullable Path file;
  private final Class<T> type;

  /**
   * @param file null to keep nothing
   */
  public LineFile(@Nullable Path file, Class<T> type) {
    this.file = file;
    this.type = type;
  }

  /**
   * What is finished; a cut line is taken out of the file.
   *
   * @throws UsageException where it cannot be read, or holds something else
   */
  public List<T> read() {
    if (file == null || !Files.exists(file)) {
      return List.of();
    }
    try {
      String text = Files.readString(file);
      int whole = text.lastIndexOf('\n') + 1;
      List<T> finished = new ArrayList<>();
      for (String line : text.substring(0, whole).lines().toList()) {
        finished.add(
            StrictJson.read(line, "%s line %d".formatted(file, finished.size() + 1), type));
      }
      if (whole < text.length()) {
        Files.writeString(file, text.substring(0, whole));
      }
      return finished;
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read; name another file", e);
    }
  }

  /**
   * Adds what has just been finished.
   *
   * @throws UsageException where it cannot be written
   */
  public void add(T finished) {
    if (file == null) {
      return;
    }
    byte[] line = (StrictJson.line(finished) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be written; name another file", e);
    }
  }
}
