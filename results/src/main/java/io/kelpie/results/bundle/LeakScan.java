package io.kelpie.results.bundle;

import io.kelpie.results.bundle.Identity.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks for identities that are still there: by their form, as {@link Detector} finds them, and, by
 * a search that shares nothing with the replacement, for every known one letter by letter.
 */
final class LeakScan {
  private static final int SHORTEST = 4;

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

  /**
   * The leaks of one text.
   *
   * @param ofSite whether it is a site's log, where a known number or a word of {@link Vocabulary}
   *     may be the identity, rather than a text of Kelpie's own
   */
  List<Leak> scan(String file, String text, boolean ofSite) {
    String blanked = Pseudonyms.blanked(text);
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
      for (Identity identity : known) {
        if (stands(identity, line, lower, ofSite)) {
          leaks.add(new Leak(file, number, identity));
        }
      }
    }
    return List.copyOf(leaks);
  }

  private boolean stands(Identity identity, String line, String lower, boolean ofSite) {
    String value = identity.value();
    if (identity.kind() == Kind.HIDDEN) {
      return line.contains(value);
    }
    if (value.length() < SHORTEST) {
      return false;
    }
    return switch (identity.kind()) {
      case PORT, UUID ->
          digits.computeIfAbsent(value, LeakScan::howeverParted).matcher(lower).find();
      case SECRET -> line.contains(value) && (ofSite || vocabulary.with(value).isEmpty());
      case PATH, MEMORY -> line.contains(value);
      case NODE, USER, SERIAL, JOB, IP, HIDDEN -> {
        boolean number = value.chars().allMatch(Character::isDigit);
        yield (!number || (ofSite && value.length() > SHORTEST))
            && (ofSite || !vocabulary.has(value))
            && standsAlone(value.toLowerCase(Locale.ROOT), lower);
      }
    };
  }

  /** Hexadecimal digits with whatever between them, but no part of a longer number. */
  private static Pattern howeverParted(String digits) {
    return Pattern.compile(
        digits
            .chars()
            .mapToObj(digit -> Pattern.quote(Character.toString(digit)))
            .collect(Collectors.joining("[:.-]?", "(?<![0-9])(?<![0-9]\\.)", "(?![0-9])")));
  }

  private static boolean standsAlone(String value, String line) {
    for (int at = line.indexOf(value); at >= 0; at = line.indexOf(value, at + 1)) {
      int end = at + value.length();
      boolean before = at > 0 && Character.isLetterOrDigit(line.charAt(at - 1));
      boolean behind = end < line.length() && Character.isLetterOrDigit(line.charAt(end));
      if (!before && !behind) {
        return true;
      }
    }
    return false;
  }
}
