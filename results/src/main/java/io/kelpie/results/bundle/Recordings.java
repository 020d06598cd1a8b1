package io.kelpie.results.bundle;

import io.kelpie.results.Anomaly;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds what can be replayed: anomalies' folders, bundles, and folders of either. */
public final class Recordings {
  private static final int DEEPEST = 5;
  private static final String BUNDLE = ".zip";

  /**
   * An anomaly and where it was found.
   *
   * @param name the path, as an answer names it
   */
  public record Recording(String name, Anomaly anomaly) {}

  private Recordings() {}

  /** Whether a path is a folder of anomalies rather than one. */
  public static boolean isSuite(Path path) {
    return Files.isDirectory(path) && !Files.exists(Anomaly.file(path));
  }

  /**
   * The anomalies of a path, in the order of their names; one that is there as a folder and as a
   * bundle counts once.
   *
   * @throws UsageException if there is none, or one is damaged
   */
  public static List<Recording> of(Path path) {
    if (!isSuite(path)) {
      return List.of(read(path));
    }
    Map<String, Recording> found = new LinkedHashMap<>();
    for (Path file : below(path)) {
      Recording recording = read(file);
      found.putIfAbsent(recording.anomaly.hunt() + recording.anomaly.finding().id(), recording);
    }
    if (found.isEmpty()) {
      throw new UsageException(
          path
              + " holds no anomaly: neither a folder with a finding.json nor a bundle; check the path");
    }
    return List.copyOf(found.values());
  }

  private static Recording read(Path path) {
    boolean bundle = path.toString().endsWith(BUNDLE) && Files.isRegularFile(path);
    return new Recording(
        path.toString(), bundle ? BundleFile.read(path).anomaly() : Anomaly.read(path));
  }

  /** Folders before bundles, each by name. */
  private static List<Path> below(Path path) {
    List<Path> folders = new ArrayList<>();
    List<Path> bundles = new ArrayList<>();
    try (Stream<Path> all = Files.walk(path, DEEPEST)) {
      all.sorted()
          .forEach(each -> {
            if (Files.isDirectory(each) && Files.exists(Anomaly.file(each))) {
              folders.add(each);
            } else if (each.toString().endsWith(BUNDLE) && Files.isRegularFile(each)) {
              bundles.add(each);
            }
          });
    } catch (IOException e) {
      throw new UsageException(path + " cannot be read; check its permissions", e);
    }
    folders.addAll(bundles);
    return folders;
  }
}
