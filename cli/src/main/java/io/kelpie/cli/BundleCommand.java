package io.kelpie.cli;

import io.kelpie.results.Host;
import io.kelpie.results.bundle.Bundle;
import io.kelpie.results.bundle.BundleFile;
import io.kelpie.workload.json.StrictJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie bundle}: one anomaly as an archive for whoever can act on it. */
@Command(
    name = "bundle",
    mixinStandardHelpOptions = true,
    subcommands = BundleCommand.Verify.class,
    description = {
      "Makes one archive of an anomaly: the claim, a C program that reproduces it without Kelpie, the samples, counters, environment and logs.",
      "What identifies the site is replaced by pseudonyms; where something would still leave, nothing is written.",
      "Put further logs into the folder logs of the anomaly, raw files of a vendor's collector into its folder vendor."
    })
final class BundleCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "ANOMALY",
      description = "The anomaly's folder: HUNT/anomalies/ID.")
  private @Nullable Path folder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The archive. Default: HUNT/anomaly-ID.zip.")
  private @Nullable Path out;

  @Option(
      names = "--pseudonyms",
      paramLabel = "FILE",
      description =
          "Key and map of the pseudonyms; it never enters a bundle, and is begun if it is not there. One file for all hunts gives all bundles the same names. Default: HUNT/pseudonyms.json.")
  private @Nullable Path pseudonyms;

  @Option(
      names = "--hide",
      paramLabel = "TEXT",
      description = "A word that must not leave: a project's name. May stand more than once.")
  private List<String> hidden = new ArrayList<>();

  @Option(
      names = "--vendor-raw",
      description =
          "Takes the files of the folder vendor as they are. Nobody can read dumps for identities: whoever gets the bundle gets what is in them.")
  private boolean vendorRaw;

  @Option(
      names = "--simulated",
      description = "Bundles what a model said, which nobody can find on hardware.")
  private boolean simulated;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (folder == null) {
      throw new ParameterException(
          spec.commandLine(),
          "Name an anomaly's folder: kelpie bundle HUNT/anomalies/ID; or kelpie bundle verify FILE.");
    }
    Bundle.Made made =
        Bundle.of(
            folder,
            new Bundle.Options(out, pseudonyms, hidden, simulated, vendorRaw),
            new Bundle.Here(Host.here().name(), System.getProperty("user.name")));
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(StrictJson.page(made));
    } else {
      stdout.printf(
          "%sbundle %s, %d bytes%n  sha256       %s%n  replaced     %s%n  map          %s (keep it; it stays here)%n",
          made.simulated() ? "SIMULATED " : "",
          made.bundle(),
          made.bytes(),
          made.sha256(),
          made.replaced().isEmpty() ? "nothing" : made.replaced(),
          made.pseudonyms());
      made.leftOut().forEach(file -> stdout.printf("  left out     %s%n", file));
    }
    stdout.flush();
    return ExitStatus.CLEAN.code();
  }

  /** {@code kelpie bundle verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Checks a bundle without unpacking it: its form, its checksums, its version, what it says of itself.",
        "Ends with 0 if all is as it should be, 2 with the reason if not."
      })
  static final class Verify implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The archive.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      BundleFile bundle = BundleFile.read(file);
      PrintWriter stdout = spec.commandLine().getOut();
      if (json) {
        stdout.print(StrictJson.page(bundle.about()));
      } else {
        stdout.printf(
            "%s%s is whole: anomaly %s, %d files%n  %s%n%s",
            bundle.about().simulated() ? "SIMULATED " : "",
            file,
            bundle.about().id(),
            bundle.files().size(),
            bundle.about().title(),
            bundle.about().vendorRaw()
                ? "  it holds raw files of a vendor's collector%n".formatted()
                : "");
      }
      stdout.flush();
      return ExitStatus.CLEAN.code();
    }
  }
}
