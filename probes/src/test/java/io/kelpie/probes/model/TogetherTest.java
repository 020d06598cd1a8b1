package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTimesTest.ONE;
import static io.kelpie.probes.model.EventTimesTest.ROUND;
import static io.kelpie.probes.model.EventTimesTest.TWO;
import static io.kelpie.probes.model.EventTimesTest.run;
import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is told of together: requests, acknowledgements and completions, each moment worked out by
 * hand at the costs of EventTimesTest.
 */
class TogetherTest {
  private static final Workload PUT =
      ONE.with(SIGNAL, Signal.NOTHING).with(ORDERING, Ordering.NONE);
  private static final Workload TWO_PUTS = PUT.with(TILES, 2L);

  private static long at(Stamp stamp, FabricParameters parameters, Workload workload, int tile) {
    StageClock clock = run(parameters, workload).groups().getFirst().clock();
    return clock.at(stamp, tile);
  }

  private static FabricParameters published(int requests, int wait) {
    return ROUND.with(new RingPublication(requests, wait, 1));
  }

  private static FabricParameters withSlots(int slots, int returns) {
    FabricParameters.Ring ring = ROUND.ring();
    return new FabricParameters(
        new FabricParameters.Ring(
            slots, ring.requestNanos(), ring.visibleNanos(), ring.leaderNanos()),
        ROUND.proxy(),
        ROUND.nic(),
        ROUND.link(),
        ROUND.receiver(),
        ROUND.setup(),
        ROUND.caches(),
        ROUND.pcie(),
        ROUND.buffer(),
        new RingPublication(1, 0, returns),
        ROUND.core(),
        ROUND.acknowledgement(),
        ROUND.moderation(),
        0);
  }

  @Test
  void aRequestIsSeenWhenThereAreEnoughToPublish() {
    // asked for at 10 and 20, published at 20, seen at 40
    assertThat(at(Stamp.TAKEN, published(2, 500), TWO, 0)).isEqualTo(40);
    assertThat(at(Stamp.REQUESTED, published(2, 500), TWO, 1)).isEqualTo(20);
    assertThat(at(Stamp.TAKEN, ROUND, TWO, 0)).isEqualTo(30);
  }

  @Test
  void aLoneRequestIsPublishedWhenItsTimeIsUp() {
    assertThat(at(Stamp.TAKEN, published(2, 500), ONE, 0)).isEqualTo(530);

    Workload apart = TWO.with(READY_INTERVAL, 5000L);
    assertThat(at(Stamp.TAKEN, published(2, 500), apart, 0)).isEqualTo(530);
    assertThat(at(Stamp.TAKEN, published(2, 500), apart, 1)).isEqualTo(5530);
    assertThat(at(Stamp.TAKEN, published(2, 0), apart, 1)).isEqualTo(5030);
  }

  /** Every n-th request waits for nobody, the first of n for n - 1 others. */
  @Test
  void theFirstOfABatchWaitsForTheOthers() {
    Workload slow = ONE.with(TILES, 12L).with(READY_INTERVAL, 1000L);
    for (int tile = 0; tile < 12; tile++) {
      assertThat(at(Stamp.TAKEN, published(4, 100_000), slow, tile) / 1000)
          .as("tile " + tile)
          .isEqualTo(tile / 4 * 4 + 3);
    }
  }

  @Test
  void aPlaceInTheRingIsFreeWhenTheGpuIsToldSo() {
    Workload four = ONE.with(TILES, 4L);

    // tile 0 is taken at 30, tile 1 at 280; tile 2 needs a place of a ring of two
    assertThat(at(Stamp.REQUESTED, withSlots(2, 1), four, 2)).isEqualTo(40);
    assertThat(at(Stamp.REQUESTED, withSlots(2, 2), four, 2)).isEqualTo(290);
    assertThat(at(Stamp.REQUESTED, withSlots(2, 2), four, 3)).isEqualTo(300);
  }

  @Test
  void aRingThatTellsOfMoreThanItHoldsIsRefused() {
    assertThatThrownBy(() -> withSlots(2, 3))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("publication.returns is 3")
        .hasMessageContaining("ring.slots, which is 2");
  }

  @Test
  void messagesAreAcknowledgedTogether() {
    FabricParameters both = ROUND.with(new AckCoalescing(2, 5000, 1 << 23));

    // one by one at 3305 and 4315; both acknowledgements come at 4215, completions at 4275
    assertThat(at(Stamp.COMPLETED, ROUND, TWO_PUTS, 0)).isEqualTo(3305);
    assertThat(at(Stamp.COMPLETED, ROUND, TWO_PUTS, 1)).isEqualTo(4315);
    assertThat(at(Stamp.COMPLETED, both, TWO_PUTS, 0)).isEqualTo(4315);
    assertThat(at(Stamp.COMPLETED, both, TWO_PUTS, 1)).isEqualTo(4355);
  }

  @Test
  void aLoneMessageIsAcknowledgedWhenItsTimeIsUp() {
    FabricParameters waiting = ROUND.with(new AckCoalescing(2, 500, 1 << 23));

    assertThat(at(Stamp.COMPLETED, waiting, PUT, 0)).isEqualTo(3805);
  }

  /** A tile of three packets reaches the count by itself. */
  @Test
  void aLongMessageWaitsForNoOther() {
    FabricParameters three = ROUND.with(new AckCoalescing(3, 5000, 1 << 23));
    Workload large = PUT.with(TILE_BYTES, List.of(10_000L));

    assertThat(at(Stamp.COMPLETED, three, large, 0))
        .isEqualTo(at(Stamp.COMPLETED, ROUND, large, 0));
  }

  /** A drain waits for what is held back: the acknowledgement's wait is part of each cycle. */
  @Test
  void aDrainWaitsForAnAcknowledgementThatIsHeldBack() {
    Workload drained = TWO.with(ORDERING, Ordering.DRAIN);
    FabricParameters waiting = ROUND.with(new AckCoalescing(2, 500, 1 << 23));

    assertThat(at(Stamp.SIGNAL_POSTED, waiting, drained, 0)).isEqualTo(3455 + 500);
  }

  @Test
  void anAtomicIsAnsweredAtOnceAndAcknowledgesWhatCameBefore() {
    FabricParameters waiting = ROUND.with(new AckCoalescing(100, 1_000_000, 1 << 23));
    Workload atomic = ONE.with(SIGNAL, Signal.FETCH_ADD);

    assertThat(at(Stamp.COMPLETED, waiting, atomic, 0)).isBetween(3405L, 3500L);
  }

  @Test
  void aMessageWithoutReceiveAcknowledgesWhatCameBefore() {
    FabricParameters waiting = ROUND.with(new AckCoalescing(100, 1_000_000, 1 << 23));
    Workload sends = TWO_PUTS.with(OPCODE, Opcode.SEND).with(RECEIVES_POSTED, 1L);
    Simulation simulation = run(waiting, sends.with(RNR_TIMER, 1L));

    assertThat(simulation.counts()[ModelCounter.RNR_NAKS.ordinal()]).isLessThanOrEqualTo(1);
    assertThat(simulation.groups().getFirst().unverified()).isZero();
  }

  @Test
  void partsOfAMessageOpenTheWindow() {
    FabricParameters.Link link = ROUND.link();
    FabricParameters packetwise =
        new FabricParameters(
            ROUND.ring(),
            ROUND.proxy(),
            new FabricParameters.Nic(5, 0, 1, 0, 0, 60, 4096, 0, 3, false, false),
            new FabricParameters.Link(
                link.bytesPerSecond(),
                link.loopbackBytesPerSecond(),
                10,
                10,
                4096,
                link.oneWayNanos(),
                link.loopbackNanos()),
            ROUND.receiver(),
            ROUND.setup(),
            ROUND.caches(),
            ROUND.pcie(),
            ROUND.buffer(),
            0);
    Workload large = ONE.with(TILE_BYTES, List.of(10_000L));

    // the tile leaves from 285 to 10,315; its last acknowledgement comes at 12,325, the first of a
    // part, before it has left, at 6,401
    assertThat(at(Stamp.SIGNAL_SEEN, packetwise, large, 0)).isEqualTo(12_325 + 18 + 1010);
    assertThat(at(Stamp.SIGNAL_SEEN, packetwise.with(new AckCoalescing(1, 0, 1)), large, 0))
        .isEqualTo(10_315 + 18 + 1010);
  }

  /** Each costs the way back an acknowledgement more. */
  @Test
  void partsAreCounted() {
    Workload large = PUT.with(TILE_BYTES, List.of(10_000L));
    int received = ModelCounter.RX_PACKETS.ordinal();

    assertThat(run(ROUND, large).counts()[received]).isEqualTo(1);
    assertThat(run(ROUND.with(new AckCoalescing(1, 0, 1)), large).counts()[received]).isEqualTo(3);
    assertThat(run(ROUND.with(new AckCoalescing(1, 0, 2)), large).counts()[received]).isEqualTo(2);
    assertThat(run(ROUND.with(new AckCoalescing(1, 0, 3)), large).counts()[received]).isEqualTo(1);
  }

  @Test
  void aMessageWithoutReceiveIsNotAcknowledgedInPart() {
    FabricParameters packetwise = ROUND.with(new AckCoalescing(1, 0, 1));
    Workload large = PUT.with(TILE_BYTES, List.of(10_000L)).with(OPCODE, Opcode.SEND);
    int received = ModelCounter.RX_PACKETS.ordinal();

    assertThat(run(packetwise, large).counts()[received]).isEqualTo(3);
    Simulation refused = run(packetwise, large.with(RECEIVES_POSTED, 0L).with(RNR_RETRIES, 0L));
    assertThat(refused.counts()[received]).isEqualTo(1);
    assertThat(refused.failure()).isNotNull();
  }

  @Test
  void completionsAreWrittenByCountOrByTime() {
    FabricParameters soon = ROUND.with(new CompletionModeration(2, 500));
    FabricParameters late = ROUND.with(new CompletionModeration(2, 5000));

    // they are there at 3265 and 4275
    assertThat(at(Stamp.COMPLETED, soon, PUT, 0)).isEqualTo(3265 + 500 + 40);
    assertThat(at(Stamp.COMPLETED, soon, TWO_PUTS, 0)).isEqualTo(3265 + 500 + 40);
    assertThat(at(Stamp.COMPLETED, soon, TWO_PUTS, 1)).isEqualTo(4275 + 500 + 40);
    assertThat(at(Stamp.COMPLETED, late, TWO_PUTS, 0)).isEqualTo(4275 + 40);
    assertThat(at(Stamp.COMPLETED, late, TWO_PUTS, 1)).isEqualTo(4275 + 80);
  }

  /** What is full waits for the time, not for a count that can never be reached. */
  @Test
  void aShortSendQueueIsFreedWhenTheTimeIsUp() {
    FabricParameters moderated = ROUND.with(new CompletionModeration(64, 700));

    assertThat(at(Stamp.SIGNAL_POSTED, moderated, ONE.with(SEND_DEPTH, 1L), 0))
        .isEqualTo(3455 + 700);
  }

  /** Threads have completion queues of their own. */
  @Test
  void aThreadsCompletionsWaitForNoOthers() {
    FabricParameters moderated = ROUND.with(new CompletionModeration(2, 500));
    Workload apart = TWO_PUTS.with(PEERS, 2L).with(PROXIES, 2L);

    assertThat(at(Stamp.COMPLETED, moderated, apart, 0)).isEqualTo(3265 + 500 + 40);
    assertThat(at(Stamp.COMPLETED, moderated, apart, 1)).isEqualTo(4275 + 500 + 40);
  }
}
