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

  @Test
  void everyDirectionIsRight() {
    assertThat(RESULT.directions()).hasSize(8).allMatch(Published.Stated::right);
    assertThat(RESULT.wrongDirections()).isZero();
  }

  @Test
  void oneParameterIsFittedAndFiveRowsArePredictedFromIt() {
    assertThat(RESULT.fitted()).isEqualTo(RESULT.freeParameters()).isOne();
    assertThat(RESULT.rows())
        .filteredOn(row -> row.role() == Role.PREDICTED && row.model() != null)
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(RESULT.secondaryMedianError()).isLessThan(0.15);
    assertThat(RESULT.secondaryPaperOutError()).isGreaterThan(RESULT.secondaryMedianError());
  }

  @Test
  void theCommittedValueIsTheFit() {
    Refit fit = Refit.run();

    assertThat(fit.fitted()).isBetween(fit.low() + 1, fit.high() - 1);
    assertThat(fit.fitted() / (double) fit.committed()).isCloseTo(1, within(0.02));
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
