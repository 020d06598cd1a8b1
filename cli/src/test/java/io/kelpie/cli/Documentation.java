package io.kelpie.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands that the README and the pages below {@code docs} show. */
final class Documentation {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern KELPIE = Pattern.compile("(?<![\\w/.-])(?:\\./)?kelpie (.*)");
  private static final Pattern SPAN = Pattern.compile("`((?:\\./)?kelpie [^`]*)`");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Pattern SCRIPT = Pattern.compile("( *)script: \\|");

  /** Ends a command in a shell. */
  private static final Set<String> ENDS = Set.of("#", ">", "|", "||", "&&", ";");

  private Documentation() {}

  /**
   * What a page asks its reader to type: a line, or the whole script of a pipeline.
   *
   * @param page below the project's folder
   * @param line of the page, from 1
   * @param isMention whether it stands in running text, where a bare name means the command
   */
  record Shown(String page, int line, String text, boolean isMention) {

    /** The arguments of each call of Kelpie in it. */
    List<List<String>> calls() {
      return text.lines()
          .map(KELPIE::matcher)
          .filter(Matcher::find)
          .map(call -> arguments(call.group(1)))
          .toList();
    }

    @Override
    public String toString() {
      return page + " line " + line + ": " + text;
    }
  }

  /** All of them, those below {@code docs} by name. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    pages.add(ROOT.resolve("native/softroce/README.md"));
    return pages;
  }

  /** In the order of the pages, and of the lines in each. */
  static List<Shown> commands() throws IOException {
    List<Shown> shown = new ArrayList<>();
    for (Path page : pages()) {
      gather(ROOT.relativize(page).toString(), Files.readAllLines(page), shown);
    }
    return shown;
  }

  private static void gather(String page, List<String> lines, List<Shown> shown) {
    String block = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        block = block == null ? line.substring(3) : null;
      } else if (block == null) {
        for (String mention : SPAN.matcher(line).results().map(span -> span.group(1)).toList()) {
          shown.add(new Shown(page, i + 1, mention, true));
        }
      } else {
        String typed = typed(block, line, lines.subList(i + 1, lines.size()));
        if (!typed.isEmpty()) {
          shown.add(new Shown(page, i + 1, typed, false));
        }
      }
    }
  }

  /** Of a console, what follows the prompt; of a pipeline, its script. */
  private static String typed(String block, String line, List<String> below) {
    return switch (block) {
      case "sh" -> line.startsWith("#") ? "" : line.strip();
      case "console" -> line.startsWith("$ ") ? line.substring(2) : "";
      case "yaml" -> {
        Matcher script = SCRIPT.matcher(line);
        String indent = script.matches() ? script.group(1) + " " : "\0";
        yield String.join(
            "\n",
            below.stream().takeWhile(each -> each.startsWith(indent)).map(String::strip).toList());
      }
      default -> "";
    };
  }

  private static List<String> arguments(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find() && !ENDS.contains(word.group())) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }
}
