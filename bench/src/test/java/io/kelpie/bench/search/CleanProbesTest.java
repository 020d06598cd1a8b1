package io.kelpie.bench.search;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Budget;
import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanProbesTest {
  private static final Workload COUPLED =
      Workload.initial()
          .with(TILES, 112L)
          .with(PEERS, 28L)
          .with(ORDERING, Ordering.DRAIN)
          .with(TILE_BYTES, List.of(4096L));

  @Test
  void anomaliesAreTheWorkloadsOwn() {
    List<String> told = new ArrayList<>();

    CleanProbes.Result result = new CleanProbes(1000).run(told::add);

    assertThat(told).hasSize(1);
    assertThat(result.accusing()).as(result.examples().toString()).isZero();
    assertThat(result.rows()).allMatch(row -> row.within() <= row.predicted());
    assertThat(result.rows().stream().mapToInt(CleanProbes.Row::anomalies).sum())
        .isEqualTo(result.anomalies());
    assertThat(result.rows())
        .anyMatch(row -> row.symptom() == Symptom.SERIALISED && row.doing() == Doing.WORKLOAD);
  }

  /** By hand: 450 + 150 to post, 200 + 293 + 5 + 167 + 3,400 + 250 for the cycle, 100, 600. */
  @Test
  void aDrainForEachTileTakesACycleForEachTile() {
    double tile = new BottleneckLaw(FabricParameters.defaults()).tileNanos(COUPLED).orElseThrow();

    assertThat(tile).isBetween(5_615.0, 5_615.0 + 4_000.0 / 112 + 20);
  }

  @Test
  void oneDrainForEachPeerGainsWhatTheLawSays() {
    BottleneckLaw law = new BottleneckLaw(FabricParameters.defaults());
    Workload decoupled = COUPLED.with(SIGNALS_PER_FENCE, 4L);
    double predicted =
        law.tileNanos(COUPLED).orElseThrow() / law.tileNanos(decoupled).orElseThrow();
    double gained;
    try (ModelProbe probe = new ModelProbe()) {
      gained =
          probe.run(COUPLED, Budget.search(1)).tileTime()
              / probe.run(decoupled, Budget.search(1)).tileTime();
    }

    assertThat(gained / predicted).isCloseTo(1, within(CleanProbes.TOLERANCE));
  }

  @Test
  void whatHasNoClosedFormHasNone() {
    BottleneckLaw law = new BottleneckLaw(FabricParameters.defaults());

    assertThat(law.tileNanos(COUPLED.with(RECEIVE_BUFFER, ReceiveBuffer.RING))).isEmpty();
    assertThat(law.tileNanos(COUPLED.with(SENDERS, 2L))).isEmpty();
  }

  @Test
  void noProbeIsRefused() {
    assertThatThrownBy(() -> new CleanProbes(0)).isInstanceOf(UsageException.class);
  }
}
