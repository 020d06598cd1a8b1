package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SignedRankTest {
  /** Of all 64 ways in which six signs may fall, one is as extreme. */
  @Test
  void sixThatAreAllLessAreOneInSixtyFour() {
    assertThat(SignedRank.pValue(DoubleStream.of(-1, -2, -3, -4, -5, -6)))
        .isCloseTo(1 / 64.0, within(1e-12));
    assertThat(SignedRank.pValue(DoubleStream.of(1, 2, 3, 4, 5, 6))).isEqualTo(1);
  }

  @Test
  void whatDoesNotDifferSaysNothing() {
    assertThat(SignedRank.pValue(DoubleStream.of(-1, 0, -2, -3, 0, -4, 5, -6, 0)))
        .isEqualTo(SignedRank.pValue(DoubleStream.of(-1, -2, -3, -4, 5, -6)));
  }

  @Test
  void fewerThanSixTellNothing() {
    assertThat(SignedRank.pValue(DoubleStream.of(-1, -2, 0, -3, -4, -5))).isNull();
  }
}
