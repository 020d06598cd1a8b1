package io.kelpie.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Workload;
import org.junit.jupiter.api.Test;

class TitlesTest {
  private static final Evidence ERROR =
      new Evidence(Symptom.ERROR, 1, null, "RNR", "RNR retry counter exceeded");

  @Test
  void saysHowOftenAnEventCame() {
    assertThat(title(5, 6)).isEqualTo("RC WRITE fails: RNR retry counter exceeded (5 of 6 runs)");
  }

  @Test
  void anEventThatNeverCameAgainWasThereOnce() {
    assertThat(title(0, 12))
        .isEqualTo(
            "RC WRITE fails: RNR retry counter exceeded (once, and in none of 12 runs after it)");
  }

  private static String title(int reproduced, int runs) {
    return Titles.of(ERROR, Workload.initial(), 1, reproduced, runs);
  }
}
