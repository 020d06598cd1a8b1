package io.kelpie.probes.megakernel;

import static io.kelpie.workload.Catalogue.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.counters.KernelCounter;
import io.kelpie.counters.OwnCounter;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.thread.Affinity;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.MeasurementInvariants;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MegakernelProbeTest {
  private static final Budget SHORT =
      new Budget(Duration.ofSeconds(30), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);

  private static MegakernelProbe open() {
    return new MegakernelProbe(MegakernelSettings.of(List.of("host")));
  }

  @Test
  void everySignalAndOrderingThatIsLawfulRuns() {
    Set<Ordering> orderings = EnumSet.noneOf(Ordering.class);
    List<String> wrong = new ArrayList<>();
    try (MegakernelProbe probe = open()) {
      for (Signal signal : List.of(Signal.NOTHING, Signal.INLINE_WRITE, Signal.IMMEDIATE)) {
        for (Ordering ordering : Ordering.values()) {
          for (Flusher flusher : Flusher.values()) {
            Workload workload =
                Workload.initial()
                    .with(TILES, 24L)
                    .with(PEERS, 2L)
                    .with(QPS_PER_PEER, 2L)
                    .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
                    .with(TILE_BYTES, List.of(4097L, 64L, 20_000L))
                    .with(SIGNALS_PER_FENCE, 5L)
                    .with(FLUSHER, flusher)
                    .with(SIGNAL, signal)
                    .with(ORDERING, ordering);
            if (probe.objections(workload).isEmpty()) {
              orderings.add(ordering);
              Measurement measured = probe.run(workload, SHORT);
              if (!measured.completed() || measured.integrity().corrupt() > 0) {
                wrong.add(workload + ": " + measured.outcome() + measured.integrity());
              }
              MeasurementInvariants.assertHold(probe.description(), workload, measured);
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(orderings).containsExactlyInAnyOrder(Ordering.values());
  }

  @Test
  void libfabricCarriesItsTiles() {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    try (MegakernelProbe probe =
        new MegakernelProbe(MegakernelSettings.of(List.of("host/tcp/lo")))) {
      Workload workload = Workload.initial().with(ORDERING, Ordering.DRAIN).with(PEERS, 2L);
      Measurement measured = probe.run(workload, SHORT);

      assertThat(measured.outcome()).isEqualTo(new Outcome.Completed());
      assertThat(measured.integrity().whole()).isTrue();
      MeasurementInvariants.assertHold(probe.description(), workload, measured);
      assertThat(probe.description().environment())
          .containsEntry("provider.near", "lo")
          .containsEntry("provider.far", "lo");
      assertThatThrownBy(() -> probe.run(workload.with(ORDERING, Ordering.NIC_FENCE), SHORT))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("ordering");
    }
  }

  @Test
  void libfabricsTwoEndsAreNamedAsQueuePairsAre() {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    try (MegakernelProbe probe =
        new MegakernelProbe(MegakernelSettings.of(List.of("host/tcp/lo+lo")))) {
      Measurement measured = probe.run(Workload.initial().with(ORDERING, Ordering.DRAIN), SHORT);
      assertThat(measured.integrity().whole()).isTrue();
    }
    assertThatThrownBy(() -> new Libfabric(Provider.TCP, "lo+lo+lo"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("tcp/lo+lo+lo names more than two devices");
    assertThatThrownBy(() -> new Libfabric(Provider.TCP, "lo+nowhere"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no endpoint of its provider tcp on nowhere");
  }

  /** Each tile lands only when the kernel has long read its place, but for what order demands. */
  private static final class Overtaken implements Transport {
    private final @Nullable TrafficPlan plan;
    private final Session session;
    private final boolean isOrdered;
    private final Deque<long[]> tiles = new ArrayDeque<>();
    private final Deque<int[]> signals = new ArrayDeque<>();

    Overtaken(@Nullable TrafficPlan plan, Session session, boolean isOrdered) {
      this.plan = plan;
      this.session = session;
      this.isOrdered = isOrdered;
    }

    @Override
    public void start(int sequence) {}

    @Override
    public void put(int queue, int tile, long from, long to, int bytes, boolean isImmediate) {
      tiles.add(new long[] {tile, queue, from, to, bytes});
    }

    @Override
    public void signal(int queue, int tile, boolean isFenced) {
      signals.add(new int[] {tile, queue});
    }

    @Override
    public boolean turn(long now, Events events) {
      boolean isMoved = false;
      while (!tiles.isEmpty() && (isOrdered || session.verdict() != Protocol.RUNNING)) {
        long[] tile = tiles.remove();
        TrafficPlan its = Objects.requireNonNull(plan);
        MemorySegment.copy(host(its.source()), tile[2], host(its.target()), tile[3], tile[4]);
        events.completed((int) tile[0], (int) tile[1], now, UNKNOWN);
        isMoved = true;
      }
      while (!signals.isEmpty()) {
        int[] signal = signals.remove();
        session.signal(signal[0]);
        events.signalled(signal[0], signal[1], now, UNKNOWN);
        isMoved = true;
      }
      return isMoved;
    }

    private static MemorySegment host(Area area) {
      return ((Area.Shared) area).segment();
    }

    @Override
    public void close() {}
  }

  /** Tiles whose content was wrong when their signal was seen. */
  private static int overtaken(Ordering ordering, boolean isOrdered) {
    Machine machine = new HostMachine(2);
    Workload workload =
        Workload.initial().with(TILES, 20L).with(ORDERING, ordering).with(SIGNAL_QP, SignalQp.TILE);
    int tiles = 0;
    try (TrafficPlan plan = new TrafficPlan(machine, Layers.LOOPBACK, workload, 0, 2);
        Session session =
            new Session(
                machine,
                Layers.LOOPBACK,
                plan,
                new RingSettings(2, 4, 2, 16),
                Preamble.NONE,
                false);
        Transport wire = new Overtaken(plan, session, isOrdered)) {
      Passes passes = new Passes(session, new Proxy(session, plan.routes(), wire, 16), true);
      assertThat(passes.run(Duration.ofSeconds(30))).isEqualTo(Protocol.DONE);
      MemorySegment stamps = session.tileStamps();
      session.readTileStamps(stamps);
      for (int tile = 0; tile < 20; tile++) {
        long at = tile * Protocol.TILE_STAMPS_LAYOUT.byteSize();
        int bad = stamps.get(JAVA_INT, at + Protocol.offset(Protocol.TILE_STAMPS_LAYOUT, "bad"));
        tiles += bad > 0 ? 1 : 0;
        assertThat(plan.bad(session.sequence(), tile)).as("in the end").isZero();
      }
    } finally {
      machine.close();
    }
    return tiles;
  }

  @Test
  void aBrokenOrderIsCaughtByContent() {
    assertThat(overtaken(Ordering.NONE, false)).isEqualTo(20);
    assertThat(overtaken(Ordering.SAME_QP, false)).as("a promise that is not kept").isEqualTo(20);
    assertThat(overtaken(Ordering.SAME_QP, true)).isZero();
    assertThat(overtaken(Ordering.DRAIN, true)).isZero();
  }

  /** Signals of 8 bytes beside 2 MiB of tiles on a slow queue. */
  @Test
  void signalsOnAQueueOfTheirOwnOvertakeTheirTiles() {
    MegakernelSettings slow = MegakernelSettings.hostThreads().at(20e6);
    try (MegakernelProbe probe = new MegakernelProbe(slow)) {
      Workload workload =
          Workload.initial()
              .with(TILES, 32L)
              .with(TILE_BYTES, List.of(65_536L))
              .with(REGION_BYTES, 2L << 20)
              .with(REGION_STRIDE, 2L << 20)
              .with(SIGNAL_QP, SignalQp.CONTROL);
      Measurement free = probe.run(workload.with(ORDERING, Ordering.NONE), SHORT);
      Measurement drained = probe.run(workload.with(ORDERING, Ordering.DRAIN), SHORT);

      assertThat(free.outcome()).isEqualTo(new Outcome.Completed());
      assertThat(free.integrity().disordered()).isPositive();
      assertThat(free.integrity().corrupt()).isZero();
      assertThat(free.integrity().example()).contains("were not there when its signal was seen");
      assertThat(drained.integrity().whole()).isTrue();
      assertThat(drained.integrity().checked()).isPositive();
    }
  }

  /** With a round trip of 2 ms, 64 drains cannot take less than 128 ms, and one can. */
  @Test
  void decouplingEndsTheStall() {
    try (MegakernelProbe probe = open()) {
      Workload coupled = Workload.initial().with(ORDERING, Ordering.DRAIN).with(DELAY, 2000L);
      Measurement stalled = probe.run(coupled, SHORT);

      assertThat(stalled.flows().getFirst().medianPass()).isGreaterThan(0.128);
      assertThat(stalled.stage(Stage.FENCE).mean()).isGreaterThan(0.002);
      assertThat(stalled.idleRoundTrip()).isGreaterThan(0.001);
      double relieved =
          IntStream.range(0, 5)
              .mapToDouble(_ -> probe.run(coupled.with(SIGNALS_PER_FENCE, 64L), SHORT).tileTime())
              .min()
              .orElseThrow();
      assertThat(relieved).isLessThan(stalled.tileTime() / 1.5);
    }
  }

  @Test
  void ownCountersAreAllKnownButTheBound() {
    try (MegakernelProbe probe = open()) {
      Measurement measured =
          probe.run(Workload.initial().with(ORDERING, Ordering.DRAIN).with(DELAY, 20L), SHORT);
      for (OwnCounter counter : OwnCounter.values()) {
        assertThat(measured.counter(counter.counter().id()).orElseThrow().isKnown())
            .as(counter.name())
            .isEqualTo(counter != OwnCounter.BOUND_RESIDUAL);
      }
    }
  }

  /** The blocks store tiles and signals themselves: the stages of a proxy take no time. */
  @Test
  void blocksStoreTilesThemselves() {
    try (MegakernelProbe probe =
        new MegakernelProbe(MegakernelSettings.of(List.of("host/gpu-store")))) {
      for (long group : new long[] {1, 5}) {
        Workload workload =
            Workload.initial()
                .with(ORDERING, Ordering.DRAIN)
                .with(TILE_BYTES, List.of(4097L, 64L))
                .with(SIGNALS_PER_FENCE, group);
        Measurement measured = probe.run(workload, SHORT);

        assertThat(measured.outcome()).isEqualTo(new Outcome.Completed());
        assertThat(measured.integrity().whole()).isTrue();
        assertThat(measured.integrity().checked()).isPositive();
        assertThat(measured.stage(Stage.RING).mean()).isZero();
        assertThat(measured.stage(Stage.POST).mean()).isZero();
        MeasurementInvariants.assertHold(probe.description(), workload, measured);
      }
      assertThat(probe.objections(Workload.initial().with(ORDERING, Ordering.SAME_QP)))
          .isNotEmpty();
    }
  }

  @Test
  void theProxyIsKeptOnTheProcessorThatIsNamed() {
    List<Integer> before = Affinity.allowed();
    int last = before.getLast();
    try (MegakernelProbe probe =
        new MegakernelProbe(MegakernelSettings.of(List.of("host@" + last)))) {
      assertThat(probe.run(Workload.initial(), SHORT).outcome()).isEqualTo(new Outcome.Completed());
      assertThat(probe.description().environment())
          .containsEntry("megakernel.proxy", "processor " + last);
      assertThat(Affinity.allowed()).as("afterwards").isEqualTo(before);
    }
    assertThatThrownBy(() -> new MegakernelProbe(MegakernelSettings.of(List.of("host@1023"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("may run on the processors");
  }

  /** Sixty kernels of 1 ms: one after the other, two at a time, or inside. */
  private static final Map<PreambleForm, Long> LEAST =
      Map.of(
          PreambleForm.CHAIN,
          60_000_000L,
          PreambleForm.TWO_STREAMS,
          30_000_000L,
          PreambleForm.FUSED,
          60_000_000L);

  private static Workload behind(PreambleForm form) {
    return Workload.initial()
        .with(TILES, 2L)
        .with(PREAMBLE, form)
        .with(PREAMBLE_KERNELS, 60L)
        .with(PREAMBLE_TIME, 1_000_000L);
  }

  @Test
  void whatRunsInFrontOfTheKernelDelaysIt() {
    Machine machine = new HostMachine(1);
    try {
      LEAST.forEach((form, least) -> {
        try (TrafficPlan plan = new TrafficPlan(machine, Layers.LOOPBACK, behind(form), 0, 1);
            TrafficCourse course =
                new TrafficCourse(
                    machine, plan, Layers.LOOPBACK, behind(form), new RingSettings(1, 4, 2, 16))) {
          assertThat(course.pass(Duration.ofSeconds(30), Duration.ofSeconds(30))).isNull();
          assertThat(course.lead(new ClockJoin(machine.clock(), machine.clock())))
              .as("%s", form)
              .isGreaterThan(least);
        }
      });
    } finally {
      machine.close();
    }
  }

  /** A pass begins with its first tile: what runs before is told beside it. */
  @Test
  void whatRunsInFrontIsNoPartOfAPass() {
    try (MegakernelProbe probe = open()) {
      LEAST.forEach((form, least) -> {
        Measurement measured = probe.run(behind(form), SHORT);
        MeasurementInvariants.assertHold(probe.description(), behind(form), measured);

        assertThat(measured.integrity().whole()).as("%s", form).isTrue();
        double preamble = value(measured, KernelCounter.PREAMBLE);
        assertThat(preamble).as("%s", form).isGreaterThan(0.5e-9 * least);
        assertThat(measured.flows().getFirst().medianPass() + preamble)
            .as("%s: a pass and what ran in front of it, without the pass that warmed up", form)
            .isLessThan(measured.deviceSeconds() - least * 1e-9);
      });
      assertThat(value(probe.run(Workload.initial(), SHORT), KernelCounter.PREAMBLE)).isZero();
    }
  }

  @Test
  void hostThreadsHaveNoCopyEngine() {
    assertThatThrownBy(
            () -> new MegakernelProbe(MegakernelSettings.of(List.of("host/copy-engine"))))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("copy-engine needs a GPU");
  }

  /** Of 64 round trips of 2 ms all but what compute takes is exposed; without a wire nothing is. */
  @Test
  void whatComputeDoesNotHideIsExposed() {
    try (MegakernelProbe probe = open()) {
      Measurement stalled =
          probe.run(Workload.initial().with(ORDERING, Ordering.DRAIN).with(DELAY, 2000L), SHORT);
      double exposed = value(stalled, KernelCounter.EXPOSED);

      assertThat(exposed).isBetween(0.1, stalled.flows().getFirst().medianPass());
      assertThat(value(stalled, KernelCounter.SM_WAIT_SHARE)).isBetween(0.5, 1.0);
      assertThat(probe.description().counters()).containsAll(KernelCounter.counters());
    }
  }

  private static double value(Measurement measured, KernelCounter counter) {
    return measured.counter(counter.counter().id()).orElseThrow().value();
  }

  @Test
  void aSignalThatNeverComesIsAHangWithItsTileAndTheNextRunIsNotHarmed() {
    Budget budget = new Budget(Duration.ofSeconds(2), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);
    try (MegakernelProbe probe = new MegakernelProbe(MegakernelSettings.hostThreads().losing(17))) {
      Outcome.Hang hang = (Outcome.Hang) probe.run(Workload.initial(), budget).outcome();
      assertThat(hang.waiting()).isEqualTo(Stage.SIGNAL);
      assertThat(hang.detail()).endsWith("while tile 17 waited for its signal");
      assertThat(probe.run(Workload.initial().with(TILES, 4L), SHORT).outcome())
          .isEqualTo(new Outcome.Completed());
    }
  }

  private record Bare(Tables tables, Routes routes, Area source, Area target) implements Plan {}

  /** A task that no block can do ends the block that claims it. */
  @Test
  void aKernelThatDiesIsNotWaitedFor() {
    Machine machine = new HostMachine(1);
    Tables tables = new Tables();
    tables.task(new Tables.Task(99, 0, 0, 0, 0, 0, 0, Protocol.NONE, 0, 0, 0, 0, Protocol.NONE));
    tables.endInitial();
    Rules rules = Rules.of(Workload.initial());
    Routes routes = new Routes(rules, new int[0], 0, 1, false, 1);
    try (Area nothing = machine.own(1);
        Session session =
            new Session(
                machine,
                Layers.LOOPBACK,
                new Bare(tables, routes, nothing, nothing),
                new RingSettings(1, 4, 2, 16),
                Preamble.NONE,
                false);
        Transport wire = new Overtaken(null, session, true)) {
      Passes passes = new Passes(session, new Proxy(session, routes, wire, 16), true);
      assertThatThrownBy(() -> passes.run(Duration.ofSeconds(30)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a block failed");
    } finally {
      machine.close();
    }
  }

  @Test
  void theKernelIsWrittenAsItIsRead() {
    for (String device :
        List.of("host/loopback", "host@1/tcp/lan0+lan1", "gpu0/ibverbs", "gpu1/copy-engine/gpu0")) {
      assertThat(MegakernelSettings.of(List.of(device)).written()).isEqualTo(device);
    }
    try (MegakernelProbe probe =
        new MegakernelProbe(MegakernelSettings.of(List.of("host/tcp/lo")))) {
      assertThat(probe.description().environment())
          .containsEntry(Description.DEVICE, "host/tcp/lo");
    }
  }

  @Test
  void itSaysWhereItRuns() {
    try (MegakernelProbe probe = open()) {
      assertThat(probe.place()).startsWith("host threads over loopback");
    }
    assertThat(MegakernelSettings.of(List.of("host/tcp/lo")).device()).isEqualTo("lo");
    assertThat(MegakernelSettings.of(List.of("gpu1")).gpu()).isEqualTo(1);
    assertThat(MegakernelSettings.of(List.of("gpu0/shm")).wire()).isEqualTo("shm");
    assertThat(MegakernelSettings.of(List.of("shm")).wire()).isEqualTo("shm");
    assertThat(MegakernelSettings.of(List.of("loopback")).wire()).isEqualTo("loopback");
    assertThat(MegakernelSettings.of(List.of("gpu1@7/gpu-store/gpu0")).core()).isEqualTo(7);
    assertThat(MegakernelSettings.of(List.of("gpu1@7/gpu-store/gpu0")).carrier())
        .isEqualTo(new GpuStore(0));
    assertThat(MegakernelSettings.of(List.of("gpu0/copy-engine")).carrier())
        .isEqualTo(new CopyEngine(null, false));
    assertThat(MegakernelSettings.of(List.of("gpu0/copy-engine/gpu1")).carrier())
        .isEqualTo(new CopyEngine(1, false));
    assertThat(MegakernelSettings.of(List.of("gpu1/copy-engine/gpu1")).carrier())
        .isEqualTo(new CopyEngine(1, true));
    assertThatThrownBy(() -> MegakernelSettings.of(List.of("gpu0/copy-engine/lo")))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("copy-engine reaches a GPU, written gpu1");
    assertThatThrownBy(() -> MegakernelSettings.of(List.of("host", "gpu0")))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("names more than one kernel: name one");
    assertThatThrownBy(() -> MegakernelSettings.of(List.of("host/roce")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("provider roce");
    assertThatThrownBy(() -> MegakernelSettings.of(List.of("GPU 0")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("write host, outside or gpu0");
  }
}
