package io.kelpie.ffi.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GpuTest {
  @Test
  void anAbsenceIsOneSentenceAndOpeningSaysIt() {
    if (Gpu.absence().isPresent()) {
      assertThat(Gpu.absence().get()).doesNotContain("\n").doesNotContain("Exception");
      assertThat(Gpu.absence()).as("asked again").isEqualTo(Gpu.absence());
      assertThat(Gpu.count()).isZero();
      assertThatThrownBy(() -> Gpu.open(0))
          .isInstanceOf(GpuUnavailableException.class)
          .hasMessage(Gpu.absence().get());
    } else {
      assertThat(Gpu.count()).isPositive();
      assertThatThrownBy(() -> Gpu.open(Gpu.count()))
          .isInstanceOf(GpuUnavailableException.class)
          .hasMessage(
              "no GPU %d: this host has %d, numbered from 0".formatted(Gpu.count(), Gpu.count()));
    }
  }
}
