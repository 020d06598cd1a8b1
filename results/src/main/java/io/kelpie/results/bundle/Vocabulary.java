package io.kelpie.results.bundle;

import io.kelpie.results.Anomaly;
import io.kelpie.results.Place;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.json.RecordSchema;
import io.kelpie.workload.json.StrictJson;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words that every bundle is written with: keys and values of its JSON, columns of its tables,
 * its commands. A host, a user or a job that is named like one of them cannot be told from the word
 * in a text of Kelpie's own, which says nothing of the site by it; there the word stays, since a
 * pseudonym in its place would spoil the file.
 */
final class Vocabulary {
  private static final Pattern BETWEEN = Pattern.compile("[^A-Za-z0-9._-]+");
  private static final Pattern JOINT = Pattern.compile("[._-]+");

  /** As they are written, and the parts of those that are joined. */
  private static final SortedSet<String> WORDS = words();

  private static final SortedSet<String> LOWER = new TreeSet<>();

  static {
    WORDS.forEach(word -> LOWER.add(word.toLowerCase(Locale.ROOT)));
  }

  private Vocabulary() {}

  /** Whether it is one of the words, in letters of any case. */
  static boolean has(String word) {
    return LOWER.contains(word.toLowerCase(Locale.ROOT));
  }

  /** The first of the words that have these letters in them. */
  static Optional<String> with(String letters) {
    return WORDS.stream().filter(word -> word.contains(letters)).findFirst();
  }

  private static SortedSet<String> words() {
    SortedSet<String> words = new TreeSet<>();
    Stream.of(
            schema(Anomaly.class),
            schema(ProbeRecord.class),
            schema(Place.class),
            schema(Evidence.Counted.class),
            Evidence.SAMPLES,
            Evidence.LATENCY,
            Templates.text("README.md"),
            Templates.text("run.sh"),
            Templates.text("perftest-nearest.sh"),
            Reproducer.PERFTEST)
        .flatMap(BETWEEN::splitAsStream)
        .forEach(word -> {
          words.add(word);
          words.addAll(JOINT.splitAsStream(word).toList());
        });
    words.remove("");
    return words;
  }

  private static String schema(Class<? extends Record> type) {
    return StrictJson.line(RecordSchema.of("", type));
  }
}
