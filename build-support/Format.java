import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds hand-written Java sources to google-java-format: {@code Format check ROOT} names the files
 * that differ and ends with 1, {@code Format write ROOT} rewrites them.
 */
final class Format {
  private static final Formatter FORMATTER =
      new Formatter(JavaFormatterOptions.builder().reorderModifiers(true).build());

  public static void main(String[] arguments) throws IOException {
    boolean write = arguments[0].equals("write");
    Path root = Path.of(arguments[1]);
    List<Path> differing = sources(root).parallelStream().filter(file -> differs(file, write)).toList();
    if (!write && !differing.isEmpty()) {
      System.err.println("Not in google-java-format; mvn -N -Pformat process-sources rewrites them:");
      differing.forEach(file -> System.err.println("  " + root.relativize(file)));
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .flatMap(
              module ->
                  Stream.of("src/main/java", "src/test/java").map(folder -> module.resolve(folder)))
          .filter(Files::isDirectory)
          .flatMap(Format::below)
          .toList();
    }
  }

  private static Stream<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean differs(Path file, boolean write) {
    try {
      String source = Files.readString(file);
      String formatted = format(source);
      boolean differs = !source.equals(formatted);
      if (differs && write) {
        Files.writeString(file, formatted);
      }
      return differs;
    } catch (FormatterException e) {
      System.err.println(file + ": " + e.getMessage());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String format(String source) throws FormatterException {
    String ordered =
        RemoveUnusedImports.removeUnusedImports(
            ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE));
    return FORMATTER.formatSource(ordered);
  }
}
