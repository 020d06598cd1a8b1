package io.kelpie.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The root command: {@code kelpie}. */
@Command(
    name = "kelpie",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      HuntCommand.class,
      ProbeCommand.class,
      ReplayCommand.class,
      BundleCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      KnownCommand.class,
      ExportCommand.class,
      SpaceCommand.class,
      ProfileCommand.class,
      PresetCommand.class,
      DevicesCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      CommandLine.HelpCommand.class,
      picocli.AutoComplete.GenerateCompletion.class
    },
    description = "Hunts for the workloads that make an RDMA network serialise.",
    synopsisSubcommandLabel = "COMMAND")
public final class Kelpie implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command; kelpie --help lists them.");
  }

  /** Returns the command line with every subcommand and the exit statuses of {@link ExitStatus}. */
  static CommandLine commandLine() {
    return new CommandLine(new Kelpie())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }

  /** Runs one command and ends the process with its status. */
  public static void main(String[] arguments) {
    CommandLine command = commandLine();
    int status = command.execute(arguments);
    command.getOut().flush();
    command.getErr().flush();
    System.exit(status);
  }
}
