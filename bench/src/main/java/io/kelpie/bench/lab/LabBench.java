package io.kelpie.bench.lab;

import io.kelpie.bench.LineFile;
import io.kelpie.probes.Probe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far the model is from a lab, whose put-only runs alone calibrate it. A file gathers what labs
 * of several delays measured; a delay that stands in it is not measured again.
 */
public final class LabBench {
  private final Probe probe;
  private final LineFile<LabRow> file;

  /**
   * A measured row beside the model's.
   *
   * @param model seconds a tile
   * @param error model over measured, less one
   */
  public record Row(LabRow measured, double model, double error) {
    static Row of(LabRow measured, LabFit fit) {
      double model = fit.seconds(measured);
      return new Row(measured, model, model / measured.seconds() - 1);
    }
  }

  /**
   * What {@code --json} prints.
   *
   * @param fit to the put-only rows
   * @param worst absolute error of the rows
   */
  public record Result(String bench, boolean simulated, LabFit fit, List<Row> rows, double worst) {}

  /**
   * @param probe in the lab; its delay is held
   * @param file where rows are gathered; null to keep none
   */
  public LabBench(Probe probe, @Nullable Path file) {
    this.probe = probe;
    this.file = new LineFile<>(file, LabRow.class);
  }

  /**
   * Measures what the file lacks, and fits.
   *
   * @param told of its progress
   */
  public Result run(Consumer<String> told) {
    LabMeasurement measurement = new LabMeasurement(probe);
    List<LabRow> rows = new ArrayList<>(file.read());
    if (rows.stream().noneMatch(row -> row.delay() == measurement.delay())) {
      List<LabRow> fresh = measurement.rows(told);
      fresh.forEach(file::add);
      rows.addAll(fresh);
    }
    LabFit fit = LabFit.to(rows);
    List<Row> beside = rows.stream().map(row -> Row.of(row, fit)).toList();
    return new Result(
        "lab",
        probe.description().simulated(),
        fit,
        beside,
        beside.stream().mapToDouble(row -> Math.abs(row.error())).max().orElseThrow());
  }
}
