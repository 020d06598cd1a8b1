package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documentation points at is there: files, headings, and folders named in text. */
class DocumentationLinksTest {
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern PATH =
      Pattern.compile("`((?:docs|native|build-support|\\.ci|probes)/[\\w./-]+)`");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : Documentation.pages()) {
      String text = Files.readString(page);
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        links++;
        Path to =
            link.group(1).isEmpty()
                ? page
                : Objects.requireNonNull(page.getParent()).resolve(link.group(1)).normalize();
        if (!Files.exists(to) || (link.group(2) != null && !anchors(to).contains(link.group(2)))) {
          broken.add(page + ": " + link.group());
        }
      }
    }
    assertThat(links).isGreaterThan(50);
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPathInTextIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    int paths = 0;
    for (Path page : Documentation.pages()) {
      for (MatchResult path : PATH.matcher(Files.readString(page)).results().toList()) {
        paths++;
        boolean isPattern = path.group(1).contains("NUMBER-NAME");
        if (!isPattern && !Files.exists(Documentation.ROOT.resolve(path.group(1)))) {
          missing.add(page + ": " + path.group(1));
        }
      }
    }
    assertThat(paths).isGreaterThan(10);
    assertThat(missing).isEmpty();
  }

  /** Headings as a reader of Markdown makes anchors of them. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line ->
            line.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-'))
        .toList();
  }
}
