package io.kelpie.probes.megakernel;

import static io.kelpie.workload.Catalogue.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.counters.KernelCounter;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.MeasurementInvariants;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Catalogue.Flusher;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import io.kelpie.workload.preset.Preset;
import io.kelpie.workload.preset.Presets;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rings, receive hooks and batches, on host threads and on the GPU where there is one: what each
 * costs, that content and numbers are right with all of them, and that a broken one is caught.
 */
class HandoverTest {
  private static final Budget SHORT =
      new Budget(Duration.ofSeconds(30), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);

  /** A round trip of 2 ms. */
  private static final Workload DELAYED = Workload.initial().with(TILES, 16L).with(DELAY, 2000L);

  /** Host threads, and the first GPU if there is one. */
  static Stream<MegakernelSettings> machines() {
    return Gpu.absence().isPresent()
        ? Stream.of(MegakernelSettings.hostThreads())
        : Stream.of(MegakernelSettings.hostThreads(), MegakernelSettings.gpu(0));
  }

  private static Workload ring(Workload workload, long slots) {
    return workload.with(RECEIVE_BUFFER, ReceiveBuffer.RING).with(RECEIVE_SLOTS, slots);
  }

  private static double value(Measurement measured, KernelCounter counter) {
    return measured.counter(counter.counter().id()).orElseThrow().value();
  }

  private static Measurement whole(MegakernelProbe probe, Workload workload) {
    Measurement measured = probe.run(workload, SHORT);
    assertThat(measured.outcome()).as("%s", workload).isEqualTo(new Outcome.Completed());
    assertThat(measured.integrity().whole()).as("%s: %s", workload, measured.integrity()).isTrue();
    MeasurementInvariants.assertHold(probe.description(), workload, measured);
    return measured;
  }

  private static double pass(Measurement measured) {
    return measured.flows().getFirst().medianPass();
  }

  private static Measurement often(MegakernelProbe probe, Workload workload) {
    return probe.run(
        workload,
        new Budget(Duration.ofSeconds(30), 5, Duration.ofMillis(20), Budget.QueuePairs.FRESH, 1));
  }

  private static void tell(MegakernelSettings settings, String what, double seconds) {
    System.out.printf(
        "measured %s on %s: %.2f us%n",
        what, settings.gpu() == null ? "host threads" : "the GPU", seconds * 1e6);
  }

  private static Map<String, Workload> handovers() {
    Workload base =
        Workload.initial()
            .with(TILES, 24L)
            .with(PEERS, 2L)
            .with(QPS_PER_PEER, 2L)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
            .with(TILE_BYTES, List.of(4097L, 64L, 20_000L))
            .with(SIGNALS_PER_FENCE, 4L);
    Map<String, Workload> all = new LinkedHashMap<>();
    all.put("ring", ring(base, 8));
    all.put("batched", base.with(GRANULARITY, 5L));
    all.put("hook", base.with(RECEIVE_HOOK, Switch.ON));
    all.put("ring, batched", ring(base, 8).with(GRANULARITY, 10L));
    all.put("hook, batched", base.with(RECEIVE_HOOK, Switch.ON).with(GRANULARITY, 3L));
    Workload many =
        base.with(TILES, 1000L).with(TILE_BYTES, List.of(64L, 256L)).with(CQ_DEPTH, 4096L);
    all.put("many, ring, batched", ring(many, 16).with(GRANULARITY, 7L));
    all.put("many, hook, batched", many.with(RECEIVE_HOOK, Switch.ON).with(GRANULARITY, 7L));
    return all;
  }

  @ParameterizedTest
  @MethodSource("machines")
  void everySignalAndOrderingArrivesWholeByEveryHandover(MegakernelSettings settings) {
    List<String> wrong = new ArrayList<>();
    try (MegakernelProbe probe = new MegakernelProbe(settings)) {
      handovers()
          .forEach((name, base) -> {
            int runs = 0;
            for (Signal signal : List.of(Signal.NOTHING, Signal.INLINE_WRITE, Signal.IMMEDIATE)) {
              for (Ordering ordering : Ordering.values()) {
                for (Flusher flusher : Flusher.values()) {
                  Workload workload =
                      base.with(FLUSHER, flusher).with(SIGNAL, signal).with(ORDERING, ordering);
                  if (probe.objections(workload).isEmpty()) {
                    Measurement measured = probe.run(workload, SHORT);
                    runs++;
                    if (!measured.completed() || !measured.integrity().whole()) {
                      wrong.add(name + workload + ": " + measured.outcome() + measured.integrity());
                    }
                    MeasurementInvariants.assertHold(probe.description(), workload, measured);
                  }
                }
              }
            }
            assertThat(runs).as(name).isGreaterThan(8);
          });
    }
    assertThat(wrong).isEmpty();
  }

  /** What only a megakernel can hand over; libfabric can carry it, too. */
  @Test
  void presetsArriveWhole() {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    MegakernelSettings settings = MegakernelSettings.hostThreads();
    try (MegakernelProbe probe = new MegakernelProbe(settings);
        MegakernelProbe libfabric = new MegakernelProbe(settings.over("tcp", ""))) {
      for (Preset preset : Presets.all()) {
        if (preset.seenOn() == null) {
          assertThat(libfabric.objections(preset.workload())).as(preset.name()).isEmpty();
          whole(probe, preset.workload());
        }
      }
    }
  }

  /** Credits come back over libfabric as tiles go out. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "shm", "sockets"})
  void libfabricCarriesCredits(String provider) {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    try (MegakernelProbe probe =
        new MegakernelProbe(MegakernelSettings.hostThreads().over(provider, ""))) {
      for (long slots : new long[] {1, 4}) {
        Workload workload = ring(Workload.initial().with(PEERS, 2L).with(QPS_PER_PEER, 2L), slots);
        Measurement measured = whole(probe, workload.with(TILE_MAPPING, TileMapping.ROUND_ROBIN));
        assertThat(value(measured, KernelCounter.CREDIT_WAIT)).isPositive();
      }
    }
  }

  /**
   * With one slot each of 16 tiles but the first waits for a whole round trip behind the one before
   * it: half for that tile, half for its credit. With a place for each nobody waits.
   */
  @ParameterizedTest
  @MethodSource("machines")
  void aRingOfOneSlotSerialisesAndAFullBufferDoesNot(MegakernelSettings settings) {
    try (MegakernelProbe probe = new MegakernelProbe(settings)) {
      Measurement one = whole(probe, ring(DELAYED, 1));
      assertThat(pass(one)).isGreaterThan(15 * 0.002);
      assertThat(value(one, KernelCounter.CREDIT_WAIT)).isGreaterThan(7 * 0.002);
      assertThat(one.stage(Stage.REQUEST).mean())
          .as("the wait lies between ready and requested")
          .isGreaterThan(0.99 * value(one, KernelCounter.CREDIT_WAIT));

      Measurement four = whole(probe, ring(DELAYED, 4));
      assertThat(pass(four)).isGreaterThan(3 * 0.002);
      assertThat(value(four, KernelCounter.CREDIT_WAIT)).isPositive();

      for (Workload free : List.of(DELAYED, ring(DELAYED, 16))) {
        assertThat(value(whole(probe, free), KernelCounter.CREDIT_WAIT)).isZero();
      }
      Workload plain = Workload.initial().with(TILES, 16L);
      tell(settings, "a pass of 16 tiles, full", pass(often(probe, plain)));
      for (long slots : new long[] {8, 4, 2, 1}) {
        Measurement measured = often(probe, ring(plain, slots));
        tell(settings, "a pass of 16 tiles, " + slots + " slots", pass(measured));
        tell(
            settings,
            "of that a tile's wait for credit",
            value(measured, KernelCounter.CREDIT_WAIT));
      }
    }
  }

  /**
   * With the hook nobody waits while tiles are on their way for 50 ms; without it all blocks do.
   */
  @ParameterizedTest
  @MethodSource("machines")
  void whatWaitsForTheHookHoldsNoBlock(MegakernelSettings settings) {
    MegakernelSettings computing = settings.computing(200_000);
    try (MegakernelProbe probe = new MegakernelProbe(computing)) {
      Workload workload =
          Workload.initial().with(TILES, 16L).with(TILE_BYTES, List.of(64L)).with(DELAY, 100_000L);
      Measurement plain = whole(probe, workload);
      Measurement hooked = whole(probe, workload.with(RECEIVE_HOOK, Switch.ON));

      assertThat(pass(hooked)).as("until all is acknowledged").isGreaterThan(0.1);
      assertThat(value(plain, KernelCounter.SM_WAIT_SHARE)).isGreaterThan(0.5);
      assertThat(value(hooked, KernelCounter.SM_WAIT_SHARE))
          .isLessThan(value(plain, KernelCounter.SM_WAIT_SHARE));
    }
    try (MegakernelProbe probe = new MegakernelProbe(settings)) {
      Workload workload = Workload.initial().with(TILES, 16L);
      tell(settings, "a pass of 16 tiles, one launch", pass(often(probe, workload)));
      tell(
          settings,
          "a pass of 16 tiles, receive hook",
          pass(often(probe, workload.with(RECEIVE_HOOK, Switch.ON))));
    }
  }

  /** A batch is asked for at once, when its last tile is ready; a stream tile by tile. */
  @ParameterizedTest
  @MethodSource("machines")
  void aBatchIsAskedForWhenItsLastTileIsReady(MegakernelSettings settings) {
    Workload workload = Workload.initial().with(TILES, 12L).with(PEERS, 2L);
    Carrier carrier = Layers.LOOPBACK;
    Machine machine = settings.machine(Layers.LOOPBACK);
    try {
      for (int batch : new int[] {1, 4}) {
        Workload batched = workload.with(GRANULARITY, (long) batch);
        try (TrafficPlan plan = new TrafficPlan(machine, carrier, batched, 2_000_000, 2);
            TrafficCourse course =
                new TrafficCourse(
                    machine, plan, carrier, batched, new RingSettings(2, 16, 4, 16))) {
          assertThat(course.pass(Duration.ofSeconds(30), Duration.ofSeconds(30))).isNull();
          assertThat(plan.routes().batches()).hasSize(batch == 1 ? 0 : 4);
          for (List<Integer> members : plan.routes().batches()) {
            assertThat(members).allMatch(tile -> tile % 2 == members.getFirst() % 2);
            long last =
                members.stream().mapToLong(tile -> course.stamp("ready", tile)).max().orElseThrow();
            assertThat(members)
                .allMatch(tile -> course.stamp("requested", tile) >= last, "asked for behind it");
          }
          assertThat(course.integrity().whole()).isTrue();
        }
      }
    } finally {
      machine.close();
    }
  }

  /** The layer's numbers, whatever way its rows are handed over. */
  @ParameterizedTest
  @MethodSource("machines")
  void numbersAreTheReferenceLayers(MegakernelSettings settings) {
    Workload initial = Workload.initial();
    List<Workload> handovers =
        List.of(
            ring(initial, 6),
            ring(initial, 6).with(GRANULARITY, 4L),
            initial.with(GRANULARITY, 5L),
            initial.with(RECEIVE_HOOK, Switch.ON),
            initial.with(RECEIVE_HOOK, Switch.ON).with(GRANULARITY, 2L));
    List<String> wrong = new ArrayList<>();
    LayerTest.orderings(true)
        .forEach((name, rules) -> {
          List<Workload> some = new ArrayList<>(handovers);
          if (!rules.isDecoupled()) {
            some.add(ring(initial, 1));
          }
          for (Workload workload : some) {
            for (MoeShape shape : List.of(Layers.shape(true, true), Layers.shape(false, true))) {
              double error =
                  Layers.error(settings.machine(Layers.LOOPBACK), shape, rules, workload);
              if (!(error < LayerTest.TOLERANCE)) {
                wrong.add(name + ", " + shape + ", " + workload + ": off by " + error);
              }
            }
          }
        });
    assertThat(wrong).isEmpty();
  }

  /** Tiles land when they are posted, and credit is given when the kernel says so, or too early. */
  private static final class Hasty implements Transport {
    private final TrafficPlan plan;
    private final Session session;
    private final boolean isHasty;
    private final Deque<int[]> done = new ArrayDeque<>();
    private final Deque<int[]> signals = new ArrayDeque<>();
    private int landed;

    /**
     * @param isHasty whether credit is given when a tile has landed, and signals come when all have
     */
    Hasty(TrafficPlan plan, Session session, boolean isHasty) {
      this.plan = plan;
      this.session = session;
      this.isHasty = isHasty;
    }

    @Override
    public void start(int sequence) {}

    @Override
    public void put(int queue, int tile, long from, long to, int bytes, boolean isImmediate) {
      MemorySegment.copy(host(plan.source()), from, host(plan.target()), to, bytes);
      done.add(new int[] {tile, queue});
      landed++;
      if (isHasty) {
        session.credit(tile);
      }
    }

    @Override
    public void signal(int queue, int tile, boolean isFenced) {
      signals.add(new int[] {tile, queue});
    }

    @Override
    public void credit(int queue, int tile) {
      session.credit(tile);
    }

    @Override
    public boolean turn(long now, Events events) {
      boolean isMoved = !done.isEmpty();
      while (!done.isEmpty()) {
        int[] tile = done.remove();
        events.completed(tile[0], tile[1], now, UNKNOWN);
      }
      boolean isHeld = isHasty && landed < plan.bytes().length;
      while (!isHeld && !signals.isEmpty()) {
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

  /** Of 6 tiles in a ring of one slot, those whose content was wrong when they were held to it. */
  private static int overwritten(boolean isHasty) {
    Machine machine = new HostMachine(2);
    Workload workload = ring(Workload.initial().with(TILES, 6L), 1);
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
        Transport wire = new Hasty(plan, session, isHasty)) {
      Passes passes = new Passes(session, new Proxy(session, plan.routes(), wire, 16), true);
      assertThat(passes.run(Duration.ofSeconds(30))).isEqualTo(Protocol.DONE);
      MemorySegment stamps = session.tileStamps();
      session.readTileStamps(stamps);
      for (int tile = 0; tile < 6; tile++) {
        long at = tile * Protocol.TILE_STAMPS_LAYOUT.byteSize();
        int bad = stamps.get(JAVA_INT, at + Protocol.offset(Protocol.TILE_STAMPS_LAYOUT, "bad"));
        tiles += bad > 0 ? 1 : 0;
      }
      assertThat(plan.bad(session.sequence(), 5)).as("the last in its place").isZero();
    } finally {
      machine.close();
    }
    return tiles;
  }

  @Test
  void aCreditThatComesTooEarlyIsCaughtByContent() {
    assertThat(overwritten(true)).as("all but the last").isEqualTo(5);
    assertThat(overwritten(false)).isZero();
  }

  /** What holds the tiles of a ring up is named: a lost signal, not those that wait behind it. */
  @ParameterizedTest
  @MethodSource("machines")
  void aRingThatStandsStillIsAHangWithItsTile(MegakernelSettings settings) {
    Budget budget = new Budget(Duration.ofSeconds(2), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);
    try (MegakernelProbe probe = new MegakernelProbe(settings.losing(5))) {
      Outcome.Hang hang = (Outcome.Hang) probe.run(ring(Workload.initial(), 2), budget).outcome();
      assertThat(hang.waiting()).isEqualTo(Stage.SIGNAL);
      assertThat(hang.detail()).endsWith("while tile 5 waited for its signal");
      whole(probe, ring(Workload.initial().with(TILES, 4L), 2));
    }
  }

  private record Silent(Transport wire) implements Transport {
    @Override
    public void start(int sequence) {
      wire.start(sequence);
    }

    @Override
    public void put(int queue, int tile, long from, long to, int bytes, boolean isImmediate) {
      wire.put(queue, tile, from, to, bytes, isImmediate);
    }

    @Override
    public void signal(int queue, int tile, boolean isFenced) {
      wire.signal(queue, tile, isFenced);
    }

    @Override
    public void credit(int queue, int tile) {}

    @Override
    public boolean turn(long now, Events events) {
      return wire.turn(now, events);
    }

    @Override
    public void close() {
      wire.close();
    }
  }

  @ParameterizedTest
  @MethodSource("machines")
  void aCreditThatNeverComesIsNamed(MegakernelSettings settings) {
    Machine machine = settings.machine(Layers.LOOPBACK);
    Workload workload = ring(Workload.initial().with(TILES, 3L), 2);
    try (TrafficPlan plan = new TrafficPlan(machine, Layers.LOOPBACK, workload, 0, 2);
        Session session =
            new Session(
                machine,
                Layers.LOOPBACK,
                plan,
                new RingSettings(2, 4, 2, 16),
                Preamble.NONE,
                false);
        Transport wire =
            new Silent(
                Layers.LOOPBACK.open(
                    machine,
                    workload,
                    plan.routes().rules(),
                    new Carrier.Ends(
                        plan.source(), plan.target(), session.signals(), session.credits(), 3),
                    session))) {
      Passes passes = new Passes(session, new Proxy(session, plan.routes(), wire, 16), true);
      assertThat(passes.run(Duration.ofMillis(500))).isEqualTo(Protocol.WATCHDOG);
      assertThat(session.status("waiting")).isEqualTo(Protocol.WAIT_CREDIT);
      assertThat(session.status("tile")).isEqualTo(2);
    } finally {
      machine.close();
    }
  }

  @Test
  void whatACarrierCannotDoIsRefusedByName() {
    Workload drained = Workload.initial().with(ORDERING, Ordering.DRAIN);
    try (MegakernelProbe probe =
        new MegakernelProbe(MegakernelSettings.of(List.of("host/gpu-store")))) {
      assertThat(probe.objections(ring(drained, 4)))
          .singleElement()
          .asString()
          .contains("receive_buffer");
      assertThat(probe.objections(drained.with(GRANULARITY, 4L)))
          .singleElement()
          .asString()
          .contains("granularity");
      whole(probe, drained.with(RECEIVE_HOOK, Switch.ON));
    }
    try (MegakernelProbe probe = new MegakernelProbe(MegakernelSettings.of(List.of("host")))) {
      assertThat(probe.objections(ring(drained, 4).with(RECEIVE_HOOK, Switch.ON))).isNotEmpty();
      assertThat(
              probe.objections(
                  ring(drained, 4).with(SIGNALS_PER_FENCE, 5L).with(SIGNAL_QP, SignalQp.TILE)))
          .singleElement()
          .asString()
          .contains("signals_per_fence");
    }
  }
}
