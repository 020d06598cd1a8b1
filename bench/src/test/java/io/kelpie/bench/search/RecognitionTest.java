package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.Finding;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RecognitionTest {
  @Test
  void everyTwoFindingsOfAProfileAreCompared() {
    List<String> told = new ArrayList<>();
    Recognition.Result result =
        new Recognition(List.of("cx5-25g"), 2, 1, Noise.QUIET).run(told::add);

    assertThat(told).isNotEmpty().allMatch(line -> line.startsWith("cx5-25g "));
    assertThat(result.findings()).isGreaterThanOrEqualTo(2);
    assertThat(result.repeats()).isPositive().isLessThanOrEqualTo(told.size());
    assertThat(result.repeats() + result.strangers())
        .isLessThanOrEqualTo(told.size() * result.findings() / 2);
    assertThat(result.alike()).isLessThanOrEqualTo(result.strangers());
    assertThat(result.recognisedInterval().low()).isLessThanOrEqualTo(result.recognised());
    assertThat(result.mistakes())
        .hasSize(
            (int)
                Math.round(
                    result.repeats() * (1 - result.recognised())
                        + result.strangers() * result.merged()))
        .allMatch(mistake -> !mistake.one().isEmpty());
  }

  /** Another seed is another sample: other workloads, not a few more of the same. */
  @Test
  void everySeedDrawsItsOwnWorkload() {
    Profile profile = Profile.of("cx5-25g");
    Space space = Reduction.space(profile);
    try (Truth truth = new Truth(profile)) {
      Truth.Anomaly anomaly = truth.anomalies().getFirst();
      List<Workload> one = Reduction.starts(anomaly, space, 1, 1);
      assertThat(one).hasSize(1).isEqualTo(Reduction.starts(anomaly, space, 1, 1));
      assertThat(one).isNotEqualTo(Reduction.starts(anomaly, space, 1, 2));
      assertThat(anomaly.shows(one.getFirst())).isTrue();
    }
  }

  @Test
  void whatAHuntFindsSaysWhatItDoesToCounters() {
    Profile profile = Profile.of("cx5-100g");
    Space space = Reduction.space(profile);
    try (Truth truth = new Truth(profile)) {
      Truth.Anomaly contexts =
          truth.anomalies().stream()
              .filter(anomaly -> anomaly.id().equals("collie-8"))
              .findFirst()
              .orElseThrow();
      Workload met = Reduction.starts(contexts, space, 1, 1).getFirst();
      Finding finding =
          Objects.requireNonNull(
              Reduction.from(met, truth, contexts, profile, space, 1, Noise.QUIET).finding());
      assertThat(finding.signature().perPacket())
          .hasEntrySatisfying(
              "model/qp_context_cache_miss", rate -> assertThat(rate).isGreaterThan(0.01))
          .doesNotContainKeys("model/tx_packets", "model/rx_prio3_pause_duration");
    }
  }

  @Test
  void oneHuntMeetsNothingAgain() {
    assertThatThrownBy(() -> new Recognition(List.of("clean"), 1, 1, Noise.SHARED))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("choose two seeds or more");
  }
}
