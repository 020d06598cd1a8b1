package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Silence;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lost packets cost: moments worked out by hand, and throughput against its closed form. */
class GoBackNTest {
  private static final long TIMEOUT = 4096L << 14;

  /** As in {@link EventTimesTest}. */
  private static final FabricParameters ROUND =
      new FabricParameters(
          new FabricParameters.Ring(1_000_000, 10, 20, 30),
          new FabricParameters.Proxy(100, 0, 50, 40, 0),
          new FabricParameters.Nic(5, 0, 1, 0, 0, 60, 4096, 0, 1 << 23, false, false),
          new FabricParameters.Link(1_000_000_000, 1_000_000_000, 10, 10, 4096, 1000, 100),
          new FabricParameters.Receiver(7, 20, 3, 200, 2),
          new FabricParameters.Setup(0, 0),
          FabricParameters.Caches.PASS_THROUGH,
          FabricParameters.Pcie.PASS_THROUGH,
          FabricParameters.Buffer.PASS_THROUGH,
          0);

  private static final Workload ONE =
      Workload.initial().with(TILES, 1L).with(TILE_BYTES, List.of(1000L));

  /**
   * @param lost which packets, in the order in which they are sent, answers included
   */
  private static Simulation run(Workload workload, Integer... lost) {
    return run(ROUND, workload, lost);
  }

  private static Simulation run(FabricParameters fabric, Workload workload, Integer... lost) {
    int[] sent = {0};
    Simulation simulation =
        new Simulation(
            fabric,
            Impact.NONE,
            new Jitter(0),
            workload,
            Drive.PLAIN,
            0,
            () -> Set.of(lost).contains(sent[0]++),
            1);
    simulation.pass(Long.MAX_VALUE, true);
    return simulation;
  }

  private static long at(Simulation simulation, Stamp stamp, int tile) {
    return simulation.groups().getFirst().clock().at(stamp, tile);
  }

  private static long count(Simulation simulation, ModelCounter counter) {
    return simulation.counts()[counter.ordinal()];
  }

  @Test
  void withoutALossNothingIsLater() {
    Simulation simulation = run(ONE);

    assertThat(at(simulation, Stamp.COMPLETED, 0)).isEqualTo(3405);
    assertThat(at(simulation, Stamp.VERIFIED, 0)).isEqualTo(2325);
    assertThat(simulation.pass(Long.MAX_VALUE, true)).isLessThan(TIMEOUT);
  }

  /** The signal arrives at 2313, its NAK at 3323; the tile goes out again, then the signal. */
  @Test
  void aPacketBehindALostOneIsRefusedAndBothAreSentAgain() {
    Simulation simulation = run(ONE, 0);

    assertThat(at(simulation, Stamp.COMPLETED, 0)).isEqualTo(6443);
    assertThat(at(simulation, Stamp.VERIFIED, 0)).isEqualTo(5363);
    assertThat(count(simulation, ModelCounter.OUT_OF_SEQUENCE)).isOne();
    assertThat(count(simulation, ModelCounter.PACKET_SEQ_ERR)).isOne();
    assertThat(count(simulation, ModelCounter.LOCAL_ACK_TIMEOUT_ERR)).isZero();
  }

  /** Packets of 4,106, 4,106 and 1,818 ns; the second is lost, the third tells. */
  @Test
  void aMessageIsResumedAtItsLostPacket() {
    Simulation simulation =
        run(
            ONE.with(TILE_BYTES, List.of(10_000L))
                .with(SIGNAL, Signal.NOTHING)
                .with(ORDERING, Ordering.NONE),
            1);
    long told = 185 + 2 * 4106 + 1818 + 1000 + 10 + 1000;

    assertThat(at(simulation, Stamp.COMPLETED, 0))
        .isEqualTo(told + 4106 + 1818 + 1000 + 10 + 1000 + 60 + 40);
  }

  /**
   * Its first two packets are acknowledged on their own, at 6301 and 10,407; the third is lost, and
   * the acknowledgement of the second or not: the timer runs from the last that came.
   */
  @Test
  void aMessageIsResumedBehindItsAcknowledgedParts() {
    FabricParameters parts = ROUND.with(new AckCoalescing(1, 0, 1));
    Workload three =
        ONE.with(TILE_BYTES, List.of(10_000L))
            .with(SIGNAL, Signal.NOTHING)
            .with(ORDERING, Ordering.NONE);
    long end = 1818 + 1000 + 10 + 1000 + 60 + 40;

    assertThat(at(run(parts, three, 3), Stamp.COMPLETED, 0)).isEqualTo(10_407 + TIMEOUT + end);
    assertThat(at(run(parts, three, 3, 4), Stamp.COMPLETED, 0))
        .isEqualTo(6301 + TIMEOUT + 4106 + end);
    assertThat(at(run(three, 2), Stamp.COMPLETED, 0)).isEqualTo(185 + TIMEOUT + 2 * 4106 + end);
  }

  /**
   * The first tile's acknowledgement is lost; that of the next one's first packet, at 7311, tells.
   */
  @Test
  void anAcknowledgedPartStandsForTheMessagesBefore() {
    FabricParameters parts = ROUND.with(new AckCoalescing(1, 0, 1));
    Workload two =
        ONE.with(TILES, 2L)
            .with(TILE_BYTES, List.of(1000L, 10_000L))
            .with(SIGNAL, Signal.NOTHING)
            .with(ORDERING, Ordering.NONE);
    Simulation simulation = run(parts, two, 2);

    assertThat(count(simulation, ModelCounter.LOCAL_ACK_TIMEOUT_ERR)).isZero();
    assertThat(at(run(parts, two), Stamp.COMPLETED, 0)).isEqualTo(3305);
    assertThat(at(simulation, Stamp.COMPLETED, 0)).isEqualTo(7311 + 60 + 40);
  }

  /** The tile's acknowledgement comes at 3305; the timer runs from there. */
  @Test
  void aLostTailWaitsForTheTimer() {
    Simulation simulation = run(ONE, 1);

    assertThat(at(simulation, Stamp.VERIFIED, 0)).isEqualTo(3305 + TIMEOUT + 18 + 1000 + 10 + 2);
    assertThat(count(simulation, ModelCounter.LOCAL_ACK_TIMEOUT_ERR)).isOne();
    assertThat(count(simulation, ModelCounter.OUT_OF_SEQUENCE)).isZero();
    assertThat(simulation.silences().of(1))
        .containsExactly(new Silence(Silence.ACK_TIMEOUT, TIMEOUT * 1e-9, 1));
  }

  @Test
  void aLostAcknowledgementIsMadeUpForByTheNext() {
    Simulation simulation = run(ONE, 2);

    assertThat(at(simulation, Stamp.VERIFIED, 0)).isEqualTo(2325);
    assertThat(at(simulation, Stamp.COMPLETED, 0)).isEqualTo(3423);
    assertThat(count(simulation, ModelCounter.DUPLICATE_REQUEST)).isZero();
  }

  @Test
  void aLostLastAcknowledgementMakesADuplicate() {
    Simulation simulation = run(ONE.with(SIGNAL, Signal.NOTHING).with(ORDERING, Ordering.NONE), 1);

    assertThat(at(simulation, Stamp.COMPLETED, 0))
        .isEqualTo(185 + TIMEOUT + 1010 + 1000 + 10 + 1000 + 60 + 40);
    assertThat(count(simulation, ModelCounter.DUPLICATE_REQUEST)).isOne();
  }

  /** An atomic is not executed twice: its answer is sent again. */
  @Test
  void aLostAnswerOfAnAtomicShowsInTheNextAcknowledgement() {
    Workload two = ONE.with(TILES, 2L).with(SIGNAL, Signal.FETCH_ADD);
    Simulation simulation = run(two, 4);

    assertThat(count(simulation, ModelCounter.IMPLIED_NAK_SEQ_ERR)).isOne();
    assertThat(count(simulation, ModelCounter.DUPLICATE_REQUEST)).isPositive();
    assertThat(count(simulation, ModelCounter.LOCAL_ACK_TIMEOUT_ERR)).isZero();
    assertThat(simulation.groups().getFirst().unverified()).isZero();
  }

  /** The second of three packets of data is lost; the third shows it at the requester. */
  @Test
  void aReadAsksAgainForWhatIsMissing() {
    Workload read =
        ONE.with(TILE_BYTES, List.of(10_000L))
            .with(OPCODE, Opcode.READ)
            .with(SIGNAL, Signal.COMPLETION)
            .with(ORDERING, Ordering.NONE);
    Simulation simulation = run(read, 2);
    long asked = 185 + 10 + 1000 + 2 * 4106 + 1818 + 1000;

    assertThat(at(simulation, Stamp.COMPLETED, 0))
        .isEqualTo(asked + 10 + 1000 + 4106 + 1818 + 1000 + 60 + 40);
    assertThat(count(simulation, ModelCounter.IMPLIED_NAK_SEQ_ERR)).isOne();
  }

  @Test
  void anUnreliableMessageIsGoneWithAnyOfItsPackets() {
    Workload unreliable =
        ONE.with(TILES, 2L)
            .with(TILE_BYTES, List.of(10_000L))
            .with(QP_TYPE, QpType.UC)
            .with(SIGNAL, Signal.NOTHING)
            .with(ORDERING, Ordering.NONE);
    Workload told = unreliable.with(SIGNAL, Signal.INLINE_WRITE).with(ORDERING, Ordering.SAME_QP);

    assertThat(run(told, 1).groups().getFirst().unverified()).isOne();
    assertThat(run(told).groups().getFirst().unverified()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 1 try", "3, 4 tries"})
  void aQueuePairGivesUpWhenNothingGetsThrough(long retries, String tries) {
    Measurement measured =
        new ModelProbe(ROUND)
            .run(ONE.with(LOSS, 1_000_000L).with(RETRIES, retries), Budget.search(1).fresh());

    assertThat(measured.outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.toString())
                    .contains("transport retry counter exceeded")
                    .contains("nothing got through in " + tries + " of queue pair 0"));
    assertThat(measured.deviceSeconds()).isCloseTo((retries + 1) * TIMEOUT * 1e-9, within(0.001));
  }

  /**
   * {@code (1 - p) / (1 - p + p W)} packets in the time of one, where a lost packet costs those
   * that are sent until its NAK is there, itself included (Schwartz, Telecommunication Networks,
   * 4.2). One whose NAK is lost, too, costs the timer instead, which is rare and dear: how many
   * there were is counted, and held to their chance apart.
   */
  @ParameterizedTest
  @CsvSource({"0, 0.0001", "0, 0.001", "0, 0.01", "20, 0.001", "100, 0.0001", "100, 0.001"})
  void throughputFollowsLossAndWindow(long delayMicros, double loss) {
    int tiles = 30_000;
    long packet = 1000;
    Workload puts =
        ONE.with(TILES, (long) tiles)
            .with(TILE_BYTES, List.of(990L))
            .with(SIGNAL, Signal.NOTHING)
            .with(ORDERING, Ordering.NONE)
            .with(SEND_DEPTH, 32_768L)
            .with(CQ_DEPTH, 4_194_304L)
            .with(CQ_MODERATION, 64L)
            .with(DELAY, delayMicros)
            .with(LOSS, Math.round(loss * 1e6));
    long roundTrip = 2000 + delayMicros * 1000 + 10;
    long window = Math.ceilDiv(2 * packet + roundTrip, packet);
    double naks = 0;
    double timeouts = 0;
    double taken = 0;
    int runs = 6;
    for (int run = 0; run < runs; run++) {
      Simulation simulation = new Simulation(ROUND, Impact.NONE, new Jitter(0), puts, 11 + run);
      taken += simulation.pass(Long.MAX_VALUE, true);
      naks += count(simulation, ModelCounter.PACKET_SEQ_ERR);
      timeouts += count(simulation, ModelCounter.LOCAL_ACK_TIMEOUT_ERR);
      assertThat(simulation.groups().getFirst().unverified()).isZero();
    }
    double packets = (double) runs * tiles;
    double lost = packets * loss / (1 - loss);

    assertThat(naks + timeouts).isCloseTo(lost, within(3 * Math.sqrt(lost) + 0.02 * lost));
    assertThat(timeouts).isCloseTo(lost * loss, within(3 * Math.sqrt(lost * loss) + runs));
    double rest = taken - timeouts * (TIMEOUT + roundTrip);
    double share = packets / (packets + naks * window);
    assertThat(packets * packet / rest).isCloseTo(share, within(0.02 * share));
  }
}
