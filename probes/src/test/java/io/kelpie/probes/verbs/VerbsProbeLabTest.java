package io.kelpie.probes.verbs;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** One verbs probe on two Soft-RoCE devices without delay; its child takes long to start there. */
@Tag("lab")
@TestInstance(Lifecycle.PER_CLASS)
class VerbsProbeLabTest {
  private static final int ATTEMPTS = 3;
  private static final int KILLS = 3;
  private static final List<Direction> DIRECTIONS =
      List.of(Direction.ONE_WAY, Direction.BOTH_WAYS, Direction.LOOPBACK_BESIDE_REMOTE);
  private static final Budget SHORT =
      new Budget(Duration.ofSeconds(20), 1, Duration.ZERO, Budget.QueuePairs.REUSED, 1);

  private String before = "";
  private VerbsProbe probe;

  @BeforeAll
  void open() throws Exception {
    before = resources();
    probe = new VerbsProbe(VerbsSettings.found());
  }

  /** Whatever tests did, no queue pair, region, domain, queue or process stays behind. */
  @AfterAll
  void nothingStays() throws Exception {
    probe.close();
    for (ProcessHandle child : children()) {
      child.onExit().get(20, TimeUnit.SECONDS);
    }
    assertThat(resources()).isEqualTo(before);
  }

  private static String resources() throws IOException, InterruptedException {
    return Lab.output("rdma", "res", "show");
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().children().toList();
  }

  private static void signal(String name) throws IOException, InterruptedException {
    for (ProcessHandle child : children()) {
      Lab.output("kill", "-" + name, Long.toString(child.pid()));
    }
  }

  /**
   * A run that fails by chance is a matter for a hunt; a kind that is driven wrongly fails thrice.
   */
  @Test
  void everyLawfulKindOfTrafficArrivesWhole() {
    List<String> wrong = new ArrayList<>();
    List<String> again = new ArrayList<>();
    int runs = 0;
    Workload base =
        Lab.base(probe)
            .with(TILES, 16L)
            .with(TILE_BYTES, List.of(1000L, 3072L, 64L))
            .with(QPS_PER_PEER, 2L)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
            .with(SGES, 2L);
    for (QpType type : QpType.values()) {
      for (Opcode opcode : Opcode.values()) {
        for (Signal signal : Signal.values()) {
          for (Ordering ordering : Ordering.values()) {
            Workload workload =
                base.with(QP_TYPE, type)
                    .with(OPCODE, opcode)
                    .with(SIGNAL, signal)
                    .with(ORDERING, ordering);
            if (Space.objections(workload, probe.description().limits()).isEmpty()) {
              runs++;
              List<String> failures = failures(workload);
              if (failures.size() == ATTEMPTS) {
                wrong.addAll(failures);
              } else {
                again.addAll(failures);
              }
            }
          }
        }
      }
    }
    Lab.measured(
        "kinds of traffic that arrived whole",
        "%d of %d%s"
            .formatted(
                runs - wrong.size() / ATTEMPTS,
                runs,
                again.isEmpty() ? "" : ", after a failure: " + String.join("; ", again)));
    assertThat(wrong).isEmpty();
    assertThat(runs).isGreaterThan(40);
  }

  /** The failures of a workload up to its first whole run, of three at most. */
  private List<String> failures(Workload workload) {
    List<String> failures = new ArrayList<>();
    while (failures.size() < ATTEMPTS) {
      Measurement measurement = probe.run(workload, SHORT);
      if (measurement.completed() && measurement.integrity().whole()) {
        break;
      }
      failures.add(workload + ": " + measurement.outcome() + ", " + measurement.integrity());
    }
    return failures;
  }

  /** Every pair of them, in nine runs: a Latin square, with whose flush it is going round. */
  @Test
  void everyDirectionSignalQueueScopeAndFlusherWorks() {
    Workload base =
        Lab.base(probe)
            .with(TILES, 24L)
            .with(PEERS, 2L)
            .with(QPS_PER_PEER, 2L)
            .with(TILE_MAPPING, TileMapping.BY_EXPERT)
            .with(POST_LIST, 3L)
            .with(CQ_MODERATION, 4L)
            .with(REGIONS, 3L)
            .with(REGION_BYTES, 1L << 20)
            .with(REGION_STRIDE, 1L << 21)
            .with(SIGNALS_PER_FENCE, 3L);
    for (int way = 0; way < 3; way++) {
      for (int queue = 0; queue < 3; queue++) {
        Direction direction = DIRECTIONS.get(way);
        Measurement measurement =
            Lab.run(
                probe,
                base.with(DIRECTION, direction)
                    .with(ORDERING, Ordering.DRAIN)
                    .with(FENCE_SCOPE, FenceScope.values()[(way + queue) % 3])
                    .with(SIGNAL_QP, SignalQp.values()[queue])
                    .with(FLUSHER, Flusher.values()[(3 * way + queue) / 2 % 2]),
                SHORT);
        assertThat(measurement.integrity().whole()).isTrue();
        assertThat(measurement.flows()).hasSize(direction == Direction.ONE_WAY ? 1 : 2);
      }
    }
  }

  @Test
  void aMeasurementHoldsTogether() {
    Workload workload = Lab.base(probe).with(ORDERING, Ordering.DRAIN);
    Measurement measurement = Lab.run(probe, workload, Budget.search(1));

    assertThat(measurement.flows().getFirst().passSeconds()).hasSize(3);
    assertThat(measurement.integrity().checked()).isGreaterThanOrEqualTo(4 * 64);
    assertThat(measurement.idleRoundTrip()).isBetween(1e-6, 1.0);
    assertThat(measurement.setupSeconds()).isGreaterThan(0);
    for (StageTime time : measurement.stages()) {
      assertThat(time.blockedShare()).isBetween(0.0, 1.0);
    }
    assertThat(measurement.stage(Stage.FENCE).mean()).isGreaterThan(0);
    assertThat(measurement.counters())
        .anyMatch(reading -> reading.counter().equals("rxe0/1/hw/sent_pkts"));
    assertThat(
            Lab.run(probe, workload.with(ORDERING, Ordering.NONE), Budget.search(2)).setupSeconds())
        .isZero();
    assertThat(Lab.run(probe, workload, Budget.search(3).fresh()).setupSeconds()).isGreaterThan(0);
  }

  @Test
  void aChildKilledFromOutsideIsReplaced() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    Workload workload = Lab.base(probe);
    for (int kill = 0; kill < KILLS; kill++) {
      CompletableFuture<Measurement> run =
          CompletableFuture.supplyAsync(() -> probe.run(workload, Budget.search(1).fresh()));
      CompletableFuture<Void> killed =
          CompletableFuture.runAsync(
              () -> children().forEach(ProcessHandle::destroyForcibly),
              CompletableFuture.delayedExecutor(random.nextInt(1500), TimeUnit.MILLISECONDS));
      assertThat(run.get(120, TimeUnit.SECONDS).outcome()).isEqualTo(new Outcome.Completed());
      killed.get(10, TimeUnit.SECONDS);
    }
    Lab.run(probe, workload, SHORT);
  }

  @Test
  void aCrashIsAFailureOfTheRun() throws Exception {
    Lab.run(probe, Lab.base(probe), SHORT);
    signal("SEGV");

    assertThat(probe.run(Lab.base(probe), SHORT).outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.what()).contains("SIGABRT"));
    Lab.run(probe, Lab.base(probe), SHORT);
  }

  @Test
  void aChildThatDoesNotAnswerIsAHang() throws Exception {
    Lab.run(probe, Lab.base(probe), SHORT);
    signal("STOP");
    Budget hasty = new Budget(Duration.ofSeconds(1), 1, Duration.ZERO, Budget.QueuePairs.REUSED, 1);

    assertThat(probe.run(Lab.base(probe), hasty).outcome())
        .isInstanceOfSatisfying(
            Outcome.Hang.class, hang -> assertThat(hang.scope()).isEqualTo(Outcome.Scope.CHILD));
    Lab.run(probe, Lab.base(probe), SHORT);
  }

  @Test
  void whatLiesOutsideTheLimitsIsRefused() {
    assertThatThrownBy(
            () -> probe.run(Lab.base(probe).with(PEERS, 1024L).with(TILES, 2000L), SHORT))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("peers is 1024");
    assertThatThrownBy(() -> new VerbsProbe(new VerbsSettings(List.of("rxe9"), 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("rxe9");
    assertThatThrownBy(() -> new VerbsProbe(new VerbsSettings(List.of("rxe0"), 7)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("port 7");
  }

  @Test
  void oneDeviceTalksToItself() {
    try (Probe alone = new VerbsProbe(new VerbsSettings(List.of("rxe0"), 1))) {
      assertThat(alone.run(Lab.base(probe), SHORT).outcome()).isEqualTo(new Outcome.Completed());
    }
  }
}
