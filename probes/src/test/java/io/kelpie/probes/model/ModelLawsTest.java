package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.PreambleForm;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Law;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Laws of queues that the model keeps: over random workloads without noise, and where queueing
 * theory has an answer.
 */
class ModelLawsTest {
  private static final int DRAWS = 4000;

  /** Rounding of seconds. */
  private static final double EXACT = 1 - 1e-9;

  private static final long SEED = 5;

  private final ModelProbe probe = new ModelProbe(FabricParameters.defaults().withNoise(0));

  private Measurement run(Workload workload) {
    Measurement measured = probe.run(workload, Budget.search(SEED).fresh());
    assertThat(measured.completed()).as(workload.toString()).isTrue();
    return measured;
  }

  private double makespan(Workload workload) {
    return run(workload).tileTime() * workload.get(TILES);
  }

  /** Small workloads, of which thousands run in seconds. */
  private Space small() {
    return Space.within(probe.description().limits()).pin("tiles", new Values.Range(8, 96));
  }

  private static List<Workload> draws(Space space) {
    return draws(space, DRAWS);
  }

  private static List<Workload> draws(Space space, int count) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
    List<Workload> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(space.draw(random));
    }
    return drawn;
  }

  /** One sender, one receiver, one queue pair, and nothing that needs a receive. */
  private List<Workload> alone() {
    return draws(
        small()
            .pin("peers", new Values.Range(1, 1))
            .pin("qps_per_peer", new Values.Range(1, 1))
            .pin("direction", Values.Members.of("one_way"))
            .pin("qp_type", Values.Members.of("rc"))
            .pin("opcode", Values.Members.of("write", "read"))
            .exclude("signal", Values.Members.of("send", "immediate"))
            .exclude("signal_qp", Values.Members.of("control")));
  }

  private Workload lawful(Workload workload) {
    return Law.repair(workload, probe.description().limits()).workload();
  }

  @Test
  void aFenceMoreNeverShortensTheMakespan() {
    int compared = 0;
    for (Workload workload : alone()) {
      if (workload.get(SIGNAL) == Signal.COMPLETION) {
        continue;
      }
      Workload single = workload.with(SIGNALS_PER_FENCE, 1L);
      double free = makespan(lawful(workload.with(ORDERING, Ordering.SAME_QP)));
      double gated = makespan(lawful(single.with(ORDERING, Ordering.NIC_FENCE)));
      double drained = makespan(lawful(single.with(ORDERING, Ordering.DRAIN)));
      assertThat(gated).as(workload.toString()).isGreaterThanOrEqualTo(free * EXACT);
      assertThat(drained).as(workload.toString()).isGreaterThanOrEqualTo(free * EXACT);
      compared++;
    }
    assertThat(compared).isGreaterThan(DRAWS / 3);
  }

  /**
   * Where the send queue never fills. One that does lets the proxy post what fits when a completion
   * comes: the sooner they come, the more post calls may carry the same.
   */
  @Test
  void aWiderWindowNeverLengthensTheMakespan() {
    int compared = 0;
    int longer = 0;
    for (Workload workload : alone()) {
      if (!hasWindow(workload)) {
        continue;
      }
      double ratio = makespan(wider(workload)) / makespan(workload);
      boolean fills = workload.get(SEND_DEPTH) < 2 * workload.get(TILES);
      assertThat(ratio).as(workload.toString()).isLessThanOrEqualTo(fills ? 1.1 : 1 / EXACT);
      longer += ratio > 1 / EXACT ? 1 : 0;
      compared++;
    }
    assertThat(compared).isGreaterThan(DRAWS / 3);
    assertThat(longer).isLessThanOrEqualTo(compared / 500);
  }

  private static boolean hasWindow(Workload workload) {
    boolean atomics =
        workload.get(SIGNAL) == Signal.FETCH_ADD || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
    return (workload.get(OPCODE) == Opcode.READ || atomics)
        && workload.get(OUTSTANDING_READS) < 128;
  }

  private static Workload wider(Workload workload) {
    return workload.with(OUTSTANDING_READS, 2 * workload.get(OUTSTANDING_READS));
  }

  /** What makes a fence or a narrow window pay, beyond one queue pair whose receives suffice. */
  private enum Mechanism {
    /** A message that waits is not refused: no receiver-not-ready timer runs. */
    RECEIVES,
    /** Another flow's data and acknowledgements have the port meanwhile. */
    OTHER_FLOWS,
    /** A queue pair that waits does not take turns with others: fewer contexts are fetched. */
    CONTEXTS,
    /** Queue pairs of the flow take other turns at the port. */
    TURNS,
    /** The proxy posts what fits, and so other runs of work requests in a call. */
    FULL_SEND_QUEUE
  }

  private static final int FEW_CONTEXTS = 6;
  private static final int ALL_CONTEXTS = 1_000_000;

  private static FabricParameters contexts(int kept) {
    FabricParameters given = FabricParameters.defaults();
    return new FabricParameters(
        given.ring(),
        given.proxy(),
        given.nic(),
        given.link(),
        given.receiver(),
        given.setup(),
        new FabricParameters.Caches(kept, 500, 32_768, 1_024, 0),
        given.pcie(),
        given.buffer(),
        0);
  }

  private Workload without(Mechanism mechanism, Workload workload) {
    return lawful(
        switch (mechanism) {
          case RECEIVES -> workload.with(RECEIVE_DEPTH, 1024L).with(RECEIVES_POSTED, 1024L);
          case OTHER_FLOWS -> workload.with(DIRECTION, Direction.ONE_WAY);
          case CONTEXTS -> workload;
          case TURNS ->
              workload
                  .with(PEERS, 1L)
                  .with(QPS_PER_PEER, 1L)
                  .with(SIGNAL_QP, SignalQp.TILE)
                  .with(TILE_MAPPING, TileMapping.ONE_QP);
          case FULL_SEND_QUEUE -> workload.with(SEND_DEPTH, 1024L);
        });
  }

  /**
   * Beyond the plain setting a fence may shorten a pass, and a wider window lengthen it; then the
   * law comes back without one of the mechanisms, or without them all.
   */
  @Test
  void elsewhereACounterExampleNamesItsMechanism() {
    ModelProbe few = new ModelProbe(contexts(FEW_CONTEXTS));
    ModelProbe all = new ModelProbe(contexts(ALL_CONTEXTS));
    Map<Mechanism, Integer> named = new EnumMap<>(Mechanism.class);
    int examples = 0;
    for (Workload workload :
        draws(
            small()
                .pin("qp_type", Values.Members.of("rc"))
                .pin("outstanding_reads", new Values.Range(1, 16)),
            DRAWS / 2)) {
      for (Workload[] pair : pairs(workload)) {
        if (holds(few, pair[0], pair[1])) {
          continue;
        }
        examples++;
        Workload[] bare = pair.clone();
        for (Mechanism mechanism : Mechanism.values()) {
          ModelProbe on = mechanism == Mechanism.CONTEXTS ? all : few;
          if (holds(on, without(mechanism, pair[0]), without(mechanism, pair[1]))) {
            named.merge(mechanism, 1, Integer::sum);
          }
          bare[0] = without(mechanism, bare[0]);
          bare[1] = without(mechanism, bare[1]);
        }
        assertThat(holds(all, bare[0], bare[1])).as(pair[0] + " and " + pair[1]).isTrue();
      }
    }
    assertThat(examples).isBetween(DRAWS / 400, DRAWS / 20);
    assertThat(named)
        .as(named + " of " + examples)
        .containsKeys(Mechanism.RECEIVES, Mechanism.OTHER_FLOWS, Mechanism.TURNS);
  }

  /** Workloads of which the law says that the first takes no longer than the second. */
  private List<Workload[]> pairs(Workload workload) {
    List<Workload[]> pairs = new ArrayList<>();
    if (hasWindow(workload)) {
      pairs.add(new Workload[] {wider(workload), workload});
    }
    Workload single = workload.with(SIGNAL_QP, SignalQp.TILE).with(SIGNALS_PER_FENCE, 1L);
    if (workload.get(SIGNAL) != Signal.COMPLETION && workload.get(SIGNAL) != Signal.IMMEDIATE) {
      Workload free = lawful(single.with(ORDERING, Ordering.SAME_QP));
      pairs.add(new Workload[] {free, lawful(single.with(ORDERING, Ordering.NIC_FENCE))});
      pairs.add(new Workload[] {free, lawful(single.with(ORDERING, Ordering.DRAIN))});
    }
    return pairs;
  }

  private static boolean holds(ModelProbe on, Workload less, Workload more) {
    Measurement one = on.run(less, Budget.search(SEED).fresh());
    Measurement other = on.run(more, Budget.search(SEED).fresh());
    return !one.completed() || !other.completed() || one.tileTime() * EXACT <= other.tileTime();
  }

  /**
   * Bytes and tiles are conserved, no pass is shorter than any of its servers needs for what the
   * pass asks of it, and no goodput exceeds the bound of its traffic.
   */
  @Test
  void nothingIsLostAndNoStageIsFasterThanItsBound() {
    assertThat(bounded(draws(small()))).isGreaterThan(DRAWS / 2);
  }

  /** What is sent again, marked, delayed, shared or passed on makes no stage faster. */
  @Test
  void norWherePacketsAreLostMarkedOrPassedOn() {
    Space space =
        small()
            .pin("loss", new Values.Range(0, 10_000))
            .pin("ecn", Values.Members.of("on", "off"))
            .pin("delay", new Values.Range(0, 20))
            .pin("paths", new Values.Range(0, 3))
            .pin("senders", new Values.Range(1, 3))
            .pin("receivers", new Values.Range(0, 3))
            .pin("micro_batches", new Values.Range(1, 4))
            .pin("receive_time", new Values.Range(0, 4000))
            .pin("receive_hook", Values.Members.of("on", "off"))
            .pin("forwards", new Values.Range(0, 800));
    assertThat(bounded(draws(space, DRAWS / 2))).isGreaterThan(DRAWS / 4);
  }

  /** How many measurements are whole, each of which keeps its bounds. */
  private int bounded(List<Workload> workloads) {
    int whole = 0;
    for (Workload workload : workloads) {
      Measurement measured = probe.run(workload, Budget.search(SEED).fresh());
      assertConserved(workload, measured);
      if (measured.completed() && measured.integrity().missing() == 0) {
        whole++;
        assertBounded(workload, measured);
      }
    }
    return whole;
  }

  private static void assertConserved(Workload workload, Measurement measured) {
    List<Long> sizes = workload.get(TILE_BYTES);
    long bytes = 0;
    for (int tile = 0; tile < workload.get(TILES); tile++) {
      bytes += sizes.get(tile % sizes.size());
    }
    for (Flow flow : measured.flows()) {
      assertThat(flow.tiles()).isEqualTo(workload.integer(TILES));
      assertThat(flow.bytes()).isEqualTo(bytes);
    }
    long tiles = measured.integrity().checked() + measured.integrity().missing();
    assertThat(tiles % workload.get(TILES)).as(workload.toString()).isZero();
  }

  private static void assertBounded(Workload workload, Measurement measured) {
    double residual =
        measured.counter(OwnCounter.BOUND_RESIDUAL.counter().id()).orElseThrow().value();
    assertThat(residual).as(workload.toString()).isBetween(-1e-9, 1.0);
    double bound = bound(workload) * 1e-9;
    for (Flow flow : measured.flows()) {
      assertThat(flow.passSeconds())
          .as(workload + ", " + flow.name())
          .allSatisfy(pass -> assertThat(pass).isGreaterThanOrEqualTo(bound * EXACT));
    }
  }

  /** Nanoseconds of a pass's busiest server, from the parameters alone. */
  private static double bound(Workload workload) {
    FabricParameters parameters = FabricParameters.defaults();
    FabricParameters.Proxy proxy = parameters.proxy();
    FabricParameters.Link link = parameters.link();
    long tiles = workload.get(TILES);
    List<Long> sizes = workload.get(TILE_BYTES);
    double bytes = 0;
    double wire = 0;
    for (int tile = 0; tile < tiles; tile++) {
      long size = sizes.get(tile % sizes.size());
      bytes += size;
      wire += size + Math.ceilDiv(size, workload.get(PATH_MTU)) * (double) link.headerBytes();
    }
    boolean atomics =
        workload.get(SIGNAL) == Signal.FETCH_ADD || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
    boolean signals =
        atomics
            || workload.get(SIGNAL) == Signal.INLINE_WRITE
            || workload.get(SIGNAL) == Signal.SEND;
    boolean inside = workload.get(DIRECTION) == Direction.LOOPBACK_BESIDE_REMOTE;
    double roundTrip = 2.0 * (inside ? link.loopbackNanos() : link.oneWayNanos());
    double eachQueue = (double) tiles / (workload.get(PEERS) * (workload.get(QPS_PER_PEER) + 1));
    boolean windowed = workload.get(OPCODE) == Opcode.READ || atomics;
    boolean drains =
        workload.get(ORDERING) == Ordering.DRAIN && workload.get(SIGNALS_PER_FENCE) == 1;
    return DoubleStream.of(
            tiles * (double) parameters.ring().requestNanos(),
            tiles
                * ((signals ? 2.0 : 1.0) * proxy.requestNanos()
                    + (workload.get(SGES) - 1.0) * proxy.segmentNanos()),
            wire / link.bytesPerSecond() * 1e9,
            bytes / parameters.pcie().readBytesPerSecond() * 1e9,
            bytes / parameters.pcie().writeBytesPerSecond() * 1e9,
            atomics
                ? (double) tiles / workload.get(PEERS) * parameters.receiver().atomicNanos()
                : 0,
            windowed ? Math.floor(eachQueue / workload.get(OUTSTANDING_READS)) * roundTrip : 0,
            drains ? tiles * roundTrip : 0,
            (double) tiles / workload.get(PEERS) * workload.get(RECEIVE_TIME))
        .max()
        .orElseThrow();
  }

  /** Queueing theory: a drain for each tile makes a closed network with one customer. */
  @ParameterizedTest
  @ValueSource(longs = {500, 2_000, 10_000})
  void aFenceForEachTileIsARoundTripForEachTile(long delay) {
    Workload workload =
        Workload.initial()
            .with(TILE_BYTES, List.of(4096L))
            .with(DELAY, delay)
            .with(ORDERING, Ordering.DRAIN);
    Measurement measured = run(workload);

    assertThat(measured.tileTime() / measured.idleRoundTrip()).isCloseTo(1, within(0.02));
  }

  /** Little's law: what is in flight over a round trip. */
  @ParameterizedTest
  @ValueSource(longs = {1, 4, 16})
  void aWindowOfReadsIsSpentOncePerRoundTrip(long window) {
    Workload workload =
        Workload.initial()
            .with(TILES, 1024L)
            .with(TILE_BYTES, List.of(4096L))
            .with(CQ_DEPTH, 4096L)
            .with(OPCODE, Opcode.READ)
            .with(SIGNAL, Signal.COMPLETION)
            .with(ORDERING, Ordering.NONE)
            .with(OUTSTANDING_READS, window)
            .with(DELAY, 2_000L);
    Measurement measured = run(workload);
    double roundTrips = measured.tileTime() * window / measured.idleRoundTrip();

    assertThat(roundTrips).isCloseTo(1, within(0.02));
  }

  @Test
  void whatTheModelHasNotIsRefusedByName() {
    Map<String, Workload> asked = Map.of("reorder", Workload.initial().with(REORDER, 1L));
    asked.forEach((name, workload) ->
        assertThat(Space.objections(workload, ModelProbe.LIMITS))
            .singleElement()
            .asString()
            .contains(name));
  }

  /** Kernels in front take device time in every pass, on their longest path, and no tile's time. */
  @ParameterizedTest
  @EnumSource(PreambleForm.class)
  void whatRunsInFrontOfAPassIsNoPartOfIt(PreambleForm form) {
    Measurement plain = run(Workload.initial());
    Measurement behind =
        run(
            Workload.initial()
                .with(PREAMBLE, form)
                .with(PREAMBLE_KERNELS, 18L)
                .with(PREAMBLE_TIME, 1_000_000L));
    double path = form == PreambleForm.TWO_STREAMS ? 0.009 : 0.018;
    double passes = (behind.deviceSeconds() - plain.deviceSeconds()) / path;

    assertThat(behind.tileTime()).isCloseTo(plain.tileTime(), withinPercentage(1));
    assertThat(passes).isGreaterThan(1.5).isCloseTo(Math.round(passes), within(0.1));
  }

  /**
   * What is drained tile by tile is hidden behind compute that takes longer than a round trip, and
   * exposed beyond it: {@code T = max(compute, drains)}.
   */
  @ParameterizedTest
  @ValueSource(longs = {1_000, 3_000, 8_000, 12_000, 40_000})
  void aDrainIsHiddenUntilComputeIsShorterThanIt(long compute) {
    Workload drained =
        Workload.initial()
            .with(TILES, 512L)
            .with(CQ_DEPTH, 4096L)
            .with(TILE_BYTES, List.of(4096L))
            .with(ORDERING, Ordering.DRAIN);
    double alone = run(drained).tileTime();
    double layer = run(drained.with(READY_INTERVAL, compute)).tileTime();

    assertThat(layer / Math.max(alone, compute * 1e-9)).isCloseTo(1, within(0.02));
  }

  /** The slowest server of a saturated line of queues sets its rate. */
  @Test
  void aSaturatedLineMovesWhatItsSlowestStageDoes() {
    Workload large =
        Workload.initial()
            .with(TILES, 1024L)
            .with(TILE_BYTES, List.of(1L << 20))
            .with(REGION_BYTES, 1L << 30)
            .with(REGION_STRIDE, 1L << 30)
            .with(CQ_DEPTH, 4096L);
    FabricParameters.Link link = FabricParameters.defaults().link();
    double packets = (1 << 20) / 4096.0;
    double wire = ((1 << 20) + packets * link.headerBytes()) / link.bytesPerSecond();

    assertThat(run(large).tileTime() / wire).isCloseTo(1, within(0.02));
  }
}
