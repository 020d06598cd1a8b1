package io.kelpie.results.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * HTML as it is written. Every text and every attribute's value is escaped; nothing but resources
 * of Kelpie's own goes in as it is. Names are constants of the caller.
 */
public final class Markup {
  private static final Set<String> VOID = Set.of("meta", "link", "br", "input", "wbr");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]*");

  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; attributes are names and values in turn. */
  public Markup open(String element, String... attributes) {
    text.append('<').append(name(element));
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(name(attributes[i])).append("=\"");
      escape(attributes[i + 1]);
      text.append('"');
    }
    text.append('>');
    if (!VOID.contains(element)) {
      open.push(element);
    }
    return this;
  }

  /** Closes the element that was opened last. */
  public Markup close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  public Markup text(String content) {
    escape(content);
    return this;
  }

  /** An element that holds nothing but text. */
  public Markup leaf(String element, String content, String... attributes) {
    return open(element, attributes).text(content).close();
  }

  /** A style sheet or a script of Kelpie's own. */
  public Markup resource(String element, String content) {
    text.append('<').append(element).append('>').append(content);
    text.append("</").append(element).append('>');
    return this;
  }

  /** A block of JSON that a script reads; no text in it can end the block. */
  public Markup data(String id, String json) {
    open("script", "type", "application/json", "id", id);
    text.append(
        json.replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029"));
    return close();
  }

  /** The whole; every element must be closed. */
  public String page() {
    if (!open.isEmpty()) {
      throw new IllegalStateException(open + " are open");
    }
    return "<!doctype html>\n" + text + "\n";
  }

  private static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is no name");
    }
    return name;
  }

  private void escape(String content) {
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      switch (c) {
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '&' -> text.append("&amp;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        default -> text.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
  }
}
