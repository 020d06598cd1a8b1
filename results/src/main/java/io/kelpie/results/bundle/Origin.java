package io.kelpie.results.bundle;

import java.util.regex.Pattern;

/** Where a text of a bundle comes from, which decides what in it may be an identity. */
enum Origin {
  /** Logs and what commands printed: any word, any number. */
  SITE(false, false),
  /** Kelpie's sentences: any word and number but those of {@link Vocabulary}. */
  PROSE(true, false),
  /** Kelpie's JSON and tables: likewise, but a number outside quotes is a measurement. */
  DATA(true, true);

  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u[0-9A-Fa-f]{4}|.)");

  private final boolean isOwn;
  private final boolean isStructured;

  Origin(boolean isOwn, boolean isStructured) {
    this.isOwn = isOwn;
    this.isStructured = isStructured;
  }

  /** Whether Kelpie wrote it, so that a word of {@link Vocabulary} says nothing of the site. */
  boolean isOwn() {
    return isOwn;
  }

  /**
   * A text with blanks for its escapes, whose letters would be taken for the beginning of what
   * follows them; as long as it was.
   */
  String seen(String text) {
    return isStructured
        ? ESCAPE.matcher(text).replaceAll(escape -> " ".repeat(escape.group().length()))
        : text;
  }

  /** Whether the number that begins at a place of a text may be a job or a serial. */
  boolean mayNumberBeName(String text, int at) {
    return !isStructured || isQuoted(seen(text.substring(text.lastIndexOf('\n', at) + 1, at)));
  }

  /** Whether quotes are open at the end; no string of JSON or cell of ours goes over a line's. */
  private static boolean isQuoted(String begin) {
    return begin.chars().filter(c -> c == '"').count() % 2 == 1;
  }
}
