package io.kelpie.probes.megakernel;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.KernelCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Dimension.NumberDimension;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kernel on host threads, in this process or outside of the guest, in a lab with 2 ms of delay;
 * its tiles carried by real queue pairs of two Soft-RoCE devices, or by libfabric between their
 * interfaces.
 */
@Tag("lab")
class MegakernelLabTest {
  private static final Budget BUDGET =
      new Budget(Duration.ofMinutes(1), 3, Duration.ofMillis(20), Budget.QueuePairs.FRESH, 1);

  /** Seconds of the lab's delay that a wait for a round trip takes at least, netem's slack off. */
  private static final double ROUND_TRIP = 0.9 * 2e-3;

  private static MegakernelProbe open() {
    return open(System.getenv("KELPIE_LAB_REGION") == null ? "host/ibverbs" : "outside/ibverbs");
  }

  private static MegakernelProbe open(String device) {
    return new MegakernelProbe(MegakernelSettings.of(List.of(device)));
  }

  /** The initial workload under the conditions of this lab. */
  private static Workload base(MegakernelProbe probe) {
    Limits limits = probe.description().limits();
    Workload workload = Workload.initial();
    for (NumberDimension condition : List.of(DELAY, LOSS, REORDER)) {
      Values pinned = limits.of(condition);
      workload = workload.with(condition, ((Values.Range) pinned).low());
    }
    return workload;
  }

  private static Measurement whole(MegakernelProbe probe, Workload workload) {
    Measurement measured = probe.run(workload, BUDGET);
    assertThat(measured.outcome()).as(workload.toString()).isEqualTo(new Outcome.Completed());
    assertThat(measured.integrity().whole()).as(workload.toString()).isTrue();
    return measured;
  }

  private static Workload ring(Workload workload, long slots) {
    return workload.with(RECEIVE_BUFFER, ReceiveBuffer.RING).with(RECEIVE_SLOTS, slots);
  }

  @Test
  void everyOrderArrivesWholeByEveryHandover() {
    try (MegakernelProbe probe = open()) {
      Workload base =
          base(probe)
              .with(TILES, 24L)
              .with(PEERS, 2L)
              .with(TILE_BYTES, List.of(4097L, 64L))
              .with(SIGNALS_PER_FENCE, 5L);
      List<Workload> handovers =
          List.of(
              base, ring(base, 5), base.with(GRANULARITY, 5L), base.with(RECEIVE_HOOK, Switch.ON));
      for (Workload handover : handovers) {
        int runs = 0;
        for (Signal signal : List.of(Signal.INLINE_WRITE, Signal.IMMEDIATE, Signal.NOTHING)) {
          for (Ordering ordering : List.of(Ordering.DRAIN, Ordering.NIC_FENCE, Ordering.SAME_QP)) {
            Workload workload = handover.with(SIGNAL, signal).with(ORDERING, ordering);
            if (probe.objections(workload).isEmpty()) {
              whole(probe, workload);
              runs++;
            }
          }
        }
        assertThat(runs).as("%s", handover).isGreaterThanOrEqualTo(4);
      }
    }
  }

  /**
   * With one slot a peer each of its 8 tiles but the first waits for a round trip behind the one
   * before it: half for that tile, half for its credit.
   */
  @Test
  void aRingOfOneSlotSerialises() {
    try (MegakernelProbe probe = open()) {
      Workload base =
          base(probe)
              .with(TILES, 16L)
              .with(PEERS, 2L)
              .with(QPS_PER_PEER, 2L)
              .with(TILE_MAPPING, TileMapping.ROUND_ROBIN);
      Measurement one = whole(probe, ring(base, 1));
      assertThat(one.flows().getFirst().medianPass()).isGreaterThan(7 * ROUND_TRIP);
      assertThat(creditWait(one)).isGreaterThan(3 * ROUND_TRIP);
      Measurement four = whole(probe, ring(base, 4));
      assertThat(creditWait(four)).isPositive();
      assertThat(creditWait(whole(probe, base))).isZero();
      System.out.printf(
          "measured mean wait for credit in a ring of one slot, and of four: %.2f, %.2f ms%n",
          creditWait(one) * 1e3, creditWait(four) * 1e3);
    }
  }

  private static double creditWait(Measurement measured) {
    return measured.counter(KernelCounter.CREDIT_WAIT.counter().id()).orElseThrow().value();
  }

  @Test
  void coupledStallsAndDecoupledDoesNot() {
    try (MegakernelProbe probe = open()) {
      assertStalls(probe);
    }
  }

  @Test
  void coupledStallsOverLibfabric() {
    try (MegakernelProbe probe = open("host/tcp/lan0+lan1")) {
      assertStalls(probe);
    }
  }

  private static void assertStalls(MegakernelProbe probe) {
    Workload coupled = base(probe).with(ORDERING, Ordering.DRAIN).with(TILE_BYTES, List.of(1024L));
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      Measurement stalled = whole(probe, coupled);
      Measurement relieved = whole(probe, coupled.with(SIGNALS_PER_FENCE, 64L));
      assertThat(stalled.stage(Stage.FENCE).mean()).isGreaterThanOrEqualTo(ROUND_TRIP);
      ratios.add(stalled.tileTime() / relieved.tileTime());
    }
    double median = ratios.stream().sorted().skip(1).findFirst().orElseThrow();
    System.out.println(
        "measured coupled over decoupled, %s: %.2f".formatted(probe.place(), median));
    assertThat(median).isGreaterThanOrEqualTo(1.5);
  }

  /** A whole layer, whose rows travel out and back over queue pairs. */
  @Test
  void numbersAreTheReferenceLayers() {
    List<String> wrong = new ArrayList<>();
    try (QueuePairs carrier = new QueuePairs("")) {
      SortedMap<String, Rules> orderings = LayerTest.orderings(true);
      for (String name : List.of("decoupled, led", "fenced by group", "immediate")) {
        Rules rules = Objects.requireNonNull(orderings.get(name));
        double error =
            Layers.error(
                new HostMachine(1), Layers.shape(true, true), rules, carrier, Workload.initial());
        if (!(error < LayerTest.TOLERANCE)) {
          wrong.add(name + ": off by " + error);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
