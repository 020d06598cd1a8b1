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
import java.util.stream.Stream;

/**
 * A C program compiled and run for what it prints; where that cannot be, the test is skipped with
 * the reason.
 */
public final class CompiledProbe {
  private static final Map<String, String> HEADERS =
      Map.of("infiniband/verbs.h", "libibverbs-dev", "rdma/fabric.h", "libfabric-dev");

  private CompiledProbe() {}

  /** A processor, with what compiles for it, what runs that here, and the packages of both. */
  public enum Target {
    HOST(List.of("gcc"), List.of(), "gcc libc6-dev"),
    AARCH64(
        List.of("aarch64-linux-gnu-gcc", "-static", "-idirafter", "/usr/include"),
        List.of("qemu-aarch64"),
        "gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user");

    private final List<String> compiler;
    private final List<String> emulator;
    private final String packages;

    Target(List<String> compiler, List<String> emulator, String packages) {
      this.compiler = compiler;
      this.emulator = emulator;
      this.packages = packages;
    }

    private void assumeHere() {
      Stream.of(compiler, emulator)
          .flatMap(command -> command.stream().limit(1))
          .forEach(program ->
              assumeTrue(
                  onPath(program), "skipped: no " + program + "; apt-get install " + packages));
    }
  }

  /** The lines that {@code source} prints. */
  public static List<String> run(Path folder, String source) {
    return run(Target.HOST, folder, source);
  }

  /** The lines that {@code source} prints on another processor. */
  public static List<String> run(Target target, Path folder, String source) {
    Path program = compile(target, folder, source, "probe.c", "probe");
    List<String> command = new ArrayList<>(target.emulator);
    command.add(program.toString());
    return execute(command).lines().toList();
  }

  /** A shared library made of {@code source}. */
  public static Path library(Path folder, String source, String name) {
    return compile(Target.HOST, folder, source, name + ".c", name, "-shared", "-fPIC");
  }

  private static Path compile(
      Target target,
      Path folder,
      String source,
      String sourceName,
      String name,
      String... options) {
    target.assumeHere();
    HEADERS.forEach((header, packaged) ->
        assumeTrue(
            !source.contains(header) || Files.exists(Path.of("/usr/include", header)),
            "skipped: no " + header + "; apt-get install " + packaged));
    try {
      Path file = Files.writeString(folder.resolve(sourceName), source);
      Path program = folder.resolve(name);
      List<String> command = new ArrayList<>(target.compiler);
      command.addAll(List.of("-Wall", "-Werror"));
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
