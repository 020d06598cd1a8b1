package io.kelpie.cli;

import io.kelpie.results.Recognised;
import io.kelpie.results.memory.Memory;
import io.kelpie.results.report.ReportPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie report}: the page of a hunt. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes report.html into a hunt's folder, from its journal, and what is known of its anomalies: one file that asks nothing of a network.",
      "Every hunt does so at its end; a hunt that still goes on, or was killed, may be looked at in this way."
    })
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The hunt's folder.")
  private Path folder = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Map<String, Recognised> known =
        Memory.recognised(folder, word -> err.println("kelpie: " + word));
    spec.commandLine().getOut().println(ReportPage.write(folder, known));
    return ExitStatus.CLEAN.code();
  }
}
