package io.kelpie.cli;

import io.kelpie.search.Steering;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options by which somebody who suspects something steers a hunt. */
final class SteeringChoice {
  @Option(
      names = "--focus",
      paramLabel = "DIMENSION",
      description =
          "Varies this dimension and those of further --focus alone; all others stay at what is plain, or at the workload that the hunt begins at.")
  private List<String> focus = new ArrayList<>();

  @Option(
      names = "--symptom",
      paramLabel = "SYMPTOM",
      description =
          "Pursues this symptom and those of further --symptom alone: serialised, hang, stalled, …")
  private List<String> symptoms = new ArrayList<>();

  @Option(
      names = "--counter",
      paramLabel = "NAME",
      description =
          "Drives this counter and those of further --counter alone: a name such as completer_retry_err, or an id.")
  private List<String> counters = new ArrayList<>();

  Steering steering() {
    for (String name : focus) {
      if (Catalogue.dimension(name).isEmpty()) {
        throw new UsageException(
            "--focus " + name + ": no dimension has that name; kelpie space lists them");
      }
    }
    return new Steering(focus, symptoms.stream().map(SteeringChoice::symptom).toList(), counters);
  }

  private static Symptom symptom(String written) {
    return Stream.of(Symptom.values())
        .filter(symptom -> symptom.toString().equals(written.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "--symptom "
                    + written
                    + " is none; choose among "
                    + Stream.of(Symptom.values())
                        .map(Symptom::toString)
                        .collect(Collectors.joining(", "))));
  }
}
