package io.kelpie.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.model.Profile;
import org.junit.jupiter.api.Test;

class PlantedTest {
  @Test
  void everyProfileHoldsWhatItSays() {
    Planted.Result result = new Planted().run(Profile.names());

    assertThat(result.rows()).filteredOn(row -> !row.shown() || row.ill() > 0).isEmpty();
    assertThat(result.rows()).allMatch(row -> row.neighbours() > 0);
    assertThat(result.quirks()).isEqualTo(result.rows().size()).isGreaterThanOrEqualTo(30);
    assertThat(result.missed()).isZero();
    assertThat(result.falseAlarms()).isZero();
  }
}
