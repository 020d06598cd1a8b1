package io.kelpie.bench.search;

import static io.kelpie.workload.Catalogue.*;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Budget;
import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** Draws with few receives whose signals wait as well: either change alone brings little back. */
  @Test
  void whatLacksReceivesAndWaitsForSignalsIsTheWorkloadsOwn() throws IOException {
    List<Workload> workloads;
    try (InputStream in = getClass().getResourceAsStream("silent-twice.jsonl")) {
      workloads =
          new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> StrictJson.read(line, "silent-twice.jsonl", Workload.class))
              .toList();
    }

    assertThat(CleanProbes.doings(workloads))
        .hasSizeGreaterThanOrEqualTo(workloads.size())
        .containsOnly(Doing.WORKLOAD);
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

  private static Stream<Workload> hard() {
    Workload plain =
        Workload.initial()
            .with(TILES, 256L)
            .with(TILE_BYTES, List.of(816L))
            .with(SEND_DEPTH, 1024L)
            .with(CQ_DEPTH, 4096L)
            .with(REGION_BYTES, 1L << 26)
            .with(REGION_STRIDE, 1L << 26);
    Workload atomics = plain.with(PEERS, 2L).with(SIGNAL, Signal.FETCH_ADD);
    Workload reads =
        plain
            .with(OPCODE, Opcode.READ)
            .with(SIGNAL, Signal.COMPLETION)
            .with(ORDERING, Ordering.NONE)
            .with(TILE_BYTES, List.of(49_260L));
    Workload sends =
        plain
            .with(OPCODE, Opcode.SEND)
            .with(SIGNAL, Signal.IMMEDIATE)
            .with(ORDERING, Ordering.SAME_QP)
            .with(RNR_TIMER, 11L)
            .with(POST_LIST, 16L);
    return Stream.of(
        // all tiles, then 128 atomics a queue pair, 1 or 4 a round trip
        atomics
            .with(ORDERING, Ordering.NIC_FENCE)
            .with(SIGNALS_PER_FENCE, 256L)
            .with(OUTSTANDING_READS, 1L),
        atomics
            .with(ORDERING, Ordering.DRAIN)
            .with(SIGNALS_PER_FENCE, 256L)
            .with(OUTSTANDING_READS, 4L),
        // an atomic a round trip on the control queue pair
        plain
            .with(SIGNAL, Signal.FETCH_ADD)
            .with(SIGNAL_QP, SignalQp.CONTROL)
            .with(ORDERING, Ordering.NONE)
            .with(OUTSTANDING_READS, 1L),
        // the data of two peers' READs comes interleaved
        reads.with(PEERS, 2L).with(OUTSTANDING_READS, 1L),
        reads.with(PEERS, 2L).with(OUTSTANDING_READS, 2L),
        // 1, 2 or 9 messages for each 480 us of the timer
        sends.with(RECEIVES_POSTED, 1L),
        sends.with(RECEIVES_POSTED, 2L),
        sends.with(RECEIVES_POSTED, 8L));
  }

  @ParameterizedTest
  @MethodSource("hard")
  void whatWaitsForWindowsGroupsAndReceivesTakesWhatTheLawSays(Workload workload) {
    FabricParameters quiet = FabricParameters.defaults().withNoise(0);
    double predicted = new BottleneckLaw(quiet).tileNanos(workload).orElseThrow();
    try (ModelProbe probe = new ModelProbe(quiet)) {
      double taken = probe.run(workload, Budget.search(1)).tileTime() * 1e9;
      assertThat(taken / predicted).isCloseTo(1, within(0.05));
    }
  }

  @Test
  void whatHasNoClosedFormHasNone() {
    BottleneckLaw law = new BottleneckLaw(FabricParameters.defaults());

    assertThat(law.tileNanos(COUPLED.with(RECEIVE_BUFFER, ReceiveBuffer.RING))).isEmpty();
    assertThat(law.tileNanos(COUPLED.with(SENDERS, 2L))).isEmpty();
    assertThat(law.tileNanos(COUPLED.with(TILES, 2L).with(PEERS, 1L))).isEmpty();
    assertThat(law.tileNanos(COUPLED.with(FENCE_SCOPE, FenceScope.QP).with(SIGNALS_PER_FENCE, 2L)))
        .isEmpty();
  }

  @Test
  void noProbeIsRefused() {
    assertThatThrownBy(() -> new CleanProbes(0)).isInstanceOf(UsageException.class);
  }
}
