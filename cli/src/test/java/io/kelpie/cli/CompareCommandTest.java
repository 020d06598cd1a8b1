package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompareCommandTest {
  @TempDir static Path folder;
  private static String hunt = "";
  private static String elsewhere = "";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** The second was not let look where the first found something. */
  @BeforeAll
  static void hunt() {
    hunt = folder.resolve("drain").toString();
    elsewhere = folder.resolve("none").toString();
    CompareCommandTest hunts = new CompareCommandTest();
    hunts.run("hunt", "--budget", "10probes", "--pin", "ordering=drain", "--out", hunt);
    hunts.run("hunt", "--budget", "10probes", "--pin", "ordering=none", "--out", elsewhere);
  }

  private int run(String... arguments) {
    return Kelpie.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void aHuntBesideItselfIsClean() throws IOException {
    Path page = folder.resolve("page.html");
    assertThat(run("compare", hunt, hunt, "--page", page.toString()))
        .as(err.toString())
        .isEqualTo(ExitStatus.CLEAN.code());
    assertThat(out.toString()).startsWith("SIMULATED ").contains("still there", "STILL THERE");
    assertThat(Files.readString(page)).contains("SIMULATED", "still there");
  }

  @Test
  void whatWasNotLookedForIsNotGone() {
    assertThat(run("compare", hunt, elsewhere, "--json")).isEqualTo(ExitStatus.UNDECIDED.code());
    JsonNode comparison = StrictJson.MAPPER.readTree(out.toString());
    assertThat(comparison.path("simulated").asBoolean()).isTrue();
    assertThat(comparison.path("differences").valueStream())
        .isNotEmpty()
        .allMatch(each -> each.path("kind").asString().equals("cannot_tell"))
        .anyMatch(each -> each.path("why").asString().contains("never searched"));
  }

  @Test
  void aHuntAndAFileAreNotAlike() throws IOException {
    Path file = Files.writeString(folder.resolve("replay.json"), "{}");
    assertThat(run("compare", hunt, file.toString())).isEqualTo(ExitStatus.ERROR.code());
    assertThat(err.toString()).contains("are not alike");
  }
}
