package io.kelpie.cli;

import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.ProfileGenerator;
import io.kelpie.probes.model.ProfileSchema;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie profile}: the devices that the model can stand for. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = {
      "list: the profiles of the model. show: one of them as a file to start from. check: what is wrong with a file. schema: the JSON Schema of one. generate: one whose quirks are redrawn, as a file.",
      "check ends with 2 where something is."
    })
final class ProfileCommand implements Callable<Integer> {
  /** What to do with profiles. */
  enum Action {
    LIST,
    SHOW,
    CHECK,
    SCHEMA,
    GENERATE
  }

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = "list, show, check, schema or generate")
  private Action action = Action.LIST;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME|FILE",
      description = "The profile; a file's name ends in .json or has a slash.")
  private @Nullable String which;

  @Option(
      names = "--like",
      paramLabel = "NAME|FILE",
      defaultValue = "cx6-200g-f",
      description = "Of generate: the profile whose quirks are redrawn. Default: ${DEFAULT-VALUE}.")
  private String like = "cx6-200g-f";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of generate. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", description = "One JSON object, of list and check.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A profile as {@code list --json} prints it. */
  record Row(String name, String title, int quirks, int emergent) {}

  /** What {@code list --json} prints. */
  record Listing(List<Row> profiles) {}

  /** What {@code check --json} prints. */
  record Check(String profile, List<String> objections) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return switch (action) {
      case LIST -> list(out);
      case SHOW -> {
        out.print(StrictJson.page(Profile.of(named())));
        yield ExitStatus.CLEAN.code();
      }
      case CHECK -> check(out);
      case SCHEMA -> {
        out.print(StrictJson.page(ProfileSchema.schema()));
        yield ExitStatus.CLEAN.code();
      }
      case GENERATE -> {
        out.print(StrictJson.page(ProfileGenerator.generate(Profile.of(like), seed)));
        yield ExitStatus.CLEAN.code();
      }
    };
  }

  private int list(PrintWriter out) {
    List<Row> rows =
        Profile.names().stream()
            .map(Profile::named)
            .map(profile ->
                new Row(
                    profile.name(),
                    profile.title(),
                    profile.quirks().size(),
                    profile.emergent().size()))
            .toList();
    if (json) {
      out.print(StrictJson.page(new Listing(rows)));
    } else {
      rows.forEach(row ->
          out.printf(
              "%-12s %s%s%n",
              row.name,
              row.title,
              row.quirks + row.emergent == 0
                  ? ""
                  : "; %d quirks, %d anomalies of its own".formatted(row.quirks, row.emergent)));
    }
    return ExitStatus.CLEAN.code();
  }

  private int check(PrintWriter out) {
    List<String> objections = Profile.of(named()).objections();
    if (json) {
      out.print(StrictJson.page(new Check(named(), objections)));
    } else if (objections.isEmpty()) {
      out.println(named() + " is sound");
    }
    objections.forEach(
        objection -> spec.commandLine().getErr().println("kelpie: " + named() + ": " + objection));
    return (objections.isEmpty() ? ExitStatus.CLEAN : ExitStatus.ERROR).code();
  }

  private String named() {
    if (which == null) {
      throw new UsageException("name a profile, or a file; kelpie profile list names those known");
    }
    return which;
  }
}
