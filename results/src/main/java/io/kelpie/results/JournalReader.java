package io.kelpie.results;

import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads a journal line by line, in constant memory. A last line without its newline was cut by a
 * crash and ends the reading; anything else that is wrong is a {@link UsageException} that names
 * file and line.
 */
final class JournalReader implements AutoCloseable {
  /** The format's version: the one that is written and read. */
  static final int VERSION = 2;

  private static final int LONGEST_LINE = 64 << 20;

  /** Lines whose JSON is read side by side: some for each processor, and little memory. */
  private static final int TOGETHER = 64;

  private final Path file;
  private final String hunt;
  private final InputStream input;
  private final Queue<ProbeRecord> read = new ArrayDeque<>();
  private byte[] buffer = new byte[1 << 16];
  private int from;
  private int filled;
  private long lines;
  private long end;
  private long runs;
  private long attempted;

  /**
   * @param hunt the fingerprint that the header must bear
   */
  JournalReader(Path file, String hunt) {
    this.file = file;
    this.hunt = hunt;
    try {
      this.input = Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The next run or attempt, its checksums and its number found right; empty at the end and at a
   * cut line.
   */
  Optional<StoredLine> next() {
    if (lines == 0) {
      Optional<StoredLine> first = stored();
      if (first.isEmpty()) {
        return first;
      }
      checkHeader(first.get());
    }
    Optional<StoredLine> line = stored();
    line.ifPresent(this::count);
    return line;
  }

  /**
   * The next run, its JSON read; empty at the end. Lines are read some at a time: after a call what
   * {@link #next} answers lies behind the run.
   */
  Optional<ProbeRecord> nextRun() {
    while (read.isEmpty()) {
      List<StoredLine> lines =
          Stream.generate(this::next).limit(TOGETHER).flatMap(Optional::stream).toList();
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      lines.parallelStream()
          .filter(line -> !line.isAttempt())
          .map(StoredLine::record)
          .toList()
          .forEach(read::add);
    }
    return Optional.of(read.remove());
  }

  /** Hands over the runs that are left, in order. */
  void forEachRun(Consumer<ProbeRecord> taker) {
    for (Optional<ProbeRecord> run = nextRun(); run.isPresent(); run = nextRun()) {
      taker.accept(run.get());
    }
  }

  /** Bytes of the file up to the end of the last whole line. */
  long end() {
    return end;
  }

  /** Bytes after {@link #end}: what a crash cut, once {@link #next} was empty. */
  int cut() {
    return filled - from;
  }

  /** Runs read. */
  long runs() {
    return runs;
  }

  /** Whether the last line is an attempt, whose run left no line. */
  boolean isDangling() {
    return attempted > runs;
  }

  private void checkHeader(StoredLine line) {
    if (!line.body().startsWith("{\"journal\":")) {
      throw new UsageException(line.where() + ": no journal starts like this; choose another file");
    }
    JournalLine.Header header =
        Versioned.read(line.body(), line.where(), JournalLine.Header.class, "journal", VERSION);
    if (!header.hunt().equals(hunt)) {
      throw new UsageException(
          line.where()
              + ": this is the journal of hunt "
              + header.hunt()
              + ", not of "
              + hunt
              + "; put the journal that belongs here back");
    }
  }

  private void count(StoredLine line) {
    if (!line.isNumber(runs + 1)) {
      throw new UsageException(
          line.where()
              + " is out of sequence: run "
              + (runs + 1)
              + " belongs here; a line is missing or doubled, restore the journal from a copy");
    }
    if (line.isAttempt()) {
      attempted = runs + 1;
    } else {
      runs++;
    }
  }

  private Optional<StoredLine> stored() {
    int newline = newline();
    if (newline < 0) {
      return Optional.empty();
    }
    lines++;
    byte[] line = Arrays.copyOfRange(buffer, from, newline);
    end += newline + 1 - from;
    from = newline + 1;
    return Optional.of(StoredLine.of(file + " line " + lines, line));
  }

  private int newline() {
    int scan = from;
    while (true) {
      for (; scan < filled; scan++) {
        if (buffer[scan] == '\n') {
          return scan;
        }
      }
      scan -= from;
      if (!fill()) {
        return -1;
      }
    }
  }

  private boolean fill() {
    int rest = filled - from;
    if (rest == buffer.length) {
      if (rest >= LONGEST_LINE) {
        throw new UsageException(
            file
                + " line "
                + (lines + 1)
                + " is longer than any that Kelpie writes; restore the journal from a copy");
      }
      buffer = Arrays.copyOf(buffer, 2 * rest);
    } else {
      System.arraycopy(buffer, from, buffer, 0, rest);
    }
    from = 0;
    filled = rest;
    try {
      int read = input.read(buffer, rest, buffer.length - rest);
      filled += Math.max(read, 0);
      return read > 0;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private UsageException unreadable(IOException cause) {
    return new UsageException(
        file + " cannot be read (" + cause.getMessage() + "); check its permissions", cause);
  }

  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
