package io.kelpie.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.UsageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HuntBudgetTest {
  @Test
  void readsProbesAndTimes() {
    assertThat(HuntBudget.parse("300probes")).isEqualTo(new HuntBudget.Probes(300));
    assertThat(HuntBudget.parse("15min")).isEqualTo(new HuntBudget.Time(Duration.ofMinutes(15)));
    assertThat(HuntBudget.parse("8h")).isEqualTo(new HuntBudget.Time(Duration.ofHours(8)));
    assertThat(HuntBudget.parse("90s")).isEqualTo(new HuntBudget.Time(Duration.ofSeconds(90)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "300", "0probes", "-5min", "8 h", "1.5h", "99999999999h", "probes"})
  void refusesWhatIsNone(String written) {
    assertThatThrownBy(() -> HuntBudget.parse(written))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("300probes, 90s, 15min or 8h");
  }
}
