package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.ffi.CompiledProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Absences are told in one sentence with the remedy, whatever is missing. */
class VerbsTest {

  /**
   * Prints {@link Verbs#absence()}, in a process of its own: a library is found once and for all.
   */
  static final class PrintAbsence {
    private PrintAbsence() {}

    public static void main(String[] arguments) {
      System.out.println(Verbs.absence().orElse("available"));
      try {
        Verbs.open();
      } catch (VerbsUnavailableException absent) {
        System.out.println(absent.getMessage());
      }
    }
  }

  @Test
  void missingLibrary(@TempDir Path folder) throws Exception {
    Files.createFile(folder.resolve("libibverbs.so.1"));
    String sentence = "libibverbs.so.1 is missing: apt-get install libibverbs1 ibverbs-providers";
    assertThat(absenceWithLibrariesIn(folder)).containsExactly(sentence, sentence);
  }

  @Test
  void libraryWithoutTheFunctions(@TempDir Path folder) throws Exception {
    CompiledProbe.library(
        folder, "void *ibv_get_device_list(int *n) { return n; }\n", "libibverbs.so.1");
    String sentence =
        "libibverbs.so.1 is older than rdma-core 32 and lacks functions that Kelpie calls: install"
            + " a newer libibverbs1";
    assertThat(absenceWithLibrariesIn(folder)).containsExactly(sentence, sentence);
  }

  @Test
  void noDevice() throws IOException {
    assumeTrue(Verbs.available(), () -> "skipped: " + Verbs.absence().orElseThrow());
    Verbs verbs = Verbs.open();
    assumeFalse(
        verbs.devices().stream().findAny().isPresent(), "skipped: this machine has RDMA devices");
    assertThat(verbs.deviceAbsence().orElseThrow()).startsWith("no RDMA device: ").contains("; ");
    assertThatThrownBy(() -> verbs.device("rxe7"))
        .isInstanceOf(VerbsUnavailableException.class)
        .hasMessageStartingWith("no RDMA device rxe7: ");
  }

  private static Iterable<String> absenceWithLibrariesIn(Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            PrintAbsence.class.getName());
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
