package io.kelpie.bench.search;

import io.kelpie.search.minimise.Draws;

/** A race to known cells as text: each hunt's way to a cell, and the medians. */
public final class CellTable {
  private CellTable() {}

  /**
   * A table for each cell.
   *
   * @param cap search probes after which a hunt gave up
   */
  public static String of(CellRace.Result result, int cap) {
    StringBuilder text = new StringBuilder();
    String mark = result.simulated() ? "SIMULATED " : "";
    for (CellRace.Standing cell : result.cells()) {
      text.append(
          "%ssearch probes to %s, at most %d%n"
              .formatted(mark, KnownCell.named(cell.cell()).phrase(), cap));
      for (CellRace.Run run : result.rows()) {
        CellRace.Met met = run.met().get(cell.cell());
        text.append(
            "%-20s seed %-3d %s%n"
                .formatted(run.strategy(), run.seed(), met == null ? "not reached" : told(met)));
      }
      cell.medians()
          .forEach((strategy, median) ->
              text.append(
                  "%-20s median   %.1f, reached by %d of %d%n"
                      .formatted(strategy, median, cell.reached().get(strategy), result.seeds())));
      if (cell.pValue() != null) {
        text.append("p-value that the first needs no fewer: %s%n".formatted(cell.pValue()));
      }
    }
    return text.toString();
  }

  private static String told(CellRace.Met met) {
    Draws draws = met.draws();
    return draws == null
        ? Long.toString(met.probes())
        : "%d, %.2f times; within the conditions %d of %d show it, just outside %d of %d"
            .formatted(
                met.probes(),
                met.effect(),
                draws.inside().shown(),
                draws.inside().of(),
                draws.outside().shown(),
                draws.outside().of());
  }
}
