package io.kelpie.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.Profile;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProfileTest {
  private static final String MEASURED =
      """
      {
        "absence": null,
        "gpu": "NVIDIA H200",
        "requests": {"rings": 32, "median_rate": 5.0E7},
        "waterfall": {
          "least_from_requested_to_taken": 7.49E-7,
          "least_from_signal_posted_to_seen": 9.12E-7
        },
        "launches": {"seconds_each": 3.7E-5},
        "host_copies": {"to_host": 5.5E10, "from_host": 5.4E10}
      }
      """;

  private static Profile of(Path folder, String text) throws IOException {
    return MeasuredProfile.of(
        Files.writeString(folder.resolve("measured.json"), text), Profile.named("h100-cx7"));
  }

  @Test
  void ringAndCopiesAreTheCardsAndAllElseTheBases(@TempDir Path folder) throws IOException {
    Profile measured = of(folder, MEASURED);
    FabricParameters parameters = measured.parameters();
    FabricParameters base = Profile.named("h100-cx7").parameters();

    assertThat(measured.name()).isEqualTo("nvidia-h200");
    assertThat(measured.title())
        .isEqualTo(
            "NVIDIA H200: ring and copies as measured there, a launch 37.0 us; all else as h100-cx7");
    assertThat(parameters.ring().requestNanos()).isEqualTo(20);
    assertThat(parameters.ring().visibleNanos()).isEqualTo(749);
    assertThat(parameters.receiver().seenNanos()).isEqualTo(912);
    assertThat(parameters.pcie().gpuBytesPerSecond()).isEqualTo(54_000_000_000L);
    assertThat(parameters.ring().slots()).isEqualTo(base.ring().slots());
    assertThat(parameters.nic()).isEqualTo(base.nic());
    assertThat(parameters.proxy()).isEqualTo(base.proxy());
    assertThat(measured.objections()).isEmpty();
  }

  @Test
  void theProfileOfTheH200IsMadeOfItsMeasurement() {
    Path hunts = Path.of("..", "docs", "hunts");
    assertThat(
            MeasuredProfile.of(
                hunts.resolve("2026-11-28-h200-measured.json"), Profile.named("h100-cx7")))
        .isEqualTo(Profile.of(hunts.resolve("2026-11-28-h200-profile.json").toString()));
  }

  @Test
  void aMeasurementThatLacksAFigureIsRefused(@TempDir Path folder) {
    assertThatThrownBy(
            () -> of(folder, MEASURED.replace("{\"seconds_each\": 3.7E-5}", "{\"reason\": \"?\"}")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has no number launches.seconds_each");
    assertThatThrownBy(() -> of(folder, "{\"absence\": \"no GPU\"}"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("names no gpu");
  }
}
