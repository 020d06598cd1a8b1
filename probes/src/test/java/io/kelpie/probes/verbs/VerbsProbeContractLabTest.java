package io.kelpie.probes.verbs;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.ProbeContract;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The contract of every probe, kept on two Soft-RoCE devices without delay by one probe, whose
 * child takes long to start there; that nothing stays behind is {@link VerbsProbeLabTest}'s.
 */
@Tag("lab")
@TestInstance(Lifecycle.PER_CLASS)
class VerbsProbeContractLabTest extends ProbeContract {
  private final Probe shared = new VerbsProbe(VerbsSettings.found());

  @Override
  protected Probe open() {
    return new Open(shared);
  }

  @AfterAll
  void close() {
    shared.close();
  }

  /** A probe that stays open for the next test. */
  private record Open(Probe probe) implements Probe {
    @Override
    public Description description() {
      return probe.description();
    }

    @Override
    public Measurement run(Workload workload, Budget budget) {
      return probe.run(workload, budget);
    }

    @Override
    public List<CounterReading> idle(Duration time) {
      return probe.idle(time);
    }

    @Override
    public void close() {}
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
