package io.kelpie.probes.fabric;

import static io.kelpie.workload.Catalogue.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.probes.Probe;
import io.kelpie.probes.ProbeContract;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The contract of every probe, kept on the providers that need no device. */
class FabricProbeContractTest {

  abstract static class Contract extends ProbeContract {
    private final String device;

    Contract(String device) {
      this.device = device;
    }

    @Override
    protected Probe open() {
      assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
      return new FabricProbe(FabricSettings.of(List.of(device)));
    }

    /** A drain a tile; setting it up takes longer than the deadline already. */
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
      return Duration.ofMillis(20);
    }
  }

  @Nested
  class Tcp extends Contract {
    Tcp() {
      super("tcp/lo");
    }
  }

  @Nested
  class Shm extends Contract {
    Shm() {
      super("shm");
    }
  }
}
