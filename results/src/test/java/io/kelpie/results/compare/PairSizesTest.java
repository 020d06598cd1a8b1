package io.kelpie.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PairSizesTest {
  @Test
  void sizesThatAreAllOneAreDrawnAlike() {
    PairSizes same = sizes(Collections.nCopies(12, 25.7));

    assertThat(same.shift(same)).contains(new PairSizes.Shift(1, 1));
  }

  @Test
  void sizesOfWhichNoneReachesAnyOfTheOthersAreNot() {
    PairSizes small = sizes(Collections.nCopies(12, 2.0));
    PairSizes large = sizes(Collections.nCopies(12, 4.0));

    assertThat(small.shift(large))
        .hasValueSatisfying(shift -> {
          assertThat(shift.pValue()).isLessThan(1e-4);
          assertThat(shift.growth()).isEqualTo(2);
        });
  }

  @Test
  void nothingIsSaidWithoutPairs() {
    assertThat(sizes(List.of()).shift(sizes(List.of(2.0)))).isEmpty();
  }

  private static PairSizes sizes(List<Double> values) {
    return new PairSizes(null, values);
  }
}
