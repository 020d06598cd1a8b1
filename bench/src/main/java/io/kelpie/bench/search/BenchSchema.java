package io.kelpie.bench.search;

import io.kelpie.bench.ModelSpeed;
import io.kelpie.bench.Planted;
import io.kelpie.bench.ReplayRates;
import io.kelpie.bench.lab.LabBench;
import io.kelpie.bench.lab.LabRow;
import io.kelpie.bench.published.Published;
import io.kelpie.bench.published.Refit;
import io.kelpie.results.schema.JsonForm;
import io.kelpie.workload.json.RecordSchema;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** What {@code kelpie bench} keeps and prints. */
public enum BenchSchema implements JsonForm {
  BENCH_HUNT(
      "a line of what kelpie bench search and clean keep by --out: a hunt",
      title -> RecordSchema.of(title, Cell.class)),
  BENCH_WALK(
      "a line of what kelpie bench discovery keeps by --out: a walk",
      title -> RecordSchema.of(title, Walk.class)),
  BENCH_RACE(
      "a line of runs.jsonl in the folder that kelpie bench cell keeps by --out: a hunt",
      title -> RecordSchema.of(title, CellRace.Run.class)),
  BENCH_LAB(
      "a line of what kelpie bench lab keeps by --out: what one cell cost on a device",
      title -> RecordSchema.of(title, LabRow.class)),
  BENCH_OUTPUT(
      "what kelpie bench --json prints, of each bench",
      title ->
          RecordSchema.ofAny(
              title,
              List.of(
                  CellRace.Result.class,
                  CleanNights.Result.class,
                  CleanProbes.Result.class,
                  Collie4d.Result.class,
                  DiscoveryResult.class,
                  LabBench.Result.class,
                  Reductions.Result.class,
                  ModelSpeed.Result.class,
                  Planted.Result.class,
                  Published.Result.class,
                  Recognition.Result.class,
                  ReplayRates.Result.class,
                  SearchResult.class))),
  REFIT_OUTPUT(
      "what kelpie bench published --refit --json prints",
      title -> RecordSchema.ofList(title, Refit.class));

  private final String what;
  private final Function<String, ObjectNode> form;

  BenchSchema(String what, Function<String, ObjectNode> form) {
    this.what = what;
    this.form = form;
  }

  @Override
  public ObjectNode schema() {
    return form.apply("Kelpie: " + what);
  }
}
