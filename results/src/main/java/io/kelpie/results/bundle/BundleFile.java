package io.kelpie.results.bundle;

import io.kelpie.results.Anomaly;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A bundle that came from somewhere, held against everything that Kelpie promises of one. Nothing
 * is unpacked, started or believed before that.
 *
 * @param about its {@code bundle.json}
 * @param files by name, the folder that all of them lie in left out
 */
public record BundleFile(About about, Anomaly anomaly, SortedMap<String, byte[]> files) {
  /** The format's version that is written, and the newest that is read. */
  public static final int VERSION = 1;

  static final String ABOUT = "bundle.json";
  static final String FINDING = "finding.json";
  private static final int MOST_ABOUT = 64 << 10;
  private static final int MOST_FINDING = 4 << 20;

  /**
   * What a bundle is.
   *
   * @param version of this format
   * @param id the anomaly's
   * @param kelpie the version that found it
   * @param simulated whether a model said it
   * @param vendorRaw whether it holds files that nobody could read for identities
   */
  public record About(
      int version, String id, String title, String kelpie, boolean simulated, boolean vendorRaw) {}

  /**
   * Reads and checks a bundle.
   *
   * @throws UsageException with one sentence, where anything is not as it should be
   */
  public static BundleFile read(Path path) {
    return read(path.toString(), Archive.read(path));
  }

  static BundleFile read(String where, byte[] bytes) {
    return read(where, Archive.read(where, bytes));
  }

  private static BundleFile read(String where, SortedMap<String, byte[]> archive) {
    SortedMap<String, byte[]> files = inFolder(where, archive);
    About about = about(where, files);
    Manifest.check(where, files);
    String text = text(where, files, FINDING, MOST_FINDING);
    Anomaly anomaly = Anomaly.read(text, where + " at " + FINDING);
    if (!anomaly.finding().id().equals(about.id())
        || anomaly.finding().simulated() != about.simulated()
        || !anomaly.finding().title().equals(about.title())) {
      throw Archive.refused(where, "its " + ABOUT + " speaks of another anomaly");
    }
    return new BundleFile(about, anomaly, files);
  }

  private static About about(String where, SortedMap<String, byte[]> files) {
    String text = text(where, files, ABOUT, MOST_ABOUT);
    JsonNode version = StrictJson.read(text, where + " at " + ABOUT, JsonNode.class).get("version");
    if (version == null || !version.isInt() || version.intValue() < 1) {
      throw Archive.refused(where, "its " + ABOUT + " has no version");
    }
    if (version.intValue() > VERSION) {
      throw new UsageException(
          where
              + " is of version "
              + version
              + ", but this Kelpie reads up to "
              + VERSION
              + "; use the Kelpie that wrote it, or a newer one");
    }
    return StrictJson.read(text, where + " at " + ABOUT, About.class);
  }

  private static SortedMap<String, byte[]> inFolder(
      String where, SortedMap<String, byte[]> archive) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    String folder = "";
    for (var file : archive.entrySet()) {
      int slash = file.getKey().indexOf('/');
      String outer = file.getKey().substring(0, slash + 1);
      if (slash < 0 || (!folder.isEmpty() && !outer.equals(folder))) {
        throw Archive.refused(where, "its files do not lie in one folder");
      }
      folder = outer;
      files.put(file.getKey().substring(slash + 1), file.getValue());
    }
    return files;
  }

  private static String text(String where, SortedMap<String, byte[]> files, String name, int most) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw Archive.refused(where, "there is no " + name + " in it");
    }
    if (bytes.length > most) {
      throw Archive.refused(where, name + " has " + bytes.length + " bytes, more than any");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Archive.refused(where, name + " is not UTF-8 text");
    }
  }
}
