package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.kelpie.probes.Stamp;
import io.kelpie.probes.model.LaunchGraph.Kernel;
import io.kelpie.probes.model.MoeLayer.Shape;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The GPU's stages, each moment worked out by hand, in nanoseconds: a byte takes one on the wire,
 * headers and an acknowledgement 10, a way 1,000.
 */
class GpuStagesTest {
  private static final FabricParameters FABRIC =
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

  /** Two processors; a task of a first product takes 100 ns, one of a second 100. */
  private static final GpuNode.Gpu TWO =
      new GpuNode.Gpu(2, 20_971_520_000_000L, 1, 1_000_000_000_000L, 1_000_000_000);

  private static final Workload TILES_8 =
      Workload.initial().with(TILES, 8L).with(TILE_BYTES, List.of(1000L));

  private static Simulation run(Workload workload, double forwardNanosPerByte) {
    Simulation simulation =
        new Simulation(
            FABRIC,
            Impact.NONE,
            new Jitter(0),
            workload,
            Drive.of(workload),
            forwardNanosPerByte,
            1);
    simulation.pass(Long.MAX_VALUE, true);
    assertThat(simulation.groups().getFirst().unverified()).isZero();
    return simulation;
  }

  private static long at(Simulation simulation, Stamp stamp, int tile) {
    return simulation.groups().getFirst().clock().at(stamp, tile);
  }

  private static long span(Simulation simulation) {
    return at(simulation, Stamp.VERIFIED, 7);
  }

  @Test
  void everyProcessorIsBusyWhileThereIsWork() {
    ExpertCompute experts = new ExpertCompute(TWO, 64, 64);

    // a block: gate and up, then down: 3 tasks of 100
    assertThat(experts.finish(new long[] {0, 0}, new int[] {128, 1})).containsExactly(300, 300);
    assertThat(experts.busy()).isEqualTo(600);
    // the second block may start when it is there
    assertThat(experts.finish(new long[] {0, 1000}, new int[] {128, 128}))
        .containsExactly(200, 1200);
    // no rows, no time; more rows than a block, one more block
    assertThat(experts.finish(new long[] {5, 0}, new int[] {0, 129})).containsExactly(5, 300);
  }

  @Test
  void weightsTakeTheirWayWhereProductsAreFaster() {
    GpuNode.Gpu starved =
        new GpuNode.Gpu(1, 1_000_000_000_000_000L, 1, 8_192_000_000L, 1_000_000_000);

    // 64 columns of 64 values of 2 bytes: 8,192 bytes a task, 1 us
    assertThat(new ExpertCompute(starved, 64, 64).finish(new long[] {0}, new int[] {1}))
        .containsExactly(3000);
  }

  /** A ring is a window: slots over what one takes to come back, where that is longer. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4})
  void aRingIsSpentOncePerReturn(long slots) {
    Workload ring =
        TILES_8
            .with(RECEIVE_BUFFER, ReceiveBuffer.RING)
            .with(RECEIVE_SLOTS, slots)
            .with(DELAY, 1000L);
    Simulation simulation = run(ring, 0);
    long cycle = at(simulation, Stamp.REQUESTED, (int) slots) - at(simulation, Stamp.REQUESTED, 0);

    // requested, there, and back half a round trip later
    assertThat(cycle)
        .isEqualTo(
            at(simulation, Stamp.VERIFIED, 0) + 501_000 + 10 - at(simulation, Stamp.REQUESTED, 0));
    // the last tile need not come back
    assertThat(span(simulation) / ((8.0 / slots - 0.5) * cycle)).isCloseTo(1, within(0.02));
    assertThat(span(run(ring.with(RECEIVE_SLOTS, 8L), 0)))
        .isEqualTo(span(run(ring.with(RECEIVE_BUFFER, ReceiveBuffer.FULL), 0)));
  }

  @Test
  void whatIsPassedOnTakesTheReceiversTime() {
    Simulation plain = run(TILES_8, 0);
    Simulation slow = run(TILES_8, 10);
    Simulation fast = run(TILES_8, 0.5);

    // 10 us a tile of which the wire takes one: the copies stand end to end behind the first tile
    assertThat(span(slow)).isEqualTo(at(plain, Stamp.VERIFIED, 0) + 8 * 10_000);
    assertThat(span(fast)).isEqualTo(span(plain) + 500);
  }

  @Test
  void aHookCopiesOutWhenEverythingHasCome() {
    Simulation plain = run(TILES_8, 0);
    Simulation hooked = run(TILES_8.with(RECEIVE_HOOK, Switch.ON), 10);

    assertThat(at(hooked, Stamp.VERIFIED, 0)).isEqualTo(span(plain) + 10_000);
    assertThat(span(hooked)).isEqualTo(span(plain) + 8 * 10_000);
    assertThat(at(hooked, Stamp.SIGNAL_SEEN, 0)).isEqualTo(at(plain, Stamp.SIGNAL_SEEN, 0));
  }

  @Test
  void aCallWaitsForItsLastTileAndIsAskedForOnce() {
    Workload apart = TILES_8.with(READY_INTERVAL, 10_000L);
    Simulation streamed = run(apart, 0);
    Simulation batched = run(apart.with(GRANULARITY, 4L), 0);

    assertThat(at(streamed, Stamp.REQUESTED, 0)).isEqualTo(10);
    assertThat(at(batched, Stamp.REQUESTED, 0)).isEqualTo(30_010);
    assertThat(at(batched, Stamp.REQUESTED, 3)).isEqualTo(30_010);
    assertThat(at(batched, Stamp.REQUESTED, 4)).isEqualTo(70_010);
    assertThat(at(batched, Stamp.READY, 0)).isZero();
  }

  @Test
  void anIncompleteCallGoesWithItsLastTile() {
    Workload apart =
        TILES_8.with(TILES, 5L).with(PEERS, 2L).with(READY_INTERVAL, 10_000L).with(GRANULARITY, 2L);
    Simulation simulation = run(apart, 0);

    // peer 0 has tiles 0, 2 and 4, peer 1 has 1 and 3
    assertThat(at(simulation, Stamp.REQUESTED, 0)).isEqualTo(20_010);
    assertThat(at(simulation, Stamp.REQUESTED, 1)).isEqualTo(30_010);
    assertThat(at(simulation, Stamp.REQUESTED, 4)).isEqualTo(40_010);
  }

  @Test
  void aGpuPostsWithoutRingOrProxy() {
    GpuNode.Posting posting = new GpuNode.Posting(2, 300, 1);
    Simulation simulation =
        new Simulation(FABRIC.direct(posting), Impact.NONE, new Jitter(0), TILES_8, 1);
    simulation.pass(Long.MAX_VALUE, true);

    assertThat(at(simulation, Stamp.REQUESTED, 7)).isZero();
    assertThat(at(simulation, Stamp.POSTED, 0)).isEqualTo(4);
    // doorbell 5 and 300, 1,010 on the wire and the signal's 18 behind it, 1,000 there
    assertThat(at(simulation, Stamp.SIGNAL_SEEN, 0)).isEqualTo(4 + 305 + 1010 + 18 + 1000 + 7 + 3);
  }

  /** Each part of a library's call can be switched off, and all of them together cost nothing. */
  @Test
  void aCollectivesPartsAddUp() {
    long plain = span(run(TILES_8, 0));
    GpuNode.Collective all = new GpuNode.Collective(10_000, 4, 3_000, 500, 1_000_000_000, 600, 70);

    assertThat(collective(GpuNode.Collective.PASS_THROUGH)).isEqualTo(plain);
    // launch, two groups of four, rendezvous, a step of 600 bytes in and out, the stream's end
    assertThat(collective(all)).isEqualTo(plain + 10_000 + 2 * 3_000 + 500 + 2 * 600 + 70);
    assertThat(collective(new GpuNode.Collective(0, 8, 3_000, 0, 0, 600, 0)))
        .isEqualTo(plain + 3_000);
  }

  private static long collective(GpuNode.Collective library) {
    Simulation simulation =
        new Simulation(FABRIC.collective(library, 8, 1000), Impact.NONE, new Jitter(0), TILES_8, 1);
    simulation.pass(Long.MAX_VALUE, true);
    return span(simulation);
  }

  @Test
  void routesDifferInAProbe() {
    try (ModelProbe probe = new ModelProbe(FABRIC, GpuNode.named("h100"))) {
      double proxy = pass(probe, TILES_8);
      assertThat(pass(probe, TILES_8.with(ROUTE, Route.GPU_DIRECT))).isNotEqualTo(proxy);
      assertThat(pass(probe, TILES_8.with(ROUTE, Route.COLLECTIVE))).isGreaterThan(proxy + 30e-6);
    }
  }

  private static double pass(ModelProbe probe, Workload workload) {
    return probe.run(workload, io.kelpie.probes.Budget.search(1)).flows().getFirst().medianPass();
  }

  @Test
  void aDatagramIsOnePacketHoweverPopularItsReceiver() {
    Workload skewed =
        Workload.initial()
            .with(QP_TYPE, QpType.UD)
            .with(OPCODE, Opcode.SEND)
            .with(SIGNAL, Signal.IMMEDIATE)
            .with(PATH_MTU, 1024L)
            .with(TILE_BYTES, List.of(1024L, 64L))
            .with(TILES, 24L)
            .with(PEERS, 4L)
            .with(SKEW, 150L);
    SenderGroup group = run(skewed, 0).groups().getFirst();
    assertThat(Arrays.stream(group.plan().bytes).max()).hasValue(1024);
    assertThat(Arrays.stream(group.plan().bytes).min().getAsLong()).isLessThan(64);
  }

  @Test
  void skewKeepsTheBytesAndMakesHotReceivers() {
    Workload even =
        Workload.initial()
            .with(TILES, 64L)
            .with(PEERS, 7L)
            .with(SENDERS, 8L)
            .with(TILE_BYTES, List.of(4000L));
    Simulation skewed = run(even.with(SKEW, 150L), 0);
    long bytes =
        skewed.groups().stream().mapToLong(group -> Arrays.stream(group.plan().bytes).sum()).sum();

    assertThat(bytes / (8 * 64 * 4000.0)).isCloseTo(1, within(0.15));
    assertThat(last(skewed)).isGreaterThan(2 * last(run(even, 0)));
  }

  private static long last(Simulation simulation) {
    return simulation.groups().stream()
        .flatMapToLong(group ->
            java.util.stream.IntStream.range(0, 64)
                .mapToLong(tile -> group.clock().at(Stamp.VERIFIED, tile)))
        .max()
        .orElseThrow();
  }

  @Test
  void popularityIsOneOnAverageAndAlwaysTheSame() {
    Popularity popularity = new Popularity(64, 1.5);
    double sum = 0;
    double most = 0;
    for (int expert = 0; expert < 64; expert++) {
      sum += popularity.of(expert);
      most = Math.max(most, popularity.of(expert));
      assertThat(popularity.of(expert)).isEqualTo(new Popularity(64, 1.5).of(expert));
      assertThat(new Popularity(64, 0).of(expert)).isEqualTo(1);
    }
    // Zipf: the first of 64 ranks has 1 / sum of k^-1.5 of all
    double zipf =
        java.util.stream.IntStream.rangeClosed(1, 64).mapToDouble(k -> Math.pow(k, -1.5)).sum();
    assertThat(sum).isCloseTo(64, within(1e-9));
    assertThat(most).isCloseTo(64 / zipf, within(1e-9));
  }

  /** Each part of a library's costs can be left out, and is then missing from a single transfer. */
  @Test
  void aLibrarysPartsAreSwitchable() {
    GpuNode node = GpuNode.named("h100");
    GpuNode.Collective library = node.collective();
    Workload call =
        TILES_8.with(TILES, 1L).with(TILE_BYTES, List.of(100_000L)).with(ROUTE, Route.COLLECTIVE);
    try (ModelProbe probe = new ModelProbe(FABRIC, node)) {
      double whole = pass(probe, call);
      double copy = 100_000.0 / library.copyBytesPerSecond();

      assertThat(whole - pass(probe, call.with(COLLECTIVE_SYNC, Switch.OFF)))
          .isCloseTo(library.syncNanos() * 1e-9, within(1e-9));
      assertThat(whole - pass(probe, call.with(COLLECTIVE_GROUPS, Switch.OFF)))
          .isCloseTo(library.groupNanos() * 1e-9, within(1e-9));
      assertThat(whole - pass(probe, call.with(COLLECTIVE_COPIES, Switch.OFF)))
          .isCloseTo(2 * copy, within(3e-9));
      assertThat(pass(probe, call.with(ROUTE, Route.COLLECTIVE_NVLINK))).isLessThan(whole);
    }
  }

  /** What inside a host carries payload: NVLink, shared memory, a socket, in this order. */
  @Test
  void payloadGoesAsFastAsItsRouteAllows() {
    Workload large =
        TILES_8
            .with(TILE_BYTES, List.of(1_000_000L))
            .with(REGION_BYTES, 16L << 20)
            .with(REGION_STRIDE, 16L << 20);
    try (ModelProbe probe = new ModelProbe(FABRIC, GpuNode.named("h100"))) {
      assertThat(pass(probe, large.with(ROUTE, Route.SHARED)))
          .isCloseTo(8e6 / 10e9, withinPercentage(3));
      assertThat(pass(probe, large.with(ROUTE, Route.STREAM)))
          .isCloseTo(8e6 / 3e9, withinPercentage(3));
      assertThat(pass(probe, large.with(ROUTE, Route.GPU_STORE)))
          .isLessThan(pass(probe, large.with(ROUTE, Route.SHARED)));
    }
  }

  /** What communication costs a layer goes from hidden to exposed as its compute gets shorter. */
  @Test
  void aStallIsExposedAsComputeShrinks() {
    GpuNode node = GpuNode.named("a100");
    Shape shape = new Shape(2, 2, 256, 1024, 1024, 8, 2, 0);
    long tiles = 2L * 2;
    Workload exchange =
        Workload.initial()
            .with(TILES, tiles)
            .with(TILE_BYTES, List.of(shape.tileBytes()))
            .with(PEERS, 2L)
            .with(SENDERS, 4L)
            .with(ORDERING, Ordering.DRAIN);
    FabricParameters fabric = Profile.named(Profile.CLEAN).parameters();
    double before = 0;
    for (double efficiency : new double[] {0.02, 0.1, 0.5}) {
      MoeLayer.Result result =
          new MoeLayer(fabric, node.withEfficiency(efficiency), shape).run(exchange, exchange);
      double share = result.exposed() / result.seconds();

      assertThat(result.seconds()).isGreaterThan(result.computeSeconds());
      assertThat(result.busyShare()).isBetween(0.0, 1.0);
      assertThat(share).isGreaterThan(before);
      before = share;
    }
    MoeLayer.Result inside =
        new MoeLayer(fabric, node, new Shape(1, 4, 256, 1024, 1024, 8, 2, 0)).run();
    assertThat(inside.seconds()).isBetween(inside.computeSeconds(), 2 * inside.computeSeconds());
  }

  @Test
  void expertsMustDeal() {
    assertThatThrownBy(() ->
            new MoeLayer(FABRIC, GpuNode.named("a100"), new Shape(2, 2, 256, 64, 64, 6, 2, 0)))
        .hasMessage("6 experts do not deal over 4 GPUs");
  }

  @Test
  void aGraphIsAsLongAsItsLongestPath() {
    LaunchGraph graph =
        new LaunchGraph(
            List.of(
                new Kernel("norm", 3, false, List.of()),
                new Kernel("scale", 2, true, List.of("norm")),
                new Kernel("gemm", 5, false, List.of("scale")),
                new Kernel("side", 9, false, List.of("norm")),
                new Kernel("end", 1, false, List.of("gemm", "side"))));

    assertThat(graph.chain()).isEqualTo(20);
    assertThat(graph.longestPath()).isEqualTo(13);
    assertThat(graph.fused().chain()).isEqualTo(18);
    assertThat(graph.fused().longestPath()).isEqualTo(13);
    assertThatThrownBy(
            () -> new LaunchGraph(List.of(new Kernel("a", 1, false, List.of("b")))).longestPath())
        .hasMessage("a waits for b, not before it");
  }

  @Test
  void everyProfileHasGpus() {
    assertThat(Profile.names()).allSatisfy(name -> assertThat(GpuNode.of(name).gpu()).isNotNull());
    assertThat(GpuNode.of("perlmutter").name()).isEqualTo("a100");
    assertThat(GpuNode.of("mine.json").name()).isEqualTo("h100");
    assertThatThrownBy(() -> GpuNode.named("a100").withEfficiency(0.01))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("choose 0.02 to 1");
  }

  /** Tokens over experts times experts of a token, in whole tiles of 128 rows. */
  @Test
  void anExpertsPlaceIsPaddedAndHoldsNoMore() {
    Shape few = new Shape(8, 4, 1024, 2048, 768, 128, 8, 0);
    Shape many = new Shape(8, 4, 8192, 2048, 768, 128, 8, 1.5);

    assertThat(few.capacity()).isEqualTo(128);
    assertThat(few.tileBytes()).isEqualTo(128L * 2048 * 2);
    assertThat(many.capacity()).isEqualTo(512);
    assertThat(new MoeLayer(FABRIC, GpuNode.named("a100"), single(1.5)).run().computeSeconds())
        .isLessThanOrEqualTo(
            1.001 * new MoeLayer(FABRIC, GpuNode.named("a100"), single(0)).run().computeSeconds());
  }

  /** Even rows fill every place, so that skew can only drop tokens. */
  private static Shape single(double skew) {
    return new Shape(1, 4, 4096, 2048, 768, 32, 4, skew);
  }
}
