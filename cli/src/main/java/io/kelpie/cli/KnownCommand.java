package io.kelpie.cli;

import io.kelpie.results.memory.Known;
import io.kelpie.results.memory.KnownText;
import io.kelpie.results.memory.Memory;
import io.kelpie.results.memory.Remembered;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie known}: what many hunts met. */
@Command(
    name = "known",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the anomalies of all hunts in a folder: when and where each was met first and last. The same one met again is known by its symptom, its blocked stage and its conditions.",
      "With an ID it gives that one a name, or mutes it with a reason. The index is made from the hunts and may be deleted."
    })
final class KnownCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "An anomaly's id, or its name.")
  private @Nullable String id;

  @Option(
      names = "--hunts",
      paramLabel = "DIR",
      defaultValue = "hunts",
      description = "The folder of hunts. Default: ${DEFAULT-VALUE}.")
  private Path hunts = Path.of("hunts");

  @Option(names = "--name", paramLabel = "NAME", description = "Gives the anomaly a name.")
  private @Nullable String name;

  @Option(names = "--mute", paramLabel = "REASON", description = "Leaves it out of the list.")
  private @Nullable String reason;

  @Option(names = "--until", paramLabel = "DATE", description = "The last day of the mute.")
  private @Nullable String until;

  @Option(names = "--unmute", description = "Takes the mute back.")
  private boolean unmute;

  @Option(names = "--all", description = "Lists muted ones too.")
  private boolean all;

  @Option(names = "--rebuild", description = "Makes the index anew from the hunts.")
  private boolean rebuild;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    requireId();
    try (Memory memory =
        Memory.of(hunts, rebuild, word -> spec.commandLine().getErr().println("kelpie: " + word))) {
      String chosen = id;
      if (chosen != null) {
        change(memory, chosen);
      }
      List<Remembered> listed =
          memory.list().stream().filter(each -> all || each.muted() == null).toList();
      spec.commandLine()
          .getOut()
          .print(
              json ? StrictJson.page(new Known(hunts.toString(), listed)) : KnownText.of(listed));
    }
    return ExitStatus.CLEAN.code();
  }

  private void change(Memory memory, String chosen) {
    if (name != null) {
      memory.name(chosen, name);
    }
    if (unmute) {
      memory.unmute(chosen);
    }
    if (reason != null) {
      memory.mute(chosen, reason, until == null ? null : date(until));
    }
  }

  private void requireId() {
    boolean changes = name != null || reason != null || unmute;
    if (changes && id == null) {
      throw new UsageException("name the anomaly: kelpie known ID --name NAME, or --mute REASON");
    }
    if (!changes && id != null) {
      throw new UsageException("say what to do with " + id + ": --name, --mute or --unmute");
    }
    if (until != null && reason == null) {
      throw new UsageException("--until needs --mute REASON");
    }
    if (until != null) {
      date(until);
    }
  }

  private static LocalDate date(String written) {
    try {
      return LocalDate.parse(written);
    } catch (DateTimeException e) {
      throw new UsageException("--until " + written + " is no date; write 2026-11-25", e);
    }
  }
}
