package io.kelpie.search.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.minimise.Question.Answer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SequentialQuestionTest {
  @Test
  void oneGoodRunClearsAGoodput() {
    assertAnswer(Answer.NO, Goodputs.GOOD);
  }

  @Test
  void aLowGoodputHasToComeBack() {
    assertAnswer(Answer.NO, Goodputs.LOW, Goodputs.GOOD);
    assertAnswer(Answer.YES, Goodputs.LOW, Goodputs.LOW);
  }

  /** An answer that takes just these runs, by their time a tile in seconds. */
  private static void assertAnswer(Answer answer, Double... tileTimes) {
    Deque<Double> left = new ArrayDeque<>(List.of(tileTimes));
    Tribunal tribunal =
        Goodputs.tribunal((_, workload, _) -> Goodputs.measured(workload, left.removeFirst()));

    assertThat(
            new SequentialQuestion(tribunal, Goodputs.LOW_GOODPUT, () -> false)
                .ask("a test", Goodputs.WORKLOAD))
        .isEqualTo(answer);
    assertThat(left).isEmpty();
  }
}
