package io.kelpie.results;

import java.util.Locale;

/** Lines of a terminal: titles, and entries whose labels stand in a column of their own. */
final class Page {
  private static final int WIDTH = 100;
  private static final int LABEL = 14;

  private final StringBuilder text = new StringBuilder();

  void line(String line) {
    text.append(line).append('\n');
  }

  void gap() {
    text.append('\n');
  }

  /** A label and its text, broken between words. */
  void entry(String label, String content) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-12s", label));
    boolean first = true;
    for (String word : content.split(" ", -1)) {
      if (!first && line.length() + 1 + word.length() > WIDTH) {
        line(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(LABEL));
      }
      line.append(' ').append(word);
      first = false;
    }
    line(line.toString().stripTrailing());
  }

  String text() {
    return text.toString();
  }
}
