package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Marked packets and cut rates, links that flows share, and hosts that only receive. */
class CongestionTest {
  private static final double LINE = 5e9;
  private static final FabricParameters QUIET = FabricParameters.defaults().withNoise(0);

  private static Simulation run(Workload workload) {
    Simulation simulation = new Simulation(QUIET, Impact.NONE, new Jitter(0), workload, 1);
    simulation.pass(Long.MAX_VALUE, true);
    assertThat(simulation.groups()).allMatch(group -> group.unverified() == 0);
    return simulation;
  }

  private static long count(Simulation simulation, ModelCounter counter) {
    return simulation.counts()[counter.ordinal()];
  }

  /**
   * Four peers answer READs at once: their data waits in the switch, and what a host sends to
   * itself does not wait behind it. Both have their own line, and PCIe takes both.
   */
  @Test
  void whatWaitsInTheSwitchHoldsNothingBackInsideTheNic() {
    Workload reads =
        Workload.initial()
            .with(TILE_BYTES, List.of(97_587L))
            .with(TILES, 205L)
            .with(PEERS, 4L)
            .with(REGIONS, 9L)
            .with(QPS_PER_PEER, 6L)
            .with(SEND_DEPTH, 1024L)
            .with(CQ_DEPTH, 8192L)
            .with(OUTSTANDING_READS, 32L)
            .with(OPCODE, Catalogue.Opcode.READ)
            .with(SIGNAL, Signal.COMPLETION)
            .with(ORDERING, Ordering.NONE);
    double alone = slowest(reads);
    double beside = slowest(reads.with(DIRECTION, Catalogue.Direction.LOOPBACK_BESIDE_REMOTE));

    assertThat(beside).isCloseTo(alone, within(0.03 * alone));
  }

  /** What a host reads from itself comes in order, however much is in the switch by then. */
  @Test
  void whatIsReadInsideTheNicComesInOrder() {
    Workload reads =
        Workload.initial()
            .with(TILE_BYTES, List.of(788L, 36_391L, 214L, 179L, 102L, 560L, 38_216L, 74_621L))
            .with(TILES, 178L)
            .with(DIRECTION, Catalogue.Direction.LOOPBACK_BESIDE_REMOTE)
            .with(OPCODE, Catalogue.Opcode.READ)
            .with(SEND_DEPTH, 16L)
            .with(POST_LIST, 5L)
            .with(REGIONS, 16L)
            .with(SGES, 4L)
            .with(SIGNAL, Signal.COMPLETION)
            .with(ORDERING, Ordering.NONE);
    for (String profile : List.of("cx5-25g", "cx5-100g")) {
      try (ModelProbe probe = ModelProbe.on(profile)) {
        for (long seed = 0; seed < 100; seed++) {
          assertThat(probe.run(reads, Budget.search(seed).fresh()).completed()).isTrue();
        }
      }
    }
  }

  private static double slowest(Workload workload) {
    try (ModelProbe probe = new ModelProbe(QUIET)) {
      return probe.run(workload, Budget.search(1)).tileTime();
    }
  }

  /** Zhu et al., figure 5: none up to Kmin, Pmax at Kmax, all above it. */
  @Test
  void aQueueMarksByItsLength() {
    assertThat(Dcqcn.PUBLISHED.marked(5_000)).isZero();
    assertThat(Dcqcn.PUBLISHED.marked(102_500)).isCloseTo(0.005, within(1e-9));
    assertThat(Dcqcn.PUBLISHED.marked(200_000)).isCloseTo(0.01, within(1e-9));
    assertThat(Dcqcn.PUBLISHED.marked(200_001)).isOne();
  }

  /** The first cut halves a rate; each step of 55 us goes half of the way back, five times. */
  @Test
  void aRateIsCutInHalfAndRecoversByHalves() {
    FlowRates rates = new FlowRates(Dcqcn.PUBLISHED, (long) LINE, 1);

    rates.cut(0, 0);
    assertThat(rates.rate(0, 0)).isEqualTo(LINE / 2);
    assertThat(rates.rate(0, 54_999)).isEqualTo(LINE / 2);
    assertThat(rates.rate(0, 55_000)).isEqualTo(LINE * 3 / 4);
    assertThat(rates.rate(0, 5 * 55_000)).isEqualTo(LINE * (1 - 1 / 64.0));
  }

  /** {@code alpha = (1 - g)^n} after n intervals without a notification, then it rises by g. */
  @Test
  void aCutIsAsDeepAsCongestionIsEstimated() {
    FlowRates rates = new FlowRates(Dcqcn.PUBLISHED, (long) LINE, 1);
    double gain = 1.0 / 256;

    rates.cut(0, 0);
    double before = rates.rate(0, 2 * 55_000);
    rates.cut(0, 2 * 55_000);

    assertThat(rates.rate(0, 2 * 55_000))
        .isCloseTo(before * (1 - Math.pow(1 - gain, 2) / 2), within(1.0));
  }

  @Test
  void aFlowIsToldOncePerInterval() {
    FlowRates rates = new FlowRates(Dcqcn.PUBLISHED, (long) LINE, 2);

    assertThat(rates.tells(0, 1_000)).isTrue();
    assertThat(rates.tells(0, 50_999)).isFalse();
    assertThat(rates.tells(1, 50_999)).isTrue();
    assertThat(rates.tells(0, 51_000)).isTrue();
  }

  private static Workload puts(long tiles, long bytes) {
    return Workload.initial()
        .with(TILES, tiles)
        .with(TILE_BYTES, List.of(bytes))
        .with(SIGNAL, Signal.NOTHING)
        .with(ORDERING, Ordering.NONE)
        .with(CQ_DEPTH, 4096L)
        .with(REGION_BYTES, 1L << 30)
        .with(REGION_STRIDE, 1L << 30);
  }

  /** Four hosts send to one: its switch marks, and each is told every 50 us at most. */
  @Test
  void anIncastIsMarkedAndItsSendersSlowDown() {
    Workload incast = puts(256, 256 << 10).with(SENDERS, 4L).with(RECEIVERS, 1L);
    Simulation plain = run(incast);
    Simulation marked = run(incast.with(ECN, Switch.ON));
    long nanos = marked.pass(Long.MAX_VALUE, false);

    assertThat(count(plain, ModelCounter.NP_ECN_MARKED_ROCE_PACKETS)).isZero();
    assertThat(count(marked, ModelCounter.NP_ECN_MARKED_ROCE_PACKETS)).isPositive();
    assertThat(count(marked, ModelCounter.RP_CNP_HANDLED))
        .isPositive()
        .isLessThanOrEqualTo(count(marked, ModelCounter.NP_CNP_SENT));
    assertThat(count(marked, ModelCounter.NP_CNP_SENT))
        .isLessThanOrEqualTo(2 * 4 * (nanos / 50_000 + 1));
  }

  /** Four peers answer one host's READs: their data is marked, and they slow down. */
  @Test
  void aReadsDataIsMarkedAndItsResponderSlowsDown() {
    Workload reads =
        puts(256, 256 << 10)
            .with(PEERS, 4L)
            .with(OUTSTANDING_READS, 16L)
            .with(OPCODE, Catalogue.Opcode.READ)
            .with(SIGNAL, Signal.COMPLETION)
            .with(ECN, Switch.ON);
    Simulation marked = run(reads);
    Simulation alone = run(reads.with(PEERS, 1L));
    double free = nanos(reads.with(ECN, Switch.OFF));

    assertThat(count(alone, ModelCounter.NP_ECN_MARKED_ROCE_PACKETS)).isZero();
    assertThat(count(marked, ModelCounter.NP_ECN_MARKED_ROCE_PACKETS)).isPositive();
    assertThat(count(marked, ModelCounter.RP_CNP_HANDLED))
        .isPositive()
        .isLessThanOrEqualTo(count(marked, ModelCounter.NP_CNP_SENT));
    assertThat((double) marked.pass(Long.MAX_VALUE, true)).isGreaterThan(1.02 * free);
  }

  @Test
  void nothingIsMarkedWithoutAQueue() {
    Simulation alone = run(puts(64, 1 << 20).with(ECN, Switch.ON));

    assertThat(count(alone, ModelCounter.NP_ECN_MARKED_ROCE_PACKETS)).isZero();
    assertThat(alone.pass(Long.MAX_VALUE, true))
        .isEqualTo(run(puts(64, 1 << 20)).pass(Long.MAX_VALUE, true));
  }

  private static double nanos(Workload workload) {
    return run(workload).pass(Long.MAX_VALUE, true);
  }

  /**
   * Four hosts in a ring, two on each of two switches: each way two flows cross. Over one link they
   * share it; over two they do where the hash says so, which half of all labels do each way.
   */
  @Test
  void flowsThatMeetOnALinkShareIt() {
    Workload ring = puts(64, 1 << 20).with(SENDERS, 4L);
    double apart = nanos(ring);
    double shared = nanos(ring.with(PATHS, 1L));
    long collided =
        LongStream.rangeClosed(1, 32)
            .filter(label -> {
              double each = nanos(ring.with(PATHS, 2L).with(FLOW_LABEL, label)) / apart;
              assertThat(Math.abs(each - 1) < 0.02 || Math.abs(each - shared / apart) < 0.02)
                  .as("label %d: %s", label, each)
                  .isTrue();
              return each > 1.5;
            })
            .count();

    assertThat(shared / apart).isCloseTo(2, within(0.04));
    assertThat(collided / 32.0).isCloseTo(0.75, within(0.24));
  }

  /** Queue pairs have labels of their own, so that many of them spread. */
  @Test
  void manyQueuePairsSpreadOverLinks() {
    Workload ring =
        puts(64, 1 << 20)
            .with(SENDERS, 4L)
            .with(PATHS, 16L)
            .with(QPS_PER_PEER, 16L)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN);

    assertThat(nanos(ring) / nanos(ring.with(PATHS, 0L))).isBetween(0.98, 1.3);
  }

  /** One receiver's last wire takes what four senders bring. */
  @Test
  void hostsThatOnlyReceiveAreNoSenders() {
    double one = nanos(puts(64, 1 << 20).with(RECEIVERS, 1L));
    double four = nanos(puts(64, 1 << 20).with(SENDERS, 4L).with(RECEIVERS, 1L));
    double spread = nanos(puts(64, 1 << 20).with(SENDERS, 4L).with(RECEIVERS, 4L).with(PEERS, 4L));

    assertThat(four / one).isCloseTo(4, within(0.08));
    assertThat(spread / one).isCloseTo(1, within(0.1));
  }

  /** A micro-batch's tiles are ready when it is computed: the last one's m times its compute. */
  @Test
  void microBatchesHideAllButTheLastOnesTransfer() {
    long compute = 1_000_000;
    double whole = nanos(puts(64, 64 << 10));
    double parts =
        nanos(puts(64, 64 << 10).with(MICRO_BATCHES, 4L).with(MICRO_BATCH_TIME, compute));

    assertThat(whole).isLessThan(compute);
    assertThat((parts - 4 * compute) / whole).isBetween(0.25, 0.4);
  }

  /**
   * A receiver's compute is one server: hidden behind the wire where it is shorter, else the sum.
   */
  @Test
  void aWeakReceiverSetsTheTime() {
    double wire = verified(puts(64, 1 << 20));
    double strong = verified(puts(64, 1 << 20).with(RECEIVE_TIME, 1_000L));
    double weak = verified(puts(64, 1 << 20).with(RECEIVE_TIME, 1_000_000L));

    assertThat(strong / wire).isCloseTo(1, within(0.02));
    assertThat(weak).isCloseTo(64e6, within(0.02 * 64e6));
  }

  /** When the last tile is done with. */
  private static double verified(Workload workload) {
    SenderGroup group = run(workload).groups().getFirst();
    return IntStream.range(0, group.plan().tiles)
        .mapToLong(tile -> group.clock().at(Stamp.VERIFIED, tile))
        .max()
        .orElseThrow();
  }
}
