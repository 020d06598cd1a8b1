package io.kelpie.cli;

import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import io.kelpie.workload.preset.Preset;
import io.kelpie.workload.preset.Presets;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie preset}: published workloads under a name. */
@Command(
    name = "preset",
    mixinStandardHelpOptions = true,
    description =
        "list: the published workloads that probe --preset runs. show: one of them as a file for probe --workload.")
final class PresetCommand implements Callable<Integer> {
  /** What to do with presets. */
  enum Action {
    LIST,
    SHOW
  }

  @Parameters(index = "0", paramLabel = "ACTION", description = "list or show")
  private Action action = Action.LIST;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The preset.")
  private @Nullable String which;

  @Option(names = "--json", description = "One JSON object, of list.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What {@code list --json} prints. */
  record Listing(List<Preset> presets) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    switch (action) {
      case LIST -> {
        if (json) {
          out.print(StrictJson.page(new Listing(Presets.all())));
        } else {
          for (Preset preset : Presets.all()) {
            String seenOn = preset.seenOn();
            out.printf(
                "%-28s %-12s %s%n",
                preset.name(), seenOn == null ? "megakernel" : seenOn, preset.title());
          }
        }
      }
      case SHOW -> {
        if (which == null) {
          throw new UsageException("name a preset; kelpie preset list names them");
        }
        out.print(StrictJson.page(Presets.named(which).workload()));
      }
    }
    return ExitStatus.CLEAN.code();
  }
}
