package io.kelpie.probes;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;

/** The probe of {@code docs/extending/probe.md}. */
class SerialLineTest extends ProbeContract {
  @Override
  protected Probe open() {
    return new SerialLine();
  }

  @Override
  protected Workload endless() {
    return Workload.initial()
        .with(Catalogue.TILES, 10_000L)
        .with(Catalogue.TILE_BYTES, List.of(32L))
        .with(Catalogue.ORDERING, Catalogue.Ordering.DRAIN);
  }

  @Override
  protected Duration shortDeadline() {
    return Duration.ofMillis(50);
  }
}
