package io.kelpie.results.bundle;

import io.kelpie.workload.UsageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code MANIFEST.sha256}: a line for every other file, as {@code sha256sum -c} reads it. */
final class Manifest {
  static final String NAME = "MANIFEST.sha256";

  private static final int DIGITS = 64;
  private static final String GAP = "  ";

  private Manifest() {}

  static byte[] of(SortedMap<String, byte[]> files) {
    StringBuilder lines = new StringBuilder();
    files.forEach(
        (name, content) -> lines.append(sum(content)).append(GAP).append(name).append('\n'));
    return lines.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Holds every file against its line.
   *
   * @throws UsageException if a file has no line, a line no file, or a sum is wrong
   */
  static void check(String where, SortedMap<String, byte[]> files) {
    byte[] manifest = files.get(NAME);
    if (manifest == null) {
      throw Archive.refused(where, "there is no " + NAME + " in it");
    }
    SortedMap<String, String> sums = new TreeMap<>();
    for (String line : new String(manifest, StandardCharsets.ISO_8859_1).lines().toList()) {
      if (line.length() <= DIGITS + GAP.length() || !line.startsWith(GAP, DIGITS)) {
        throw Archive.refused(where, "a line of its " + NAME + " is no checksum");
      }
      sums.put(line.substring(DIGITS + GAP.length()), line.substring(0, DIGITS));
    }
    for (var file : files.entrySet()) {
      String name = file.getKey();
      if (name.equals(NAME)) {
        continue;
      }
      String sum = sums.remove(name);
      if (sum == null) {
        throw Archive.refused(where, name + " has no checksum");
      }
      if (!sum.equals(sum(file.getValue()))) {
        throw Archive.refused(where, "the checksum of " + name + " is wrong");
      }
    }
    if (!sums.isEmpty()) {
      throw Archive.refused(where, Archive.shown(sums.firstKey()) + " is missing");
    }
  }

  static String sum(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
