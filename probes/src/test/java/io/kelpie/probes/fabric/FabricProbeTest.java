package io.kelpie.probes.fabric;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fabric probe over the providers that need no device. */
class FabricProbeTest {
  private static final List<Direction> DIRECTIONS =
      List.of(Direction.ONE_WAY, Direction.BOTH_WAYS, Direction.LOOPBACK_BESIDE_REMOTE);
  private static final Budget SHORT =
      new Budget(Duration.ofSeconds(20), 1, Duration.ZERO, Budget.QueuePairs.REUSED, 1);
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  @BeforeEach
  void library() {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
  }

  private static FabricProbe open(String device) {
    return new FabricProbe(FabricSettings.of(List.of(device)));
  }

  /** Every kind of traffic that the provider says it can carry, by content. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp/lo", "shm", "sockets/lo"})
  void everyLawfulKindOfTrafficArrivesWhole(String device) {
    try (FabricProbe probe = open(device)) {
      List<String> wrong = new ArrayList<>();
      Set<Signal> signals = EnumSet.noneOf(Signal.class);
      Set<Ordering> orderings = EnumSet.noneOf(Ordering.class);
      for (Opcode opcode : Opcode.values()) {
        for (Signal signal : Signal.values()) {
          for (Ordering ordering : Ordering.values()) {
            Workload workload =
                Workload.initial()
                    .with(TILES, 16L)
                    .with(TILE_BYTES, List.of(1000L, 3072L, 40L))
                    .with(QPS_PER_PEER, 2L)
                    .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
                    .with(SGES, 2L)
                    .with(POST_LIST, 3L)
                    .with(OPCODE, opcode)
                    .with(SIGNAL, signal)
                    .with(ORDERING, ordering);
            if (probe.objections(workload).isEmpty()) {
              signals.add(signal);
              orderings.add(ordering);
              Measurement measurement = probe.run(workload, SHORT);
              boolean ordered = ordering != Ordering.NONE || signal == Signal.COMPLETION;
              if (!measurement.completed()
                  || measurement.integrity().corrupt() > 0
                  || (ordered && !measurement.integrity().whole())) {
                wrong.add(workload + ": " + measurement.outcome() + measurement.integrity());
              }
            }
          }
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(signals).containsExactlyInAnyOrder(Signal.values());
      assertThat(orderings).contains(Ordering.DRAIN, Ordering.SAME_QP, Ordering.NONE);
    }
  }

  @Test
  void directionsPeersAndScopes() {
    try (FabricProbe probe = open("shm")) {
      for (Direction direction : DIRECTIONS) {
        for (FenceScope scope : FenceScope.values()) {
          Workload workload =
              Workload.initial()
                  .with(TILES, 24L)
                  .with(PEERS, 2L)
                  .with(QPS_PER_PEER, 2L)
                  .with(REGIONS, 3L)
                  .with(REGION_BYTES, 1L << 20)
                  .with(REGION_STRIDE, 1L << 21)
                  .with(SIGNALS_PER_FENCE, 3L)
                  .with(ORDERING, Ordering.DRAIN)
                  .with(FENCE_SCOPE, scope)
                  .with(SIGNAL_QP, SignalQp.CONTROL)
                  .with(DIRECTION, direction);
          Measurement measurement = probe.run(workload, SHORT);
          assertThat(measurement.outcome()).isEqualTo(new Outcome.Completed());
          assertThat(measurement.integrity().whole()).isTrue();
          assertThat(measurement.flows()).hasSize(direction == Direction.ONE_WAY ? 1 : 2);
        }
      }
    }
  }

  @Test
  void aFenceHoldsSignalsBackInTheProvider() {
    try (FabricProbe probe = open("sockets/lo")) {
      Measurement fenced =
          probe.run(Workload.initial().with(ORDERING, Ordering.NIC_FENCE), Budget.search(1));

      assertThat(fenced.outcome()).isEqualTo(new Outcome.Completed());
      assertThat(fenced.integrity().whole()).isTrue();
      assertThat(fenced.stage(Stage.SIGNAL).mean()).isPositive();
    }
  }

  @Test
  void whatAProviderLacksIsRefusedByName() {
    try (FabricProbe tcp = open("tcp/lo")) {
      assertThatThrownBy(
              () -> tcp.run(Workload.initial().with(ORDERING, Ordering.NIC_FENCE), SHORT))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("libfabric's provider tcp has no fence (FI_FENCE)");
      Workload atomic = Workload.initial().with(SIGNAL, Signal.FETCH_ADD);
      String lack =
          "libfabric's provider tcp does not keep FI_ORDER_WAW on an endpoint with atomics: set"
              + " ordering to drain or choose another signal";
      assertThat(tcp.objections(atomic)).containsExactly(lack);
      assertThat(Space.objections(atomic, tcp.description().limits())).isEmpty();
      assertThat(tcp.run(atomic, SHORT).outcome()).isEqualTo(new Outcome.Invalid(lack));
      assertThat(tcp.objections(Workload.initial().with(INLINE_THRESHOLD, 1024L)).getFirst())
          .startsWith("libfabric's provider tcp injects ")
          .endsWith(" B at most (inject_size): lower inline_threshold");
      assertThat(tcp.objections(Workload.initial().with(CQ_MODERATION, 4L)).getFirst())
          .startsWith("libfabric's provider tcp completes operations in any order (comp_order)");
      assertThat(tcp.objections(Workload.initial())).isEmpty();
      assertThat(Space.objections(Workload.initial(), tcp.description().limits())).isEmpty();
    }
  }

  @Test
  void devicesAreWrittenAsTheyAreRead() {
    for (String device : List.of("tcp", "shm", "tcp/lo", "tcp/lan0,tcp/lan1")) {
      assertThat(FabricSettings.of(List.of(device.split(","))).written()).isEqualTo(device);
    }
  }

  @Test
  void whatIsNotThereIsToldWithItsRemedy() {
    assertThatThrownBy(() -> open("tcp/nowhere7"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("provider tcp has no device nowhere7: there are ");
    assertThatThrownBy(() -> open("cxi"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("offers no endpoint of its provider cxi; it needs a Slingshot NIC");
    assertThatThrownBy(() -> open("roce"))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("choose tcp, shm, sockets, verbs, efa, cxi");
    assertThatThrownBy(() -> FabricSettings.of(List.of("tcp", "shm")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("two ends of one provider");
  }

  /** The provider shm unlinks its files when it is closed; a killed process closes nothing. */
  @Test
  void aKilledChildIsReplacedAndLeavesNoSharedMemory() throws Exception {
    List<Path> before = sharedMemory();
    try (FabricProbe probe = open("shm")) {
      Set<ProcessHandle> mine = Set.copyOf(ProcessHandle.current().children().toList());
      assertThat(probe.run(Workload.initial(), SHORT).completed()).isTrue();
      assertThat(sharedMemory()).hasSizeGreaterThan(before.size());
      for (ProcessHandle child : mine) {
        child.destroyForcibly();
        CompletableFuture<ProcessHandle> end = child.onExit();
        end.get(20, TimeUnit.SECONDS);
      }

      assertThat(probe.run(Workload.initial(), SHORT).outcome()).isEqualTo(new Outcome.Completed());
    }
    assertThat(sharedMemory()).isEqualTo(before);
  }

  private static List<Path> sharedMemory() throws IOException {
    try (Stream<Path> files = Files.list(SHARED_MEMORY)) {
      return files.filter(file -> file.toString().contains(":")).sorted().toList();
    }
  }
}
