package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Every command that the documentation shows is one that the command line takes. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern COMMAND = Pattern.compile("(?<![\\w/.-])(?:\\./)?kelpie (.*)");
  private static final Pattern SPAN = Pattern.compile("`((?:\\./)?kelpie [^`]*)`");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** Ends a command in a shell. */
  private static final Set<String> ENDS = Set.of("#", ">", "|", "||", "&&", ";");

  /**
   * A command as a page shows it.
   *
   * @param isMention whether it stands in running text, where a bare name means the command
   */
  private record Shown(String where, String line, boolean isMention) {}

  @TestFactory
  Stream<DynamicTest> isTaken() throws IOException {
    List<Shown> shown = shown();
    assertThat(shown).hasSizeGreaterThan(40);
    assertThat(shown.stream().filter(each -> !each.isMention)).hasSizeGreaterThan(20);
    return shown.stream()
        .map(each -> DynamicTest.dynamicTest(each.where + ": " + each.line, () -> parse(each)));
  }

  @Test
  void anOptionThatIsNoneIsRefused() {
    for (boolean isMention : new boolean[] {true, false}) {
      assertThatThrownBy(() -> parse(new Shown("here", "hunt --budgets 3min", isMention)))
          .isInstanceOf(ParameterException.class);
      assertThatThrownBy(() -> parse(new Shown("here", "hunts", isMention)))
          .isInstanceOf(ParameterException.class);
    }
  }

  private static void parse(Shown shown) {
    String[] arguments = arguments(shown.line).toArray(String[]::new);
    try {
      Kelpie.commandLine().parseArgs(arguments);
    } catch (MissingParameterException e) {
      if (!shown.isMention) {
        throw e;
      }
    }
  }

  private static List<String> arguments(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find() && !ENDS.contains(word.group())) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }

  private static List<Shown> shown() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    pages.add(ROOT.resolve("native/softroce/README.md"));
    List<Shown> shown = new ArrayList<>();
    for (Path page : pages) {
      gather(page, shown);
    }
    return shown;
  }

  private static void gather(Path page, List<Shown> shown) throws IOException {
    String block = null;
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String where = ROOT.relativize(page) + " line " + (i + 1);
      if (line.startsWith("```")) {
        block = block == null ? line.substring(3) : null;
      } else if (block == null) {
        SPAN.matcher(line)
            .results()
            .map(span -> COMMAND.matcher(span.group(1)))
            .filter(Matcher::find)
            .map(command -> command.group(1))
            .filter(command -> !command.startsWith("COMMAND"))
            .forEach(command -> shown.add(new Shown(where, command, true)));
      } else if (isShell(block, line)) {
        Matcher command = COMMAND.matcher(line);
        if (command.find()) {
          shown.add(new Shown(where, command.group(1), false));
        }
      }
    }
  }

  /** Of a console, what is typed; what is printed is no command. */
  private static boolean isShell(String block, String line) {
    return switch (block) {
      case "sh", "yaml" -> true;
      case "console" -> line.startsWith("$ ");
      default -> false;
    };
  }
}
