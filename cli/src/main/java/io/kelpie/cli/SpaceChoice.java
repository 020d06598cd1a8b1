package io.kelpie.cli;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.UsageException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that narrow what a hunt searches. */
final class SpaceChoice {
  @Option(
      names = "--pin",
      paramLabel = "DIMENSION=VALUES",
      description = "Holds a dimension to 64, 8..64, 8,16 or words; may stand more than once.")
  private List<String> pins = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "DIMENSION=VALUES",
      description = "Takes values of a dimension out of the search; may stand more than once.")
  private List<String> exclusions = new ArrayList<>();

  List<Condition> pins() {
    return pins.stream().map(written -> condition(written, "--pin")).toList();
  }

  List<Condition> exclusions() {
    return exclusions.stream().map(written -> condition(written, "--exclude")).toList();
  }

  private static Condition condition(String written, String option) {
    Facet facet = facet(written, option);
    return new Condition(facet.name(), facet.parse(written.substring(written.indexOf('=') + 1)));
  }

  /** The facet of an option's {@code DIMENSION=VALUES}. */
  static Facet facet(String written, String option) {
    int equals = written.indexOf('=');
    if (equals < 1) {
      throw new UsageException(
          option + " " + written + " names no value; write " + option + " DIMENSION=VALUES");
    }
    String name = written.substring(0, equals);
    return Catalogue.facet(name)
        .orElseThrow(() ->
            new UsageException(
                option
                    + " "
                    + written
                    + ": no dimension is named "
                    + name
                    + "; kelpie space lists them"));
  }
}
