package io.kelpie.counters;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of one unsigned number each, as sysfs shows counters. */
final class CounterFile {

  /** More than any number takes; sysfs pages are no longer. */
  private static final int MOST_BYTES = 4096;

  private static final int MOST_QUOTED = 40;

  private CounterFile() {}

  /** Reads one; whatever is wrong with it becomes a reason. */
  static Reading read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return new Reading.Unknown(reason(e));
    }
  }

  /** Parses a file's text: one unsigned decimal number of at most 64 bits. */
  static Reading parse(String text) {
    String number = text.strip();
    if (number.isEmpty()) {
      return new Reading.Unknown("empty");
    }
    for (int i = 0; i < number.length(); i++) {
      if (number.charAt(i) < '0' || number.charAt(i) > '9') {
        return notANumber(number);
      }
    }
    try {
      return new Reading.Value(Long.parseUnsignedLong(number));
    } catch (NumberFormatException _) {
      return notANumber(number);
    }
  }

  private static Reading notANumber(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]+", " ");
    String quoted = line.length() > MOST_QUOTED ? line.substring(0, MOST_QUOTED) + "…" : line;
    return new Reading.Unknown("not a number of 64 bits: \"" + quoted + "\"");
  }

  /** The files of a folder, by name; none where there is no folder, or it cannot be listed. */
  static List<Path> list(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(files::add);
    } catch (IOException | DirectoryIteratorException _) {
      return List.of();
    }
    files.sort(null);
    return files;
  }

  /** Why a file could not be read, as a phrase. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> {
        String message = e.getMessage();
        yield message == null ? e.getClass().getSimpleName() : message;
      }
    };
  }
}
