package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The worked changes below {@code docs/extending}, applied to the present sources: they fit, what
 * they touch compiles, and the new word is there.
 */
class ExtendingTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGES = ROOT.resolve("docs/extending");
  private static final Path STRATEGY =
      Path.of("search/src/test/java/io/kelpie/search/strategy/NearTheSlowest.java");
  private static final Path PROBE =
      Path.of("probes/src/test/java/io/kelpie/probes/SerialLine.java");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

  @TempDir private Path folder = Path.of("");

  /** What a page shows of a class is the class that its contract is tested with. */
  @ParameterizedTest
  @CsvSource({
    "strategy.md, search/src/test/java/io/kelpie/search/strategy/NearTheSlowest",
    "probe.md, probes/src/test/java/io/kelpie/probes/SerialLine"
  })
  void aClassIsTheTestedOne(String page, String source) throws IOException {
    String shown = String.join("", blocks(page, "java"));
    String tested = Files.readString(ROOT.resolve(source + ".java"));
    assertThat(shown).contains(tested.substring(tested.indexOf("/**")));
    String test = Files.readString(ROOT.resolve(source + "Test.java"));
    assertThat(shown).contains(test.substring(test.indexOf("*/\n") + 3));
  }

  @Test
  void aDimensionIsInTheCatalogue() throws Exception {
    try (URLClassLoader changed = changed("dimension.md", null)) {
      assertThat(
              changed
                  .loadClass("io.kelpie.workload.Catalogue")
                  .getMethod("facet", String.class)
                  .invoke(null, "poll_pause"))
          .asString()
          .contains("poll_pause");
    }
  }

  @Test
  void aStageLiesBetweenItsNeighbours() throws Exception {
    try (URLClassLoader changed = changed("stage.md", null)) {
      assertThat(changed.loadClass("io.kelpie.probes.Stage").getEnumConstants())
          .extracting(Object::toString)
          .containsSequence("signal", "landing", "verify");
      assertThat(changed.loadClass("io.kelpie.counters.OwnCounter").getEnumConstants())
          .extracting(Object::toString)
          .contains("BLOCKED_SHARE_LANDING");
    }
  }

  @Test
  void aProbeIsOpenedByItsName() throws Exception {
    try (URLClassLoader changed = changed("probe.md", PROBE)) {
      var open =
          changed
              .loadClass("io.kelpie.cli.ProbeChoice")
              .getDeclaredMethod("open", String.class, String.class, List.class);
      open.setAccessible(true);
      assertThat(open.invoke(null, "serial-line", null, List.of()).getClass().getName())
          .isEqualTo("io.kelpie.probes.SerialLine");
    }
  }

  @Test
  void aCounterIsOneOfKelpiesOwn() throws Exception {
    try (URLClassLoader changed = changed("counter.md", null)) {
      assertThat(changed.loadClass("io.kelpie.counters.OwnCounter").getEnumConstants())
          .extracting(Object::toString)
          .contains("SIGNALS_ON_THEIR_WAY");
    }
  }

  @Test
  void aStrategyIsListed() throws Exception {
    try (URLClassLoader changed = changed("strategy.md", STRATEGY)) {
      assertThat(
              changed
                  .loadClass("io.kelpie.search.strategy.Strategies")
                  .getMethod("names")
                  .invoke(null))
          .asString()
          .contains("near-the-slowest");
    }
  }

  /** The modules that a page's changes touch, compiled with them, before all other classes. */
  private URLClassLoader changed(String page, @Nullable Path added) throws IOException {
    Map<Path, String> texts = new LinkedHashMap<>();
    for (String block : blocks(page, "diff")) {
      apply(block, texts);
    }
    assertThat(texts).isNotEmpty();
    Path sources = Files.createDirectory(folder.resolve("sources"));
    List<Path> files = new ArrayList<>();
    for (String module :
        new TreeSet<>(texts.keySet().stream().map(path -> path.getName(0).toString()).toList())) {
      Path from = ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> all = Files.walk(from)) {
        for (Path file : all.filter(each -> each.toString().endsWith(".java")).toList()) {
          String text = texts.get(ROOT.relativize(file));
          files.add(text == null ? file : write(sources.resolve(from.relativize(file)), text));
        }
      }
    }
    if (added != null) {
      files.add(ROOT.resolve(added));
    }
    return loader(compiled(files));
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  private Path compiled(List<Path> files) throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-implicit:none",
              "-cp",
              System.getProperty("java.class.path"),
              "-d",
              classes.toString());
      boolean done =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(done).as(said.toString()).isTrue();
    }
    return classes;
  }

  private static URLClassLoader loader(Path classes) throws IOException {
    return new URLClassLoader(new URL[] {classes.toUri().toURL()}) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
          Class<?> known = findLoadedClass(name);
          return known != null
              ? known
              : findResource(name.replace('.', '/') + ".class") == null
                  ? super.loadClass(name, resolve)
                  : findClass(name);
        }
      }
    };
  }

  private static List<String> blocks(String page, String kind) throws IOException {
    return BLOCK
        .matcher(Files.readString(PAGES.resolve(page)))
        .results()
        .filter(block -> block.group(1).equals(kind))
        .map(block -> block.group(2))
        .toList();
  }

  /** A block names its file, then its hunks; what one keeps or removes stands there once. */
  private static void apply(String block, Map<Path, String> texts) throws IOException {
    List<String> lines = block.lines().toList();
    Path path = Path.of(lines.getFirst().substring("--- ".length()));
    String text = texts.containsKey(path) ? texts.get(path) : Files.readString(ROOT.resolve(path));
    for (List<String> hunk : hunks(lines.subList(1, lines.size()))) {
      String before = kept(hunk, '+');
      assertThat(text).as("%s has once: %s", path, before).containsOnlyOnce(before);
      text = text.replace(before, kept(hunk, '-'));
    }
    texts.put(path, text);
  }

  private static List<List<String>> hunks(List<String> lines) {
    List<List<String>> hunks = new ArrayList<>(List.of(new ArrayList<>()));
    for (String line : lines) {
      if (line.equals("@@")) {
        hunks.add(new ArrayList<>());
      } else {
        hunks.getLast().add(line);
      }
    }
    return hunks.stream().filter(hunk -> !hunk.isEmpty()).map(List::copyOf).toList();
  }

  private static String kept(List<String> hunk, char without) {
    return hunk.stream()
        .filter(line -> line.charAt(0) != without)
        .map(line -> line.substring(1) + "\n")
        .collect(Collectors.joining());
  }
}
