package io.kelpie.cli;

import io.kelpie.results.compare.ComparePage;
import io.kelpie.results.compare.CompareText;
import io.kelpie.results.compare.Comparison;
import io.kelpie.results.compare.HuntComparison;
import io.kelpie.results.compare.ReplayComparison;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie compare}: what changed from one hunt, or replay, to another. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two hunts, or two results of kelpie replay --json: what appeared, went, became worse or better. Before and after a firmware update, on two kernels.",
      "Ends with 1 if something appeared or became worse; else with 3 if one of the two did not look where the other met something; else with 0."
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "A hunt's folder, or a replay's JSON.")
  private Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "The one to hold against it.")
  private Path second = Path.of("");

  @Option(names = "--page", paramLabel = "FILE", description = "Writes a page as well.")
  private @Nullable Path page;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Comparison comparison = compare();
    if (page != null) {
      ComparePage.write(page, comparison);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? StrictJson.page(comparison) : CompareText.of(comparison));
    if (comparison.isWorse()) {
      return ExitStatus.ANOMALY.code();
    }
    return comparison.isOpen() ? ExitStatus.UNDECIDED.code() : ExitStatus.CLEAN.code();
  }

  private Comparison compare() {
    if (Files.isDirectory(first) != Files.isDirectory(second)) {
      throw new UsageException(
          first
              + " and "
              + second
              + " are not alike: name two hunts' folders or two replays' JSON");
    }
    return Files.isDirectory(first)
        ? HuntComparison.of(first, second)
        : ReplayComparison.of(first, second);
  }
}
