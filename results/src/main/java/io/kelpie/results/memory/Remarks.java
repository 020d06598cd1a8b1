package io.kelpie.results.memory;

import io.kelpie.results.Disk;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said of known anomalies: {@code known.json} beside the hunts, the one thing there
 * that no journal holds.
 *
 * @param version of this format
 * @param names by anomaly id
 * @param mutes by anomaly id
 */
public record Remarks(int version, SortedMap<String, String> names, SortedMap<String, Mute> mutes) {
  /** The format's version: the one that is written and read. */
  public static final int VERSION = 1;

  static final String FILE = "known.json";

  /**
   * Why an anomaly need not be told.
   *
   * @param since a date, in ISO 8601
   * @param until the last day of it; null for ever
   */
  public record Mute(String reason, String since, @Nullable String until) {
    public Mute {
      date(since);
      if (until != null) {
        date(until);
      }
      if (reason.isBlank()) {
        throw new IllegalArgumentException("a mute needs a reason");
      }
    }

    boolean holds(LocalDate today) {
      return until == null || !today.isAfter(LocalDate.parse(until));
    }

    private static void date(String text) {
      try {
        LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(text + " is no date; write 2026-11-25", e);
      }
    }
  }

  public Remarks {
    names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
    mutes = Collections.unmodifiableSortedMap(new TreeMap<>(mutes));
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "version is " + version + ", but this Kelpie reads " + VERSION);
    }
  }

  /**
   * Those of a folder of hunts; none where nobody said anything.
   *
   * @throws UsageException if the file is damaged
   */
  static Remarks in(Path hunts) {
    Path file = hunts.resolve(FILE);
    return Files.exists(file)
        ? StrictJson.read(file, Remarks.class)
        : new Remarks(VERSION, new TreeMap<>(), new TreeMap<>());
  }

  void save(Path hunts) {
    Disk.REAL.replace(hunts.resolve(FILE), StrictJson.page(this));
  }

  /** The name under the first of these ids, and under no other. */
  Remarks named(List<String> ids, String name) {
    SortedMap<String, String> changed = new TreeMap<>(names);
    for (String id : ids) {
      changed.remove(id);
    }
    changed.put(ids.getFirst(), name);
    return new Remarks(version, changed, mutes);
  }

  Remarks muted(String id, Mute mute) {
    SortedMap<String, Mute> changed = new TreeMap<>(mutes);
    changed.put(id, mute);
    return new Remarks(version, names, changed);
  }

  Remarks unmuted(Iterable<String> ids) {
    SortedMap<String, Mute> changed = new TreeMap<>(mutes);
    for (String id : ids) {
      changed.remove(id);
    }
    return new Remarks(version, names, changed);
  }

  /** What was said of one of these ids. */
  static <T> Optional<T> of(Map<String, T> said, Iterable<String> ids) {
    for (String id : ids) {
      T found = said.get(id);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
