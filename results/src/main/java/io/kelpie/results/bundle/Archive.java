package io.kelpie.results.bundle;

import io.kelpie.workload.UsageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP archive in one form only: entries in the order of their names, stored, of one date, without
 * extras. So the same files give the same bytes on every machine, and whatever differs from these
 * bytes (links, hidden or doubled entries, bytes before, between or behind) was not written by
 * Kelpie. It is held in memory: nothing of it is ever unpacked to a disk.
 */
final class Archive {
  /** Bytes of a whole archive; raw files of a vendor's collector are the largest that go in. */
  static final long LARGEST = 256L << 20;

  static final int MOST_FILES = 1000;

  private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final byte[] START = {'P', 'K', 3, 4};

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,7}");
  private static final int LONGEST_NAME = 200;

  private Archive() {}

  /** The archive's bytes. */
  static byte[] of(SortedMap<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        byte[] content = file.getValue();
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(DATE);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The files of an archive, by name.
   *
   * @throws UsageException if it is none, too large, or not as {@link #of} writes it
   */
  static SortedMap<String, byte[]> read(Path path) {
    byte[] bytes;
    try {
      long size = Files.size(path);
      if (size > LARGEST) {
        throw refused(path.toString(), "it has " + size + " bytes, more than any bundle");
      }
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UsageException(path + " cannot be read (" + e.getMessage() + "); check it", e);
    }
    return read(path.toString(), bytes);
  }

  /**
   * @param where what it is, as an error names it
   */
  static SortedMap<String, byte[]> read(String where, byte[] bytes) {
    if (bytes.length < START.length
        || !Arrays.equals(bytes, 0, START.length, START, 0, START.length)) {
      throw refused(where, "it does not begin as a ZIP archive");
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        checkName(where, name);
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() < 0) {
          throw refused(where, name + " is packed, and Kelpie stores: it may unpack to anything");
        }
        if (entry.getSize() > bytes.length) {
          throw refused(where, name + " says to be larger than the archive");
        }
        if (files.put(name, zip.readNBytes((int) entry.getSize())) != null) {
          throw refused(where, name + " is in it twice");
        }
        if (files.size() > MOST_FILES) {
          throw refused(where, "it has more than " + MOST_FILES + " files");
        }
      }
    } catch (ZipException e) {
      throw refused(where, e.getMessage() + " (damaged, or made by something else)");
    } catch (IOException | IllegalArgumentException e) {
      throw refused(where, "it is cut or damaged: " + e.getMessage());
    }
    if (!Arrays.equals(of(files), bytes)) {
      throw refused(
          where,
          "its bytes are not those that its files give: there are links, extras or leftovers");
    }
    return Collections.unmodifiableSortedMap(files);
  }

  private static void checkName(String where, String name) {
    if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      throw refused(
          where, "an entry is named " + shown(name) + ", which could lead out of its folder");
    }
  }

  /** A name that a terminal and a page may show. */
  static String shown(String name) {
    String cut = name.length() > 60 ? name.substring(0, 60) + "…" : name;
    return '"' + cut.replaceAll("[^\\x20-\\x7e…]|[<>&\"]", "?") + '"';
  }

  static UsageException refused(String where, String reason) {
    return new UsageException(
        String.format(Locale.ROOT, "%s is refused: %s; ask for it again", where, reason));
  }
}
