package io.kelpie.cli;

import io.kelpie.probes.Probe;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Law;
import io.kelpie.workload.Limits;
import io.kelpie.workload.json.StrictJson;
import io.kelpie.workload.json.WorkloadSchema;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code kelpie space}: the dimensions of a workload, what a probe can realise of them, and the
 * laws between them.
 */
@Command(
    name = "space",
    mixinStandardHelpOptions = true,
    description =
        "Lists the dimensions of a workload with their ranges, what the probe can do, and the laws between them.")
final class SpaceCommand implements Callable<Integer> {
  @Mixin private ProbeChoice probes = new ProbeChoice();

  @ArgGroup private Form form = new Form();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** One form of output. */
  static final class Form {
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(names = "--schema", description = "The JSON Schema of a workload file.")
    private boolean schema;
  }

  /** A facet as {@code --json} prints it. */
  record Row(
      String dimension,
      String group,
      String unit,
      String meaning,
      String full,
      String usual,
      String probe) {}

  /** What {@code --json} prints. */
  record Listing(String probe, List<Row> dimensions, List<String> laws) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (form.schema) {
      out.print(StrictJson.page(WorkloadSchema.schema()));
      return ExitStatus.CLEAN.code();
    }
    Limits limits;
    try (Probe probe = probes.open()) {
      limits = probe.description().limits();
    }
    List<Row> rows = Catalogue.facets().stream().map(facet -> row(facet, limits)).toList();
    List<String> laws =
        java.util.Arrays.stream(Law.values())
            .map(law -> law.word() + ": " + law.sentence())
            .toList();
    if (form.json) {
      out.print(StrictJson.page(new Listing(probes.name(), rows, laws)));
      return ExitStatus.CLEAN.code();
    }
    String group = "";
    for (Row row : rows) {
      if (!row.group.equals(group)) {
        group = row.group;
        out.printf("%s%n", group);
      }
      out.printf(
          "  %-20s %-22s draws %-22s %s%n",
          row.dimension, row.probe + unit(row), row.usual, row.meaning);
    }
    out.printf("laws%n");
    laws.forEach(law -> out.printf("  %s%n", law));
    return ExitStatus.CLEAN.code();
  }

  private static String unit(Row row) {
    return row.unit.isEmpty() ? "" : " " + row.unit;
  }

  private static Row row(Facet facet, Limits limits) {
    Dimension<?> dimension = facet.dimension();
    return new Row(
        facet.name(),
        dimension.group().word(),
        dimension.unit(),
        dimension.meaning(),
        facet.full().toString(),
        facet.usual().toString(),
        limits.of(facet).toString());
  }
}
