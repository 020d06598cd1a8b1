package io.kelpie.bench.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.bench.published.Figure.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedTest {
  private static final Published.Result RESULT = new Published().run();

  @Test
  void everyFigureHasItsRow() {
    List<Figure> figures = Figures.load().figures();

    assertThat(figures).extracting(Figure::id).doesNotHaveDuplicates();
    assertThat(RESULT.rows())
        .extracting(Published.Row::id)
        .containsExactlyElementsOf(figures.stream().map(Figure::id).toList());
  }

  @Test
  void whatFollowsFromADefinitionDoes() {
    assertThat(RESULT.rows())
        .filteredOn(row -> row.role() == Role.IDENTITY && !row.state().equals("inconsistent"))
        .hasSizeGreaterThan(20)
        .allSatisfy(row -> assertThat(row.state()).as(row.id()).isEqualTo("ok"));
  }

  /** Those that docs/published.md names wrong are; no other is. */
  @Test
  void directionsAreRightButForTwo() {
    assertThat(RESULT.directions()).hasSize(14);
    assertThat(RESULT.directions())
        .filteredOn(direction -> !direction.right())
        .extracting(Published.Stated::statement)
        .containsExactly(
            "Perseus: with 1K tokens a GPU skew makes both gain less",
            "Perseus: a proxy with both matches or beats IBGDA");
    assertThat(RESULT.wrongDirections()).isEqualTo(2);
  }

  @Test
  void atLeastFiveRowsArePredictedForEachParameterThatIsFitted() {
    assertThat(RESULT.fitted()).isEqualTo(RESULT.freeParameters());
    assertThat(RESULT.rows())
        .filteredOn(row -> row.role() == Role.PREDICTED && row.model() != null)
        .hasSizeGreaterThanOrEqualTo(43)
        .hasSizeGreaterThanOrEqualTo(5 * RESULT.freeParameters());
    assertThat(RESULT.medianError()).isLessThan(0.15);
    assertThat(RESULT.secondaryMedianError()).isLessThan(0.4);
    assertThat(RESULT.paperOutError()).isGreaterThan(RESULT.medianError());
    assertThat(RESULT.secondaryPaperOutError()).isGreaterThan(RESULT.secondaryMedianError());
  }

  @Test
  void theCommittedValuesAreTheFits() {
    assertThat(Refit.run())
        .hasSize(RESULT.freeParameters())
        .allSatisfy(fit -> {
          assertThat(fit.fitted()).isBetween(fit.low() + 1, fit.high() - 1);
          assertThat(fit.fitted() / (double) fit.committed()).isCloseTo(1, within(0.02));
        });
  }

  @Test
  void thePlotHasEveryRowThatWasPredictedOrFitted() {
    String plot = PublishedPlot.of(RESULT);

    assertThat(RESULT.rows())
        .filteredOn(row -> row.role() == Role.PREDICTED || row.role() == Role.FITTED)
        .allSatisfy(row ->
            assertThat(plot.contains(row.figure() + "</text>"))
                .as(row.id())
                .isEqualTo(row.model() != null));
    assertThat(plot.split("<circle", -1)).hasSize(1 + 46);
  }

  @Test
  void whatIsNotOkSaysWhy() {
    assertThat(RESULT.rows())
        .allSatisfy(row ->
            assertThat(row.reason() != null).as(row.id()).isEqualTo(!row.state().equals("ok")));
    assertThat(RESULT.rows())
        .filteredOn(row -> row.reason() != null)
        .noneMatch(row -> String.valueOf(row.reason()).contains("null"));
  }

  @Test
  void theErrorOfARangeIsTheDistanceToItsNearerEnd() {
    Figure range =
        new Figure("x", "p", "s", "f", "times", 1.2, 1.6, Role.PREDICTED, false, null, null);

    assertThat(range.error(1.4)).isZero();
    assertThat(range.error(2.4)).isCloseTo(0.5, within(1e-9));
    assertThat(range.error(0.6)).isCloseTo(0.5, within(1e-9));
  }
}
