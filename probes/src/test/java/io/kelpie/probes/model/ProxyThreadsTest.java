package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTimesTest.ONE;
import static io.kelpie.probes.model.EventTimesTest.ROUND;
import static io.kelpie.probes.model.EventTimesTest.TWO;
import static io.kelpie.probes.model.EventTimesTest.life;
import static io.kelpie.probes.model.EventTimesTest.run;
import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.MeasurementInvariants;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several proxy threads, and the processors that they run on, at the costs of EventTimesTest. */
class ProxyThreadsTest {
  private static final int TILES_OF_ALL = 64;

  /** A tile and its signal: built in 100 ns each, posted in 50. */
  private static final long EACH = 250;

  /** When the first request is seen. */
  private static final long SEEN = 30;

  /** As fast as the proxy posts: one completion for each queue pair, after its last tile. */
  private static final Workload MANY =
      ONE.with(TILES, (long) TILES_OF_ALL)
          .with(TILE_BYTES, List.of(32L))
          .with(CQ_MODERATION, 64L)
          .with(PEERS, 4L);

  private static void assertDealt(Workload workload, int threads) {
    StageClock clock = run(ROUND, workload).groups().getFirst().clock();
    for (int tile = 0; tile < TILES_OF_ALL; tile++) {
      int place = threads == 2 ? tile / 4 * 2 + tile % 4 / 2 : tile / threads;
      assertThat(clock.at(Stamp.SIGNAL_POSTED, tile))
          .as("tile " + tile)
          .isEqualTo(SEEN + EACH * (place + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void peersAreDealtOverThreads(int threads) {
    assertDealt(MANY.with(PROXIES, (long) threads), threads);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void queuePairsOfAPeerAreDealtOverThreads(int threads) {
    assertDealt(
        MANY.with(PEERS, 1L)
            .with(QPS_PER_PEER, 4L)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
            .with(PROXIES, (long) threads),
        threads);
  }

  /**
   * Whoever posts a tile posts its signal, too: with a control queue pair a peer has one thread.
   */
  @Test
  void aPeerStaysWithOneThreadWhereSignalsHaveQueuePairsOfTheirOwn() {
    Workload controlled =
        MANY.with(PEERS, 1L)
            .with(QPS_PER_PEER, 4L)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
            .with(ORDERING, Ordering.NONE)
            .with(SIGNAL_QP, SignalQp.CONTROL);
    TilePlan plan = new TilePlan(controlled.with(PROXIES, 4L));

    assertThat(plan.mostTilesOfThread()).isEqualTo(TILES_OF_ALL);
    for (int tile = 0; tile < plan.tiles; tile++) {
      assertThat(plan.thread(plan.signalQueuePair(tile)))
          .isEqualTo(plan.thread(plan.queuePair(tile)));
    }
  }

  @Test
  void aDrainHoldsItsOwnThreadAlone() {
    Workload drained = TWO.with(PEERS, 2L).with(ORDERING, Ordering.DRAIN).with(PROXIES, 2L);
    Simulation simulation = run(ROUND, drained);

    // tile 1 leaves behind tile 0, from 1195 to 2205, and is polled at 4315
    assertThat(life(simulation, 0)).startsWith(0L, 10L, 30L, 180L, 3305L, 3455L);
    assertThat(life(simulation, 1)).startsWith(0L, 10L, 30L, 180L, 4315L, 4465L);
    assertThat(life(run(ROUND, drained.with(PROXIES, 1L)), 1)).startsWith(0L, 20L, 3455L);
  }

  @Test
  void aFenceOfTheEndpointCoversItsThreadsQueuePairs() {
    Workload grouped =
        TWO.with(TILES, 4L)
            .with(PEERS, 2L)
            .with(ORDERING, Ordering.DRAIN)
            .with(FENCE_SCOPE, FenceScope.ENDPOINT)
            .with(SIGNALS_PER_FENCE, 2L);
    TilePlan together = new TilePlan(grouped);
    TilePlan apart = new TilePlan(grouped.with(PROXIES, 2L));

    assertThat(List.of(together.group(0), together.group(1))).containsExactly(0, 0);
    assertThat(List.of(apart.group(0), apart.group(2))).containsExactly(0, 0);
    assertThat(List.of(apart.group(1), apart.group(3))).containsExactly(1, 1);
  }

  /** A fence in the command queue of one thread's endpoint holds no other thread's back. */
  @Test
  void aFenceGatesTheEndpointOfItsThread() {
    FabricParameters gating =
        ROUND.withNic(new FabricParameters.Nic(5, 0, 1, 0, 0, 60, 4096, 0, 1 << 23, false, true));
    Workload fenced = TWO.with(PEERS, 2L).with(ORDERING, Ordering.NIC_FENCE);

    // the signal of tile 0 waits for the acknowledgement of its own tile, that of tile 1 for both
    assertThat(life(run(gating, fenced.with(PROXIES, 2L)), 1).get(Stamp.SIGNAL_SEEN.ordinal()))
        .isLessThan(life(run(gating, fenced), 1).get(Stamp.SIGNAL_SEEN.ordinal()));
  }

  /** What is lawful runs, whatever the threads; nothing hangs in a receiver's ring. */
  @Test
  void everyDrawRunsOnSeveralThreads() {
    try (ModelProbe probe = new ModelProbe()) {
      Space space =
          Space.within(probe.description().limits())
              .pin("proxies", new Values.Range(1, 16))
              .pin("receive_buffer", Values.Members.of("full", "ring"))
              .pin("receive_slots", new Values.Range(1, 16))
              .pin("tiles", new Values.Range(16, 128));
      UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(4);
      for (int draw = 0; draw < 1000; draw++) {
        Workload workload = space.draw(random);
        Measurement measured = probe.run(workload, Budget.search(draw).fresh());
        assertThat(measured.outcome())
            .as(workload.toString())
            .isInstanceOfAny(Outcome.Completed.class, Outcome.Failed.class);
        if (measured.integrity().missing() == 0) {
          MeasurementInvariants.assertHold(probe.description(), workload, measured);
        }
        if (measured.completed() && workload.get(QP_TYPE) == QpType.RC) {
          assertThat(measured.integrity().missing()).as(workload.toString()).isZero();
        }
      }
    }
  }

  /** Nanosecond by nanosecond: work goes on while the thread has its processor. */
  @Test
  void workStandsStillWhileTheThreadIsOff() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(8);
    for (int draw = 0; draw < 2000; draw++) {
      int every = 2 + random.nextInt(200);
      int off = 1 + random.nextInt(every - 1);
      Descheduling thread = new Descheduling(new ProxyCore(every, off, 0, 0, 0), random);
      boolean[] runs = new boolean[every];
      for (int at = 0; at < every; at++) {
        runs[at] = thread.runs(at) == at;
      }
      long from = thread.runs(random.nextInt(500));
      long work = 1L + random.nextInt(500);
      long now = from;
      for (long done = 0; done < work; now++) {
        done += runs[(int) (now % every)] ? 1 : 0;
      }

      assertThat(runs).as("draw " + draw).contains(true);
      assertThat(thread.runs(thread.after(from, work)))
          .as("draw " + draw)
          .isEqualTo(thread.runs(now));
    }
  }

  /** A thread that has its processor for 600 of 1,000 ns posts at 600 / 1,000 of its rate. */
  @Test
  void aSharedProcessorSlowsTheProxyByItsShare() {
    long work = EACH * TILES_OF_ALL;
    FabricParameters shared = ROUND.with(new ProxyCore(1000, 400, 0, 0, 0));
    for (int seed = 0; seed < 20; seed++) {
      Simulation simulation = new Simulation(shared, Impact.NONE, new Jitter(0), MANY, seed);
      simulation.pass(Long.MAX_VALUE, true);
      long last = simulation.groups().getFirst().clock().at(Stamp.SIGNAL_POSTED, TILES_OF_ALL - 1);

      assertThat(last - SEEN).isBetween(work / 600 * 1000, (work / 600 + 1) * 1000 + 400);
    }
  }

  @Test
  void aProxyOnTheOtherSocketPaysForEachStep() {
    FabricParameters apart = ROUND.with(new ProxyCore(0, 0, 10, 30, 7));
    Along along = new Along(GpuNode.of(Profile.CLEAN));

    assertThat(along.parameters(apart, ONE)).isEqualTo(apart);
    // two work requests 110 each, a doorbell 80; the completion, 17 to 30 later, costs 47
    assertThat(life(run(along.parameters(apart, ONE.with(NUMA, Numa.REMOTE)), ONE), 0))
        .containsExactly(0L, 10L, 30L, 330L, 3462L, 330L, 2373L, 2375L);
  }

  @Test
  void aThreadThatNeverRunsIsRefused() {
    assertThatThrownBy(() -> new ProxyCore(1000, 1000, 0, 0, 0))
        .isInstanceOf(UsageException.class)
        .hasMessage("core.awayNanos is 1000; choose less than core.awayEveryNanos, which is 1000");
  }
}
