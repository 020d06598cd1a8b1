package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.cli.Documentation.Shown;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Every command that the documentation shows is one that the command line takes. */
class DocumentedCommandsTest {
  @TestFactory
  Stream<DynamicTest> isTaken() throws IOException {
    List<Shown> shown =
        Documentation.commands().stream()
            .filter(each -> !each.text().startsWith("kelpie COMMAND"))
            .filter(each -> !each.calls().isEmpty())
            .toList();
    assertThat(shown).hasSizeGreaterThan(60);
    assertThat(shown.stream().filter(each -> !each.isMention())).hasSizeGreaterThan(30);
    return shown.stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> parse(each)));
  }

  @Test
  void anOptionThatIsNoneIsRefused() {
    for (boolean isMention : new boolean[] {true, false}) {
      for (String text :
          List.of("./kelpie hunt --budgets 3min", "kelpie hunts", "kelpie known\nkelpie hunts")) {
        assertThatThrownBy(() -> parse(new Shown("here", 1, text, isMention)))
            .isInstanceOf(ParameterException.class);
      }
    }
  }

  private static void parse(Shown shown) {
    for (List<String> call : shown.calls()) {
      try {
        Kelpie.commandLine().parseArgs(call.toArray(String[]::new));
      } catch (MissingParameterException e) {
        if (!shown.isMention()) {
          throw e;
        }
      }
    }
  }
}
