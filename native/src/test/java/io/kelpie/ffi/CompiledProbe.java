package io.kelpie.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A C program compiled and run for what it prints; where that cannot be, the test is skipped with
 * the reason.
 */
public final class CompiledProbe {
  private static final Map<String, String> HEADERS =
      Map.of("infiniband/verbs.h", "libibverbs-dev", "rdma/fabric.h", "libfabric-dev");

  private CompiledProbe() {}

  /** The lines that {@code source} prints. */
  public static List<String> run(Path folder, String source) {
    Path program = compile(folder, source, "probe.c", "probe");
    return execute(List.of(program.toString())).lines().toList();
  }

  /** A shared library made of {@code source}. */
  public static Path library(Path folder, String source, String name) {
    return compile(folder, source, name + ".c", name, "-shared", "-fPIC");
  }

  private static Path compile(
      Path folder, String source, String sourceName, String name, String... options) {
    assumeTrue(onPath("gcc"), "skipped: no gcc; apt-get install gcc libc6-dev");
    HEADERS.forEach((header, packaged) ->
        assumeTrue(
            !source.contains(header) || Files.exists(Path.of("/usr/include", header)),
            "skipped: no " + header + "; apt-get install " + packaged));
    try {
      Path file = Files.writeString(folder.resolve(sourceName), source);
      Path program = folder.resolve(name);
      List<String> command = new ArrayList<>(List.of("gcc", "-Wall", "-Werror"));
      command.addAll(List.of(options));
      command.addAll(List.of("-o", program.toString(), file.toString()));
      execute(command);
      return program;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static boolean onPath(String program) {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String execute(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
      return output;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
