package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Silence;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The smallest workloads, each moment worked out by hand, in nanoseconds: a byte takes one on the
 * wire, a packet's headers and an acknowledgement 10, a way through the network 1,000.
 */
class EventTimesTest {
  static final FabricParameters ROUND =
      new FabricParameters(
          new FabricParameters.Ring(1024, 10, 20, 30),
          new FabricParameters.Proxy(100, 0, 50, 40, 0),
          new FabricParameters.Nic(5, 0, 1, 0, 0, 60, 4096, 0, 1 << 23, false, false),
          new FabricParameters.Link(1_000_000_000, 1_000_000_000, 10, 10, 16_384, 1000, 100),
          new FabricParameters.Receiver(7, 20, 3, 200, 2),
          new FabricParameters.Setup(1000, 100),
          FabricParameters.Caches.PASS_THROUGH,
          FabricParameters.Pcie.PASS_THROUGH,
          FabricParameters.Buffer.PASS_THROUGH,
          0);

  static final Workload ONE = Workload.initial().with(TILES, 1L).with(TILE_BYTES, List.of(1000L));
  static final Workload TWO = ONE.with(TILES, 2L);

  private static FabricParameters withReceiver(FabricParameters.Receiver receiver) {
    return new FabricParameters(
        ROUND.ring(),
        ROUND.proxy(),
        ROUND.nic(),
        ROUND.link(),
        receiver,
        ROUND.setup(),
        ROUND.caches(),
        ROUND.pcie(),
        ROUND.buffer(),
        0);
  }

  static Simulation run(FabricParameters parameters, Workload workload) {
    Simulation simulation = new Simulation(parameters, Impact.NONE, new Jitter(0), workload, 1);
    simulation.pass(Long.MAX_VALUE, true);
    return simulation;
  }

  static List<Long> life(Simulation simulation, int tile) {
    StageClock clock = simulation.groups().getFirst().clock();
    return Arrays.stream(Stamp.values()).map(stamp -> clock.at(stamp, tile)).toList();
  }

  @Test
  void oneTileAndItsSignal() {
    assertThat(life(run(ROUND, ONE), 0))
        .containsExactly(0L, 10L, 30L, 280L, 3405L, 280L, 2323L, 2325L);
  }

  @Test
  void aTileIsRequestedNoSoonerThanComputeMakesItReady() {
    Simulation simulation = run(ROUND, TWO.with(READY_INTERVAL, 5000L));

    assertThat(life(simulation, 0)).containsExactly(0L, 10L, 30L, 280L, 3405L, 280L, 2323L, 2325L);
    assertThat(life(simulation, 1))
        .containsExactly(5000L, 5010L, 5030L, 5280L, 8405L, 5280L, 7323L, 7325L);
  }

  @Test
  void aTileOfThreePacketsCarriesThreeHeaders() {
    assertThat(life(run(ROUND, ONE.with(TILE_BYTES, List.of(10_000L))), 0))
        .containsExactly(0L, 10L, 30L, 280L, 12_425L, 280L, 11_343L, 11_345L);
  }

  @Test
  void delayIsHalvedOverTheTwoWays() {
    assertThat(life(run(ROUND, ONE.with(DELAY, 2L)), 0))
        .containsExactly(0L, 10L, 30L, 280L, 5405L, 280L, 3323L, 3325L);
  }

  @Test
  void aDrainHoldsTheRingUntilTheCompletionIsPolled() {
    Simulation simulation = run(ROUND, TWO.with(ORDERING, Ordering.DRAIN));

    assertThat(life(simulation, 0)).containsExactly(0L, 10L, 30L, 180L, 3305L, 3455L, 4488L, 4490L);
    assertThat(life(simulation, 1))
        .containsExactly(0L, 20L, 3455L, 3605L, 6730L, 6880L, 7913L, 7915L);
  }

  @Test
  void oneDrainReleasesAGroup() {
    Simulation simulation =
        run(ROUND, TWO.with(ORDERING, Ordering.DRAIN).with(SIGNALS_PER_FENCE, 2L));

    // tile 1 is posted at 330, leaves from 1195 to 2205 and is polled at 4315; two signals are
    // built
    assertThat(life(simulation, 0)).endsWith(4565L, 5598L, 5600L);
    assertThat(life(simulation, 1)).endsWith(4565L, 5616L, 5618L);
  }

  @Test
  void aFencedAtomicWaitsForTheAnswerToTheOneBefore() {
    Simulation simulation =
        run(ROUND, TWO.with(ORDERING, Ordering.NIC_FENCE).with(SIGNAL, Signal.FETCH_ADD));

    assertThat(life(simulation, 0)).endsWith(280L, 2343L, 2345L);
    assertThat(life(simulation, 1)).endsWith(530L, 4391L, 4393L);
  }

  @Test
  void aWindowOfOneAtomicDoesWhatAFenceDoes() {
    Simulation simulation =
        run(ROUND, TWO.with(OUTSTANDING_READS, 1L).with(SIGNAL, Signal.FETCH_ADD));

    assertThat(life(simulation, 1)).endsWith(530L, 4391L, 4393L);
  }

  @Test
  void aWriteBehindABusyAtomicsUnitDoesNotCompleteBeforeTheAtomic() {
    FabricParameters slow = withReceiver(new FabricParameters.Receiver(7, 100, 3, 200, 2));
    Workload groups =
        ONE.with(TILES, 3L)
            .with(TILE_BYTES, List.of(32L))
            .with(POST_LIST, 8L)
            .with(CQ_MODERATION, 1L)
            .with(ORDERING, Ordering.NIC_FENCE)
            .with(SIGNALS_PER_FENCE, 2L)
            .with(SIGNAL, Signal.FETCH_ADD);
    Simulation simulation = run(slow, groups);

    // behind tiles 0 and 1 their signals leave at 787 and 805, tile 2 at 847; the second atomic is
    // executed at 1987, and tile 2, there since 1847, answered with it: both completions come at
    // 3057, that of tile 2 is polled after that of the atomic
    assertThat(life(simulation, 2)).endsWith(680L, 3137L, 680L, 4125L, 4127L);
  }

  @Test
  void aFencedWriteIsFreeUnlessTheFenceWaitsForWrites() {
    Workload fenced = ONE.with(ORDERING, Ordering.NIC_FENCE);
    FabricParameters.Nic older =
        new FabricParameters.Nic(5, 0, 1, 0, 0, 60, 4096, 0, 1 << 23, true, false);

    assertThat(life(run(ROUND, fenced), 0)).endsWith(280L, 2323L, 2325L);
    assertThat(life(run(ROUND.withNic(older), fenced), 0)).endsWith(280L, 4333L, 4335L);
  }

  @Test
  void aSendQueueOfOneBlocksThePostUntilACompletion() {
    Simulation simulation = run(ROUND, ONE.with(SEND_DEPTH, 1L));

    assertThat(life(simulation, 0)).containsExactly(0L, 10L, 30L, 180L, 3305L, 3455L, 4488L, 4490L);
  }

  @Test
  void aWindowOfPacketsOpensWithTheAcknowledgement() {
    FabricParameters.Nic narrow =
        new FabricParameters.Nic(5, 0, 1, 0, 0, 60, 4096, 0, 1, false, false);

    // the signal starts when the tile's acknowledgement comes, at 3305
    assertThat(life(run(ROUND.withNic(narrow), ONE), 0)).endsWith(280L, 4333L, 4335L);
  }

  @Test
  void aMessageWithoutReceiveWaitsForTheTimerAndIsSentAgain() {
    FabricParameters slow = withReceiver(new FabricParameters.Receiver(7, 20, 3, 2000, 2));
    Workload sends = TWO.with(OPCODE, Opcode.SEND).with(RECEIVES_POSTED, 1L).with(RNR_TIMER, 1L);
    Simulation simulation = run(slow, sends);

    assertThat(life(simulation, 0)).endsWith(280L, 2323L, 2325L);
    assertThat(life(simulation, 1)).endsWith(530L, 16_371L, 16_373L);
    assertThat(simulation.silences().of(20_000))
        .containsExactly(new Silence(Silence.RNR_TIMER, 10e-6, 0.5));
    assertThat(simulation.counts()[ModelCounter.RNR_NAKS.ordinal()]).isOne();
  }

  @ParameterizedTest
  @CsvSource({"0, 1 try", "1, 2 tries"})
  void aMessageThatNeverFindsAReceiveIsToldOfWithItsTries(long retries, String tries) {
    Workload sends =
        ONE.with(OPCODE, Opcode.SEND).with(RECEIVES_POSTED, 0L).with(RNR_RETRIES, retries);

    assertThat(run(ROUND, sends).failure())
        .hasToString(
            "Failed[what=RNR retry counter exceeded, detail=no receive was posted for "
                + tries
                + " of a message from queue pair 0]");
  }

  @Test
  void anUnreliableMessageWithoutReceiveIsLost() {
    Workload sends =
        TWO.with(QP_TYPE, QpType.UC)
            .with(OPCODE, Opcode.SEND)
            .with(SIGNAL, Signal.IMMEDIATE)
            .with(TILE_BYTES, List.of(100L))
            .with(RECEIVES_POSTED, 1L);
    Simulation simulation = run(ROUND, sends);

    assertThat(simulation.groups().getFirst().unverified()).isOne();
    assertThat(simulation.counts()[ModelCounter.RECEIVE_DROPS.ordinal()]).isOne();
  }

  @Test
  void aPutWithoutSignalIsVerifiedByItsCompletion() {
    assertThat(life(run(ROUND, ONE.with(SIGNAL, Signal.NOTHING).with(ORDERING, Ordering.NONE)), 0))
        .containsExactly(0L, 10L, 30L, 180L, 3305L, Long.MIN_VALUE, 3305L, 3307L);
  }

  @Test
  void aReadAnswersWithTheData() {
    Workload read =
        ONE.with(OPCODE, Opcode.READ).with(SIGNAL, Signal.COMPLETION).with(ORDERING, Ordering.NONE);

    // request 185 to 195, there 1195, data 1195 to 2205, back 3205, completion 3265, polled 3305
    assertThat(life(run(ROUND, read), 0))
        .containsExactly(0L, 10L, 30L, 180L, 3305L, Long.MIN_VALUE, 3305L, 3307L);
  }

  @Test
  void theIdleRoundTripIsThatOfOneSignal() {
    // doorbell 5, 18 bytes, 1000, acknowledgement 10, 1000, completion 60, poll 40
    assertThat(run(ROUND, ONE).idleRoundTrip(false)).isEqualTo(2133);
  }
}
