package io.kelpie.cli;

import io.kelpie.workload.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into one sentence on standard error and {@link ExitStatus#ERROR}. */
final class Failures {
  private Failures() {}

  static int usage(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    command.getErr().println(sentence(failure));
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    return ExitStatus.ERROR.code();
  }

  static int execution(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof UsageException) {
      command.getErr().println(sentence(failure));
    } else {
      failure.printStackTrace(command.getErr());
    }
    return ExitStatus.ERROR.code();
  }

  private static String sentence(Exception failure) {
    return "kelpie: " + failure.getMessage();
  }
}
