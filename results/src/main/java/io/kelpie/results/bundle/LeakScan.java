package io.kelpie.results.bundle;

import io.kelpie.results.bundle.Identity.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks for identities that are still there: by their form, as {@link Detector} finds them, and, by
 * a search that shares nothing with the replacement, for every known one letter by letter.
 */
final class LeakScan {
  private static final int SHORTEST = 4;

  /** What digits of an address may have between them. */
  private static final Pattern PARTS = Pattern.compile("[:.-]");

  /**
   * Something that must not leave.
   *
   * @param line from 1
   */
  record Leak(String file, int line, Identity identity) {}

  private final Detector detector = new Detector();
  private final Vocabulary vocabulary;
  private final Collection<Identity> known;
  private final Map<String, Pattern> digits = new HashMap<>();

  LeakScan(Vocabulary vocabulary, Collection<Identity> known) {
    this.vocabulary = vocabulary;
    this.known = List.copyOf(known);
  }

  /** The leaks of one text. */
  List<Leak> scan(String file, String text, Origin origin) {
    String blanked = Pseudonyms.blanked(origin.seen(text));
    Set<Leak> leaks = new LinkedHashSet<>();
    for (Identity.Place place : detector.all(blanked)) {
      int line =
          1 + (int) blanked.substring(0, place.start()).chars().filter(c -> c == '\n').count();
      leaks.add(new Leak(file, line, place.identity()));
    }
    int number = 0;
    for (String line : blanked.split("\n", -1)) {
      number++;
      String lower = line.toLowerCase(Locale.ROOT);
      String unparted = PARTS.matcher(lower).replaceAll("");
      for (Identity identity : known) {
        if (stands(identity, line, lower, unparted, origin)) {
          leaks.add(new Leak(file, number, identity));
        }
      }
    }
    return List.copyOf(leaks);
  }

  private boolean stands(
      Identity identity, String line, String lower, String unparted, Origin origin) {
    String value = identity.value();
    if (identity.kind() == Kind.HIDDEN) {
      return line.contains(value);
    }
    if (value.length() < SHORTEST) {
      return false;
    }
    return switch (identity.kind()) {
      case PORT, UUID ->
          unparted.contains(value)
              && digits.computeIfAbsent(value, LeakScan::howeverParted).matcher(lower).find();
      case SECRET ->
          line.contains(value) && !(origin.isOwn() && vocabulary.with(value).isPresent());
      case PATH, MEMORY -> line.contains(value);
      case NODE, USER, SERIAL, JOB, IP, HIDDEN -> {
        boolean number = value.chars().allMatch(Character::isDigit);
        yield !(number && value.length() == SHORTEST)
            && !(origin.isOwn() && vocabulary.has(value))
            && standsAlone(
                value.toLowerCase(Locale.ROOT),
                lower,
                at -> !number || origin.mayNumberBeName(line, at));
      }
    };
  }

  /** Hexadecimal digits with whatever between them, but no part of a longer number. */
  private static Pattern howeverParted(String digits) {
    return Pattern.compile(
        digits
            .chars()
            .mapToObj(digit -> Pattern.quote(Character.toString(digit)))
            .collect(Collectors.joining(PARTS + "?", "(?<![0-9])(?<![0-9]\\.)", "(?![0-9])")));
  }

  private static boolean standsAlone(String value, String line, IntPredicate mayBeName) {
    for (int at = line.indexOf(value); at >= 0; at = line.indexOf(value, at + 1)) {
      int end = at + value.length();
      boolean before = at > 0 && Character.isLetterOrDigit(line.charAt(at - 1));
      boolean behind = end < line.length() && Character.isLetterOrDigit(line.charAt(end));
      if (!before && !behind && mayBeName.test(at)) {
        return true;
      }
    }
    return false;
  }
}
