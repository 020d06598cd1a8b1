package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KelpieTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Kelpie.commandLine();
    return command
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void versionNamesTheJava() {
    assertThat(run("--version")).isEqualTo(ExitStatus.CLEAN.code());
    assertThat(out.toString()).startsWith("kelpie ").contains("Java " + Runtime.version());
  }

  @Test
  void unknownOptionIsOneSentenceAndStatusTwo() {
    assertThat(run("--no-such-option")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("kelpie: Unknown option: '--no-such-option'\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void noCommandIsAUsageError() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("kelpie: Name a command; kelpie --help lists them.\n");
  }
}
