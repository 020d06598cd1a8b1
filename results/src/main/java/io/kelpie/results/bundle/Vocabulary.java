package io.kelpie.results.bundle;

import io.kelpie.counters.Counter;
import io.kelpie.results.Anomaly;
import io.kelpie.results.Place;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.json.RecordSchema;
import io.kelpie.workload.json.StrictJson;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words that a bundle is written with: keys and values of its JSON, columns of its tables, its
 * commands, and what drivers and the kernel call the counters of its place. A host, a user or a job
 * that is named like one of them cannot be told from the word in a text of Kelpie's own, which says
 * nothing of the site by it; there the word stays, since a pseudonym in its place would spoil the
 * file. What a site calls its devices is no such word.
 */
final class Vocabulary {
  private static final Pattern BETWEEN = Pattern.compile("[^A-Za-z0-9._-]+");
  private static final Pattern JOINT = Pattern.compile("[._-]+");

  private static final Vocabulary OF_EVERY_BUNDLE = new Vocabulary(common());

  /** As they are written, and the parts of those that are joined. */
  private final SortedSet<String> words = new TreeSet<>();

  private final Set<String> lower = new HashSet<>();

  private Vocabulary(Stream<String> texts) {
    texts
        .flatMap(BETWEEN::splitAsStream)
        .forEach(word -> {
          words.add(word);
          words.addAll(JOINT.splitAsStream(word).toList());
        });
    words.remove("");
    words.forEach(word -> lower.add(word.toLowerCase(Locale.ROOT)));
  }

  /** What no bundle is without. */
  static Vocabulary ofEveryBundle() {
    return OF_EVERY_BUNDLE;
  }

  /** What a bundle of an anomaly of this place is written with. */
  static Vocabulary of(Place place) {
    return new Vocabulary(
        Stream.concat(
            OF_EVERY_BUNDLE.words.stream(),
            place.counters().stream().flatMap(Vocabulary::ofCounter)));
  }

  /** A counter's words, without the device that its source begins with. */
  private static Stream<String> ofCounter(Counter counter) {
    String source = counter.source();
    return Stream.of(
        counter.name(),
        source.substring(source.indexOf('/') + 1),
        counter.unit(),
        counter.meaning());
  }

  /** Whether it is one of the words, in letters of any case. */
  boolean has(String word) {
    return lower.contains(word.toLowerCase(Locale.ROOT));
  }

  /** The first of the words that have these letters in them. */
  Optional<String> with(String letters) {
    return words.stream().filter(word -> word.contains(letters)).findFirst();
  }

  private static Stream<String> common() {
    return Stream.of(
        schema(Anomaly.class),
        schema(ProbeRecord.class),
        schema(Place.class),
        schema(Evidence.Counted.class),
        Evidence.SAMPLES,
        Evidence.LATENCY,
        Templates.text("README.md"),
        Templates.text("run.sh"),
        Templates.text("perftest-nearest.sh"),
        Reproducer.PERFTEST);
  }

  private static String schema(Class<? extends Record> type) {
    return StrictJson.line(RecordSchema.of("", type));
  }
}
