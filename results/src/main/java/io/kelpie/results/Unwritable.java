package io.kelpie.results;

import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Tells what kept a file from being written, after what was half-written is gone. */
final class Unwritable {
  private Unwritable() {}

  /** What undoes a write that failed. */
  interface Undo {
    void run() throws IOException;
  }

  static UsageException because(Path file, IOException cause, Undo undo) {
    try {
      undo.run();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return new UsageException(sentence(file, cause), cause);
  }

  private static String sentence(Path file, IOException cause) {
    String reason =
        cause instanceof FileSystemException of && of.getReason() != null
            ? of.getReason()
            : String.valueOf(cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("no space") || lower.contains("quota")) {
      return "the disk is full: "
          + file
          + " cannot be written ("
          + reason
          + "); free some space, then go on with --resume";
    }
    if (cause instanceof AccessDeniedException) {
      return file + " cannot be written: permission denied; choose another folder";
    }
    return file + " cannot be written (" + reason + "); check its folder and the disk";
  }
}
