package io.kelpie.probes.verbs;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.Probe;
import io.kelpie.probes.ProbeContract;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract of every probe, kept on two Soft-RoCE devices without delay. */
@Tag("lab")
class VerbsProbeContractLabTest extends ProbeContract {

  @Override
  protected Probe open() {
    return new VerbsProbe(VerbsSettings.found());
  }

  /** A drain a tile takes a round trip: 16,384 of them some 16 s. */
  @Override
  protected Workload endless() {
    return Workload.initial()
        .with(TILES, 16_384L)
        .with(TILE_BYTES, List.of(1024L))
        .with(REGION_BYTES, 16L << 20)
        .with(REGION_STRIDE, 16L << 20)
        .with(ORDERING, Ordering.DRAIN);
  }

  @Override
  protected Duration shortDeadline() {
    return Duration.ofSeconds(1);
  }
}
