package io.kelpie.probes.megakernel;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.MeasurementInvariants;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another process's kernel, used over a file: on host threads, and on the GPU if there is one. */
class OutsideTest {
  private static final Budget BUDGET =
      new Budget(Duration.ofSeconds(30), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);

  /** Signals of 8 bytes beside 2 MiB of tiles on a slow queue. */
  private static final double SLOW = 20e6;

  private static final Workload OVERTAKING =
      Workload.initial()
          .with(TILES, 32L)
          .with(TILE_BYTES, List.of(65_536L))
          .with(REGION_BYTES, 2L << 20)
          .with(REGION_STRIDE, 2L << 20)
          .with(SIGNAL_QP, SignalQp.CONTROL);

  @TempDir private Path folder;

  /** A process that offers a kernel until this is closed. */
  private record Offer(Process process) implements AutoCloseable {
    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  private Path file() {
    return folder.resolve("region");
  }

  private Offer offer(String device) throws IOException, InterruptedException {
    try (RandomAccessFile made = new RandomAccessFile(file().toFile(), "rw")) {
      made.setLength(256L << 20);
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KernelHost.class.getName(),
                device,
                file().toString())
            .inheritIO()
            .start();
    try (SharedRegion region = new SharedRegion(file())) {
      while (region.get(SharedRegion.OFFER) != SharedRegion.OFFERED && process.isAlive()) {
        Thread.sleep(10);
      }
    }
    return new Offer(process);
  }

  private Offer offer() throws IOException, InterruptedException {
    return offer("host");
  }

  private Measurement measured(Carrier carrier, Workload workload, Budget budget) {
    MegakernelSettings settings = MegakernelSettings.outside(file());
    try (Machine machine = new OutsideMachine(file(), Duration.ofSeconds(2))) {
      return new Run(machine, carrier, GpuWatch.NONE, settings, workload, budget).measure();
    }
  }

  private Integrity content(Carrier carrier, Workload workload) {
    Measurement measured = measured(carrier, workload, BUDGET);
    assertThat(measured.outcome()).as("%s", workload).isEqualTo(new Outcome.Completed());
    return measured.integrity();
  }

  @ParameterizedTest
  @MethodSource("io.kelpie.probes.megakernel.HandoverTest#machines")
  void tilesOfAnotherProcessesKernelArriveWhole(MegakernelSettings kernel) throws Exception {
    try (Offer _ = offer(kernel.gpu() == null ? "host" : "gpu" + kernel.gpu());
        MegakernelProbe probe = new MegakernelProbe(MegakernelSettings.outside(file()))) {
      assertThat(probe.place()).contains("of another process over loopback");
      Workload base = Workload.initial().with(TILES, 24L).with(SIGNALS_PER_FENCE, 5L);
      Workload ring = base.with(RECEIVE_BUFFER, ReceiveBuffer.RING).with(RECEIVE_SLOTS, 8L);
      for (Workload handover : List.of(base, ring, base.with(RECEIVE_HOOK, Switch.ON))) {
        for (Ordering ordering : Ordering.values()) {
          Workload workload = handover.with(ORDERING, ordering).with(PREAMBLE_KERNELS, 1L);
          Measurement measured = probe.run(workload, BUDGET);
          assertThat(measured.outcome()).as("%s", workload).isEqualTo(new Outcome.Completed());
          assertThat(measured.integrity().whole()).as("%s", workload).isTrue();
          MeasurementInvariants.assertHold(probe.description(), workload, measured);
        }
      }
    }
  }

  @Test
  void aBrokenOrderIsCaughtByContentStagedOrNot() throws Exception {
    Carrier slow = new Loopback(SLOW, -1);
    try (Offer _ = offer()) {
      for (Carrier carrier : List.of(slow, new Staged(slow))) {
        Integrity broken = content(carrier, OVERTAKING.with(ORDERING, Ordering.NONE));
        assertThat(broken.disordered()).as("%s", carrier).isPositive();
        assertThat(broken.corrupt()).as("%s", carrier).isZero();
        assertThat(content(carrier, OVERTAKING.with(ORDERING, Ordering.DRAIN)).whole())
            .as("%s", carrier)
            .isTrue();
      }
    }
  }

  /** Signals and credits of libfabric are words that the wire writes. */
  @Test
  void wordsThatTheWireWritesPassTheStage() throws Exception {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    Workload ring =
        Workload.initial()
            .with(TILES, 24L)
            .with(PEERS, 2L)
            .with(RECEIVE_BUFFER, ReceiveBuffer.RING)
            .with(RECEIVE_SLOTS, 2L)
            .with(ORDERING, Ordering.DRAIN);
    try (Offer _ = offer();
        Carrier carrier = new Staged(new Libfabric(Provider.TCP, ""))) {
      for (Signal signal : List.of(Signal.INLINE_WRITE, Signal.IMMEDIATE, Signal.NOTHING)) {
        assertThat(content(carrier, ring.with(SIGNAL, signal)).whole()).as("%s", signal).isTrue();
      }
    }
  }

  @Test
  void numbersOfALayerAreTheReferences() throws Exception {
    Map<String, Rules> orderings = LayerTest.orderings(false);
    Rules rules = Objects.requireNonNull(orderings.get("decoupled, led"));
    try (Offer _ = offer()) {
      for (Carrier carrier : List.of(Layers.LOOPBACK, new Staged(Layers.LOOPBACK))) {
        Machine machine = new OutsideMachine(file());
        assertThat(
                Layers.error(machine, Layers.shape(true, true), rules, carrier, Workload.initial()))
            .as("%s", carrier)
            .isLessThan(LayerTest.TOLERANCE);
      }
    }
  }

  @Test
  void aSignalThatNeverComesIsAHangWithItsTile() throws Exception {
    Budget budget = new Budget(Duration.ofSeconds(2), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);
    try (Offer _ = offer()) {
      Carrier losing = new Loopback(0, 17);
      Outcome.Hang hang = (Outcome.Hang) measured(losing, Workload.initial(), budget).outcome();
      assertThat(hang.waiting()).isEqualTo(Stage.SIGNAL);
      assertThat(hang.detail()).endsWith("while tile 17 waited for its signal");
      assertThat(content(Layers.LOOPBACK, Workload.initial()).whole()).isTrue();
    }
  }

  @Test
  void aKernelWhoseProcessEndsIsASentence() throws Exception {
    Workload slow = Workload.initial().with(DELAY, 20_000L).with(ORDERING, Ordering.DRAIN);
    Budget endless =
        new Budget(Duration.ofMinutes(5), 100, Duration.ofSeconds(1), Budget.QueuePairs.FRESH, 1);
    try (Offer offer = offer()) {
      CompletableFuture<?> killed =
          CompletableFuture.runAsync(
              offer::close, CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));
      Measurement measured = measured(Layers.LOOPBACK, slow, endless);
      assertThat(measured.outcome())
          .isEqualTo(
              new Outcome.Failed("the kernel's process does not answer", "over the shared region"));
      killed.join();
    }
  }

  /** Whoever used the kernel before, perhaps in a guest that was rebooted, has lost it. */
  @Test
  void aSecondUserTakesTheKernel() throws Exception {
    try (Offer _ = offer();
        Machine first = new OutsideMachine(file());
        Area left = first.own(64)) {
      assertThat(content(Layers.LOOPBACK, Workload.initial()).whole()).isTrue();
      assertThatThrownBy(() -> left.write(MemorySegment.ofArray(new long[8])))
          .hasMessageContaining("another process has taken the kernel since");
    }
  }

  @Test
  void aRegionWithoutAKernelIsRefused() throws Exception {
    offer("host").close();
    try (SharedRegion region = new SharedRegion(file())) {
      assertThatThrownBy(() -> new OutsideMachine(file(), Duration.ofMillis(100)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("the kernel's process does not answer");
      region.set(SharedRegion.OFFER, 0);
      assertThatThrownBy(() -> new OutsideMachine(file()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("no kernel is offered over");
    }
  }
}
