package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.bench.search.KaplanMeier.Observation;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KaplanMeierTest {
  /**
   * Weeks of remission of 21 patients under 6-mercaptopurine (Freireich and others, Blood 21,
   * 1963), the example of the textbooks; negative where a patient was censored.
   */
  private static final KaplanMeier REMISSION =
      of(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35);

  private static KaplanMeier of(double... weeks) {
    return new KaplanMeier(
        DoubleStream.of(weeks).mapToObj(w -> new Observation(Math.abs(w), w > 0)).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "5.9, 1",
    "6, 0.857",
    "7, 0.807",
    "10, 0.753",
    "13, 0.690",
    "16, 0.627",
    "22, 0.538",
    "23, 0.448",
    "35, 0.448"
  })
  void survivalIsTheTextbooks(double week, double survival) {
    assertThat(REMISSION.survival(week)).isCloseTo(survival, within(0.0005));
  }

  @Test
  void medianIsTheTextbooks() {
    assertThat(REMISSION.median()).hasValue(23);
    assertThat(REMISSION.quantile(0.25)).hasValue(13);
    assertThat(REMISSION.quantile(0.75)).isEmpty();
  }

  @Test
  void withoutCensoringItIsTheSamples() {
    KaplanMeier all = of(5, 1, 4, 2, 3);

    assertThat(all.median()).hasValue(3);
    assertThat(all.quantile(1)).hasValue(5);
    assertThat(all.survival(4)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void nobodyWhoDidItHasNoMedian() {
    assertThat(of(-5, -5).median()).isEmpty();
    assertThat(new KaplanMeier(List.of()).median()).isEmpty();
  }
}
