package io.kelpie.results.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.results.Anomaly;
import io.kelpie.results.Findings;
import io.kelpie.results.Hunts;
import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Flusher;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The program that a vendor compiles, of every kind of workload and symptom. */
class ReproducerTest {
  @TempDir private Path folder = Path.of("");

  private static Workload rc(Signal signal, Ordering ordering) {
    return Workload.initial().with(Catalogue.SIGNAL, signal).with(Catalogue.ORDERING, ordering);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(
            "RC write, drain over the endpoint, groups by their leader",
            Symptom.SERIALISED,
            rc(Signal.INLINE_WRITE, Ordering.DRAIN)
                .with(Catalogue.FENCE_SCOPE, FenceScope.ENDPOINT)
                .with(Catalogue.SIGNALS_PER_FENCE, 8L)
                .with(Catalogue.FLUSHER, Flusher.LEADER)),
        Arguments.of(
            "RC write, NIC fence and fetch-add on a control queue",
            Symptom.SERIALISED,
            rc(Signal.FETCH_ADD, Ordering.NIC_FENCE).with(Catalogue.SIGNAL_QP, SignalQp.CONTROL)),
        Arguments.of(
            "RC write, compare-swap round robin, mixed sizes both ways",
            Symptom.TAIL,
            rc(Signal.COMPARE_SWAP, Ordering.NONE)
                .with(Catalogue.SIGNAL_QP, SignalQp.ROUND_ROBIN)
                .with(Catalogue.TILE_MAPPING, TileMapping.ROUND_ROBIN)
                .with(Catalogue.QPS_PER_PEER, 4L)
                .with(Catalogue.TILE_BYTES, List.of(64L, 1024L, 4096L, 65536L))
                .with(Catalogue.DIRECTION, Direction.BOTH_WAYS)),
        Arguments.of(
            "RC send, answered by sends",
            Symptom.ERROR,
            rc(Signal.SEND, Ordering.SAME_QP).with(Catalogue.OPCODE, Opcode.SEND)),
        Arguments.of(
            "RC read",
            Symptom.RETRANSMIT,
            rc(Signal.COMPLETION, Ordering.NONE).with(Catalogue.OPCODE, Opcode.READ)),
        Arguments.of(
            "UC write with immediate, small enough to be inline",
            Symptom.DISORDER,
            rc(Signal.IMMEDIATE, Ordering.SAME_QP)
                .with(Catalogue.QP_TYPE, QpType.UC)
                .with(Catalogue.TILE_BYTES, List.of(64L))
                .with(Catalogue.INLINE_THRESHOLD, 256L)),
        Arguments.of(
            "UD send",
            Symptom.STALLED,
            rc(Signal.NOTHING, Ordering.NONE)
                .with(Catalogue.QP_TYPE, QpType.UD)
                .with(Catalogue.OPCODE, Opcode.SEND)
                .with(Catalogue.TILE_BYTES, List.of(1024L))),
        Arguments.of(
            "RC write from many regions in many pieces, beside a loopback",
            Symptom.LOW_GOODPUT,
            rc(Signal.NOTHING, Ordering.NONE)
                .with(Catalogue.SGES, 8L)
                .with(Catalogue.REGIONS, 16L)
                .with(Catalogue.POST_LIST, 32L)
                .with(Catalogue.TILE_MAPPING, TileMapping.BY_EXPERT)
                .with(Catalogue.DIRECTION, Direction.LOOPBACK_BESIDE_REMOTE)),
        Arguments.of(
            "RC write that hangs",
            Symptom.HANG,
            rc(Signal.INLINE_WRITE, Ordering.DRAIN).with(Catalogue.FENCE_SCOPE, FenceScope.QP)),
        Arguments.of(
            "pause beside the receiver's loopback",
            Symptom.PAUSE,
            rc(Signal.INLINE_WRITE, Ordering.SAME_QP)
                .with(Catalogue.DIRECTION, Direction.LOOPBACK_BESIDE_RECEIVE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void compilesWithoutAWarning(String kind, Symptom symptom, Workload workload) throws Exception {
    assumeTrue(
        Files.exists(Path.of("/usr/include/infiniband/verbs.h")),
        "skipped: no infiniband/verbs.h; apt-get install libibverbs-dev");
    Finding plain = Findings.serialised();
    Finding finding = Findings.reduced(plain, symptom, workload, plain.conditions());
    Anomaly anomaly = new Anomaly(Anomaly.VERSION, "hunt", Hunts.file().place(), finding);
    Path source = folder.resolve("verbs.c");
    Files.writeString(source, new Reproducer(anomaly, 1e6).program(Templates.text("verbs.c")));
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-std=c11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-c",
                "-o",
                "verbs.o",
                "verbs.c")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(gcc.exitValue()).as(kind).isZero();
  }
}
