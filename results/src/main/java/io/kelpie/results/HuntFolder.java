package io.kelpie.results;

import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one hunt, held for as long as it is open: {@code hunt.json}, {@code journal.jsonl}
 * and a folder in {@code anomalies} for each finding.
 */
public final class HuntFolder implements AutoCloseable {
  static final String HUNT = "hunt.json";
  static final String JOURNAL = "journal.jsonl";
  static final String ANOMALIES = "anomalies";

  private final Path path;
  private final HuntFile file;
  private final FolderLock lock;

  private HuntFolder(Path path, HuntFile file, FolderLock lock) {
    this.path = path;
    this.file = file;
    this.lock = lock;
  }

  /**
   * A folder for a new hunt.
   *
   * @throws UsageException if something is in it, or it cannot be written
   */
  public static HuntFolder create(Path path, HuntFile file) {
    return create(path, file, Disk.REAL);
  }

  static HuntFolder create(Path path, HuntFile file, Disk disk) {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(path + " is not a folder; choose another with --out", e);
    } catch (IOException e) {
      throw Unwritable.because(path, e, () -> {});
    }
    FolderLock lock = FolderLock.of(path);
    try {
      requireEmpty(path);
      disk.replace(path.resolve(HUNT), StrictJson.page(file));
      return new HuntFolder(path, file, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The folder of a hunt that goes on.
   *
   * @param given what is asked this time
   * @param options those that were given on the command line, names without dashes; they must agree
   *     with what the hunt was asked
   * @throws UsageException if it is no hunt's folder, damaged, a newer version's, in use or asked
   *     something else
   */
  public static HuntFolder resume(Path path, Asked given, Collection<String> options) {
    return resume(path, file -> file.asked().disagreement(given, options));
  }

  /**
   * The folder of a hunt that goes on if it was asked the very same.
   *
   * @throws UsageException if it is no hunt's folder, damaged, a newer version's, in use or asked
   *     something else
   */
  public static HuntFolder resume(Path path, Asked given) {
    return resume(path, file -> file.asked().disagreement(given));
  }

  private static HuntFolder resume(Path path, Function<HuntFile, @Nullable String> disagreeing) {
    HuntFile file = read(path, ", or leave --resume out to start a hunt there");
    String disagreement = disagreeing.apply(file);
    if (disagreement != null) {
      throw new UsageException(path + " cannot be resumed: " + disagreement);
    }
    return new HuntFolder(path, file, FolderLock.of(path));
  }

  /**
   * What a folder's hunt was asked; nobody is kept out.
   *
   * @throws UsageException if it is no hunt's folder, damaged, or a newer version's
   */
  public static HuntFile read(Path path) {
    return read(path, "");
  }

  private static HuntFile read(Path path, String otherwise) {
    Path file = path.resolve(HUNT);
    if (!Files.exists(file)) {
      throw new UsageException(
          path
              + (Files.isDirectory(path) ? " is not a hunt's folder" : " does not exist")
              + ": there is no "
              + HUNT
              + " in it; check the path"
              + otherwise);
    }
    return HuntFile.read(file);
  }

  public Path path() {
    return path;
  }

  public HuntFile file() {
    return file;
  }

  /**
   * Holds a place against the limits that this hunt searches.
   *
   * @throws UsageException if the place can do less by now
   */
  public void requireWithin(Limits now) {
    for (Map.Entry<String, Values> searched : file.place().limits().values().entrySet()) {
      Facet facet = Catalogue.facet(searched.getKey()).orElseThrow();
      if (searched.getValue().without(now.of(facet)).isPresent()) {
        throw new UsageException(
            path
                + " cannot be resumed here: "
                + facet.name()
                + " could be "
                + searched.getValue()
                + " when the hunt began, and can be "
                + now.of(facet)
                + " now; resume it where it began, or start another");
      }
    }
  }

  /**
   * The journal: synced line by line on real probes, in batches on a model.
   *
   * @param guestDied see {@link JournalFile#open}
   * @param words told what was dropped, a sentence each
   */
  public JournalFile journal(boolean guestDied, Consumer<String> words) {
    JournalFile.Sync sync =
        file.place().simulated() ? JournalFile.Sync.BATCHES : JournalFile.Sync.EACH_LINE;
    return JournalFile.open(path.resolve(JOURNAL), file.hunt(), sync, guestDied, words);
  }

  /** Puts a finding into its folder, which is returned; the same finding may come again. */
  public Path save(Finding finding) {
    Anomaly anomaly = new Anomaly(Anomaly.VERSION, file.hunt(), file.place(), finding);
    return anomaly.save(path.resolve(ANOMALIES), Disk.REAL);
  }

  /** Puts what the hunt said at its end into {@code result.json}. */
  public void save(HuntResult result) {
    Disk.REAL.replace(path.resolve(HuntEnd.FILE), StrictJson.page(HuntEnd.of(file.hunt(), result)));
  }

  /** The findings that were saved, by id. */
  public List<Anomaly> anomalies() {
    Path folder = path.resolve(ANOMALIES);
    List<Anomaly> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.exists(entry.resolve(Anomaly.FINDING))) {
          found.add(Anomaly.read(entry));
        }
      }
    } catch (IOException e) {
      throw new UsageException(folder + " cannot be read; check its permissions", e);
    }
    found.sort(Comparator.comparing(anomaly -> anomaly.finding().id()));
    return found;
  }

  /**
   * Hands over every run of a hunt's journal, in order; nobody is kept out, and a last line that is
   * not whole yet does not count.
   *
   * @throws UsageException if the folder is no hunt's, or its journal is damaged
   */
  public static void forEachRun(Path path, Consumer<ProbeRecord> reader) {
    try (JournalReader journal = new JournalReader(path.resolve(JOURNAL), read(path).hunt())) {
      journal.forEachRun(reader);
    }
  }

  /** Whether a journal is there to be read. */
  public static boolean isHunt(Path path) {
    return Files.exists(path.resolve(HUNT)) && Files.exists(path.resolve(JOURNAL));
  }

  /** Lets the folder go. */
  @Override
  public void close() {
    lock.close();
  }

  /** What a start that was cut short may have left does not count. */
  private static void requireEmpty(Path path) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (!name.equals(FolderLock.FILE) && !name.equals("." + HUNT + Disk.PARTIAL)) {
          throw new UsageException(
              Files.exists(path.resolve(HUNT))
                  ? path
                      + " holds a hunt already; go on with it by --resume, or choose another"
                      + " folder with --out"
                  : path + " is not empty; choose another folder with --out");
        }
      }
    } catch (IOException e) {
      throw new UsageException(path + " cannot be read; check its permissions", e);
    }
  }
}
