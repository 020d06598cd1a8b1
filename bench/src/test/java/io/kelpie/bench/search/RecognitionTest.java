package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecognitionTest {
  @Test
  void everyTwoFindingsOfAProfileAreCompared() {
    List<String> told = new ArrayList<>();
    Recognition.Result result = new Recognition(List.of("cx5-25g"), 2, 0).run(told::add);

    assertThat(told).isNotEmpty().allMatch(line -> line.startsWith("cx5-25g "));
    assertThat(result.findings()).isGreaterThanOrEqualTo(2);
    assertThat(result.pairs()).isPositive().isLessThanOrEqualTo(told.size());
    assertThat(result.pairs() + result.strangers())
        .isEqualTo(result.findings() * (result.findings() - 1) / 2);
    assertThat(result.mistakes())
        .hasSize(
            (int)
                Math.round(
                    result.pairs() * (1 - result.recognised())
                        + result.strangers() * result.merged()))
        .allMatch(mistake -> !mistake.one().isEmpty());
  }

  @Test
  void oneHuntMeetsNothingAgain() {
    assertThatThrownBy(() -> new Recognition(List.of("clean"), 1, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("choose two seeds or more");
  }
}
