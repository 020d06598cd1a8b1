package io.kelpie.results.bundle;

import io.kelpie.results.bundle.Identity.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts pseudonyms in the place of identities. All texts are learned first; so what one text shows
 * to be a host or a user is replaced in all of them, wherever it stands as a word.
 */
final class Redaction {
  /** Shorter words are too common to be taken for a name wherever they stand. */
  private static final int SHORTEST_WORD = 3;

  private static final int SHORTEST_NUMBER = 5;
  private static final int SHORTEST_SECRET = 6;
  private static final int MOST_PARTS = 8;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)*");
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9]+");
  private static final Pattern MAC_BEGIN =
      Pattern.compile("(?:[0-9A-Fa-f]{2}[:-]){3}(?=(?:[0-9A-Fa-f]{2}[:-]){2}[0-9A-Fa-f]{2}$)");

  private final Detector detector = new Detector();
  private final Vocabulary vocabulary;
  private final Pseudonyms pseudonyms;
  private final Set<Identity> known = new LinkedHashSet<>();
  private final Map<String, Identity> words = new HashMap<>();
  private final Map<String, Identity> spans =
      new TreeMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  /**
   * @param given identities that are known beforehand
   */
  Redaction(Vocabulary vocabulary, Pseudonyms pseudonyms, Collection<Identity> given) {
    this.vocabulary = vocabulary;
    this.pseudonyms = pseudonyms;
    given.forEach(this::know);
  }

  /** Takes a text's identities in. */
  void learn(String text, Origin origin) {
    detector.all(origin.seen(text)).forEach(place -> know(place.identity()));
  }

  /** Takes in the numbered siblings of known hosts: after {@code gpu017} also {@code gpu018}. */
  void learnSiblings(String text) {
    for (Identity identity : List.copyOf(known)) {
      String family = identity.kind() == Kind.NODE ? Detector.family(identity.value()) : null;
      if (family != null) {
        Matcher sibling =
            Pattern.compile("(?i)(?<![a-z0-9])" + Pattern.quote(family) + "-?\\d+(?![a-z0-9])")
                .matcher(text);
        while (sibling.find()) {
          know(new Identity(Kind.NODE, sibling.group().toLowerCase(Locale.ROOT)));
        }
      }
    }
  }

  private void know(Identity identity) {
    if (!known.add(identity)) {
      return;
    }
    String value = identity.value();
    switch (identity.kind()) {
      case PATH, MEMORY -> {} // found by their form wherever they stand
      case SECRET, HIDDEN -> {
        if (value.length() >= (identity.kind() == Kind.HIDDEN ? 1 : SHORTEST_SECRET)) {
          spans.put(value, identity);
        }
      }
      case IP -> words.put(value.replace('.', '-'), identity);
      case NODE, USER, PORT, SERIAL, UUID, JOB -> {
        boolean number = value.chars().allMatch(Character::isDigit);
        if (value.length() >= (number ? SHORTEST_NUMBER : SHORTEST_WORD)) {
          words.put(value.toLowerCase(Locale.ROOT), identity);
        }
      }
    }
  }

  Set<Identity> known() {
    return known;
  }

  /** A text under pseudonyms. */
  String text(String text, Origin origin) {
    String redacted = spans(places(text, origin), origin);
    return words(redacted, origin, at -> origin.mayNumberBeName(redacted, at));
  }

  private String places(String text, Origin origin) {
    StringBuilder redacted = new StringBuilder();
    int from = 0;
    for (Identity.Place place : detector.find(origin.seen(text))) {
      redacted.append(text, from, place.start());
      String literal = text.substring(place.start(), place.end());
      redacted.append(kept(literal, place.identity())).append(pseudonyms.of(place.identity()));
      from = place.end();
    }
    return redacted.append(text, from, text.length()).toString();
  }

  /** What may stay of an address: a MAC's vendor, a GID's type. */
  private static String kept(String literal, Identity identity) {
    if (identity.kind() == Kind.PORT) {
      Matcher begin = MAC_BEGIN.matcher(literal);
      if (begin.lookingAt()) {
        return begin.group();
      }
      return literal.toLowerCase(Locale.ROOT).startsWith("fe80:") ? "fe80::" : "";
    }
    boolean mapped =
        identity.kind() == Kind.IP && literal.toLowerCase(Locale.ROOT).contains("ffff:");
    return mapped ? "::ffff:" : "";
  }

  private String spans(String text, Origin origin) {
    String redacted = text;
    for (var span : spans.entrySet()) {
      boolean stays = origin.isOwn() && vocabulary.with(span.getKey()).isPresent();
      if (!stays && redacted.contains(span.getKey())) {
        redacted = redacted.replace(span.getKey(), pseudonyms.of(span.getValue()));
      }
    }
    return redacted;
  }

  /**
   * @param mayNumberBeName whether a known number that begins at a place is replaced
   */
  private String words(String text, Origin origin, IntPredicate mayNumberBeName) {
    StringBuilder redacted = new StringBuilder();
    Matcher word = WORD.matcher(origin.seen(text));
    int from = 0;
    while (word.find()) {
      int start = word.start();
      String replaced = word(word.group(), origin, () -> mayNumberBeName.test(start));
      if (replaced != null) {
        redacted.append(text, from, start).append(replaced);
        from = word.end();
      }
    }
    return redacted.append(text, from, text.length()).toString();
  }

  /** A word with what is known in it replaced, the longest first; null where nothing is. */
  private @Nullable String word(String word, Origin origin, BooleanSupplier mayNumberBeName) {
    if (words.isEmpty() || Pseudonyms.isPseudonym(word)) {
      return null;
    }
    List<int[]> parts =
        PART.matcher(word).results().map(part -> new int[] {part.start(), part.end()}).toList();
    for (int length = Math.min(parts.size(), MOST_PARTS); length > 0; length--) {
      for (int first = 0; first + length <= parts.size(); first++) {
        int start = parts.get(first)[0];
        int end = parts.get(first + length - 1)[1];
        String literal = word.substring(start, end);
        Identity identity = words.get(literal.toLowerCase(Locale.ROOT));
        if (identity != null && !stays(literal, origin, mayNumberBeName)) {
          return words(word.substring(0, start), origin, _ -> mayNumberBeName.getAsBoolean())
              + pseudonyms.of(identity)
              + words(word.substring(end), origin, _ -> mayNumberBeName.getAsBoolean());
        }
      }
    }
    return null;
  }

  private boolean stays(String literal, Origin origin, BooleanSupplier mayNumberBeName) {
    return (origin.isOwn() && vocabulary.has(literal))
        || (literal.chars().allMatch(Character::isDigit) && !mayNumberBeName.getAsBoolean());
  }
}
