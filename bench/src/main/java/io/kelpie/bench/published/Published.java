package io.kelpie.bench.published;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every published figure beside the model's. Each free parameter is fitted to a row that is not
 * predicted ({@link Refit}), so that a predicted row's error needs no refit without it.
 */
public final class Published {
  /** A predicted row is red beyond this error, an identity beyond rounding. */
  private static final double RED = 0.35;

  private static final double ROUNDING = 0.03;

  private static final int FREE_PARAMETERS = Free.class.getRecordComponents().length;

  /** Half of the last digit that a share of two digits is published with. */
  private static final double HALF_A_DIGIT = 0.006;

  /**
   * A row.
   *
   * @param published the figure, or {@code low to high}
   * @param model null where Kelpie cannot say it
   * @param error of a predicted row or an identity: distance to the nearer end, over it; null where
   *     there is no model value, for a bound, and where the row contradicts its own source
   * @param state {@code ok}, {@code red} or {@code inconsistent}
   * @param reason why it is red or inconsistent; null where it is neither
   */
  public record Row(
      String id,
      String source,
      String figure,
      String unit,
      String published,
      @Nullable Double model,
      @Nullable Double error,
      Figure.Role role,
      boolean secondary,
      String state,
      @Nullable String reason) {}

  /**
   * A direction that a paper states.
   *
   * @param right whether the model says so, too
   */
  public record Stated(String statement, boolean right) {}

  /**
   * What {@code --json} prints.
   *
   * @param medianError over predicted rows with a model value that are known first hand; null
   *     without any
   * @param paperOutError the same with each row's paper left out of the fit
   * @param secondaryMedianError the median over rows known from secondary notes; null without any
   * @param secondaryPaperOutError the same with each row's paper left out of the fit
   * @param predicted predicted rows
   * @param red rows that cannot be reproduced
   */
  public record Result(
      String bench,
      boolean simulated,
      List<Row> rows,
      List<Stated> directions,
      @JsonProperty("median_error") @Nullable Double medianError,
      @JsonProperty("paper_out_error") @Nullable Double paperOutError,
      @JsonProperty("secondary_median_error") @Nullable Double secondaryMedianError,
      @JsonProperty("secondary_paper_out_error") @Nullable Double secondaryPaperOutError,
      int predicted,
      int fitted,
      @JsonProperty("free_parameters") int freeParameters,
      int red,
      int inconsistent,
      @JsonProperty("wrong_directions") int wrongDirections) {}

  /** Runs all of them. */
  public Result run() {
    Figures figures = Figures.load();
    // a parameter is fitted to one paper each, and no other paper's rows depend on it
    PerseusLayers.Shared layers = new PerseusLayers.Shared();
    List<Row> without = rows(figures, Free.unfitted(), layers, null);
    List<Stated> directions = new ArrayList<>();
    List<Row> rows = rows(figures, Free.committed(), layers, directions);
    return new Result(
        "published",
        true,
        rows,
        directions,
        median(rows, row -> !row.secondary()),
        median(without, row -> !row.secondary()),
        median(rows, Row::secondary),
        median(without, Row::secondary),
        count(rows, row -> row.role() == Figure.Role.PREDICTED),
        count(rows, row -> row.role() == Figure.Role.FITTED),
        FREE_PARAMETERS,
        count(rows, row -> row.state().equals("red")),
        count(rows, row -> row.state().equals("inconsistent")),
        (int) directions.stream().filter(direction -> !direction.right()).count());
  }

  /**
   * @param directions to add those that papers state to; null where they are not asked for
   */
  private static List<Row> rows(
      Figures figures, Free free, PerseusLayers.Shared layers, @Nullable List<Stated> directions) {
    Identities identities = new Identities(figures.figures());
    List<Row> rows = new ArrayList<>();
    try (PerseusFigures perseus = new PerseusFigures(free, layers);
        DeepEpFigures deepEp = new DeepEpFigures(free);
        OtherFigures others = new OtherFigures()) {
      for (Figure figure : figures.figures()) {
        OptionalDouble model =
            figure.role() == Figure.Role.IDENTITY
                ? identities.value(figure.id())
                : Stream.of(
                        perseus.value(figure.id()),
                        deepEp.value(figure.id()),
                        others.value(figure.id()))
                    .filter(OptionalDouble::isPresent)
                    .findFirst()
                    .orElse(OptionalDouble.empty());
        rows.add(row(figure, model));
      }
      if (directions == null) {
        return rows;
      }
      for (Figures.Direction direction : figures.directions()) {
        boolean right =
            switch (direction.id()) {
              case "hook-frees-processors" -> deepEp.hookFreesProcessors();
              case "library-beats-collective" -> others.libraryBeatsCollective();
              default -> perseus.holds(direction.id());
            };
        directions.add(new Stated(direction.statement(), right));
      }
    }
    return rows;
  }

  private static Row row(Figure figure, OptionalDouble model) {
    Double error = null;
    String state = "ok";
    String reason = null;
    if (figure.inconsistent() != null) {
      state = "inconsistent";
      reason = figure.inconsistent();
    } else if (model.isEmpty()) {
      state = "red";
      reason = "cannot be run: " + figure.lacks();
    } else if (figure.role() == Figure.Role.BOUND) {
      if (figure.error(model.getAsDouble()) > HALF_A_DIGIT) {
        state = "red";
        reason = because("beyond the bound", figure);
      }
    } else {
      error = figure.error(model.getAsDouble());
      if (error > (figure.role() == Figure.Role.IDENTITY ? ROUNDING : RED)) {
        state = "red";
        reason = because("%.0f %% off".formatted(100 * error), figure);
      }
    }
    return new Row(
        figure.id(),
        figure.source(),
        figure.figure(),
        figure.unit(),
        figure.low() == figure.high()
            ? number(figure.low())
            : number(figure.low()) + " to " + number(figure.high()),
        model.isPresent() ? model.getAsDouble() : null,
        error,
        figure.role(),
        figure.secondary(),
        state,
        reason);
  }

  private static String because(String what, Figure figure) {
    return figure.lacks() == null ? what : what + ": " + figure.lacks();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static int count(List<Row> rows, Predicate<Row> predicate) {
    return (int) rows.stream().filter(predicate).count();
  }

  private static @Nullable Double median(List<Row> rows, Predicate<Row> among) {
    double[] errors =
        rows.stream()
            .filter(row -> row.role() == Figure.Role.PREDICTED && among.test(row))
            .map(Row::error)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    if (errors.length == 0) {
      return null;
    }
    int half = errors.length / 2;
    return errors.length % 2 == 1 ? errors[half] : (errors[half - 1] + errors[half]) / 2;
  }
}
