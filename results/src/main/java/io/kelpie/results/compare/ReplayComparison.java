package io.kelpie.results.compare;

import io.kelpie.results.Place;
import io.kelpie.results.ReplayResult;
import io.kelpie.results.ReplaySuite;
import io.kelpie.results.compare.Difference.Kind;
import io.kelpie.results.compare.Difference.Told;
import io.kelpie.search.oracle.Persistence.Verdict;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares what two calls of {@code replay --json} said of the same anomalies. A verdict is as sure
 * as the replay that gave it; of an anomaly that both found still there, the size changed where the
 * intervals do not meet.
 */
public final class ReplayComparison {
  private final Map<String, ReplayResult> first;
  private final Map<String, ReplayResult> second;

  private ReplayComparison(Map<String, ReplayResult> first, Map<String, ReplayResult> second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Compares two files.
   *
   * @throws UsageException if one of them is not what {@code replay --json} printed, or they have
   *     no anomaly in common
   */
  public static Comparison of(Path first, Path second) {
    ReplayComparison comparison = new ReplayComparison(read(first), read(second));
    if (comparison.first.keySet().stream().noneMatch(comparison.second::containsKey)) {
      throw new UsageException(
          first + " and " + second + " replay no anomaly in common; compare replays of one suite");
    }
    return comparison.compare(first.toString(), second.toString());
  }

  private static Map<String, ReplayResult> read(Path file) {
    Map<String, ReplayResult> results = new LinkedHashMap<>();
    if (StrictJson.read(file, JsonNode.class).has("replays")) {
      StrictJson.read(file, ReplaySuite.class).replays().stream()
          .map(ReplaySuite.Case::replay)
          .filter(Objects::nonNull)
          .forEach(replay -> results.put(replay.id(), replay));
    } else {
      ReplayResult replay = StrictJson.read(file, ReplayResult.class);
      results.put(replay.id(), replay);
    }
    return results;
  }

  private Comparison compare(String nameOfFirst, String nameOfSecond) {
    Set<String> ids = new LinkedHashSet<>(second.keySet());
    ids.addAll(first.keySet());
    List<Difference> differences = new ArrayList<>();
    SortedMap<String, Place.Change> differs = new TreeMap<>();
    boolean simulated = false;
    for (String id : ids) {
      ReplayResult was = first.get(id);
      ReplayResult is = second.get(id);
      simulated |= (was != null && was.simulated()) || (is != null && is.simulated());
      if (was == null) {
        differences.add(unpaired(Objects.requireNonNull(is), false));
      } else if (is == null) {
        differences.add(unpaired(was, true));
      } else {
        differences.add(paired(was, is));
        changes(was, is).forEach(change -> differs.put(change.what(), change));
      }
    }
    return new Comparison(
        nameOfFirst, nameOfSecond, simulated, List.copyOf(differs.values()), differences);
  }

  private static Difference unpaired(ReplayResult replay, boolean isInFirst) {
    return difference(
        Kind.CANNOT_TELL,
        replay,
        isInFirst ? Told.of(replay) : null,
        isInFirst ? null : Told.of(replay),
        "only the " + (isInFirst ? "first" : "second") + " replayed it");
  }

  private static Difference paired(ReplayResult was, ReplayResult is) {
    Kind kind = kind(was, is);
    String verdicts = words(was.verdict()) + ", then " + words(is.verdict());
    String why =
        switch (kind) {
          case WORSE, BETTER -> verdicts + "; the intervals do not meet";
          case STILL_THERE -> verdicts + "; the intervals meet";
          case APPEARED, GONE, STILL_GONE, CANNOT_TELL -> verdicts;
        };
    return difference(kind, is, Told.of(was), Told.of(is), why);
  }

  private static Difference difference(
      Kind kind, ReplayResult of, @Nullable Told was, @Nullable Told is, String why) {
    return new Difference(kind, of.symptom(), of.title(), was, is, null, why);
  }

  private static Kind kind(ReplayResult was, ReplayResult is) {
    if (was.verdict() == Verdict.CANNOT_TELL || is.verdict() == Verdict.CANNOT_TELL) {
      return Kind.CANNOT_TELL;
    }
    boolean wasThere = was.verdict() != Verdict.GONE;
    boolean isThere = is.verdict() != Verdict.GONE;
    if (wasThere != isThere) {
      return isThere ? Kind.APPEARED : Kind.GONE;
    }
    if (!isThere) {
      return Kind.STILL_GONE;
    }
    if (Told.of(is).low() > Told.of(was).high()) {
      return Kind.WORSE;
    }
    return Told.of(is).high() < Told.of(was).low() ? Kind.BETTER : Kind.STILL_THERE;
  }

  private static String words(Verdict verdict) {
    return verdict.toString().replace('_', ' ');
  }

  /** Either lists what is not as it was recorded; what is not listed is as recorded. */
  private static List<Place.Change> changes(ReplayResult was, ReplayResult is) {
    Map<String, Place.Change> then = byName(was);
    Map<String, Place.Change> now = byName(is);
    Set<String> names = new LinkedHashSet<>(then.keySet());
    names.addAll(now.keySet());
    List<Place.Change> changes = new ArrayList<>();
    for (String name : names) {
      Place.Change one = then.get(name);
      Place.Change other = now.get(name);
      String recorded = Objects.requireNonNull(one == null ? other : one).recorded();
      String before = one == null ? recorded : one.now();
      String after = other == null ? recorded : other.now();
      if (!before.equals(after)) {
        changes.add(new Place.Change(name, before, after));
      }
    }
    return changes;
  }

  private static Map<String, Place.Change> byName(ReplayResult replay) {
    Map<String, Place.Change> changes = new TreeMap<>();
    replay.differs().forEach(change -> changes.put(change.what(), change));
    return changes;
  }
}
