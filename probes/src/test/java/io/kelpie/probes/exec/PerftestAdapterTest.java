package io.kelpie.probes.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter around perftest, with a double of {@code ib_write_lat} in the place of devices. */
class PerftestAdapterTest {
  private static final Path ADAPTER = Path.of("../docs/adapters/perftest").toAbsolutePath();
  private static final Budget BUDGET =
      new Budget(Duration.ofSeconds(20), 2, Duration.ZERO, Budget.QueuePairs.FRESH, 1);

  @TempDir private Path folder = Path.of("");

  private ExecProbe open(String way) throws IOException {
    Path bench = folder.resolve("ib_write_lat");
    try (InputStream in = PerftestAdapterTest.class.getResourceAsStream("ib_write_lat")) {
      Files.write(bench, Objects.requireNonNull(in).readAllBytes());
    }
    Path command = folder.resolve("perftest");
    Files.writeString(
        command,
        "#!/bin/sh\nPATH=%s:$PATH KELPIE_DOUBLE=%s exec sh %s \"$@\"\n"
            .formatted(folder, way, ADAPTER));
    assertThat(bench.toFile().setExecutable(true)).isTrue();
    assertThat(command.toFile().setExecutable(true)).isTrue();
    return new ExecProbe(List.of(command.toString()));
  }

  private static Workload tiles(long count, List<Long> sizes) {
    return Workload.initial()
        .with(Catalogue.TILES, count)
        .with(Catalogue.TILE_BYTES, sizes)
        .with(Catalogue.ORDERING, Ordering.NONE)
        .with(Catalogue.SIGNAL, Signal.NOTHING);
  }

  /**
   * Tiles take messages of their sizes in turn: 2.074, 6.106, 2.084 us and so on, there and back.
   */
  @Test
  void everyTileIsAMessage() throws IOException {
    try (ExecProbe probe = open("")) {
      Measurement measured = probe.run(tiles(4, List.of(64L, 4096L)), BUDGET);

      assertThat(measured.outcome()).isEqualTo(new Outcome.Completed());
      double there = 2 * 2.074 + 2 * 6.106 + 2 * 2.084 + 6.116;
      assertThat(measured.flows().getFirst().medianPass()).isCloseTo(there * 1e-6, within(4e-9));
      assertThat(measured.flows().getFirst().passSeconds()).hasSize(2);
      assertThat(measured.stage(Stage.SIGNAL).mean())
          .isCloseTo((2.074 + 6.106 + 2.084 + 6.116) / 4 * 1e-6, within(2e-9));
      assertThat(measured.idleRoundTrip()).isCloseTo(4.148e-6, within(2e-9));
      assertThat(probe.description().environment()).containsEntry("bench", "ib_write_lat 6.06");
    }
  }

  /** 64 messages of about 4.8 us there and back last 308 us; 1 ms takes four such passes. */
  @Test
  void windowsLastAsLongAsIsAsked() throws IOException {
    Budget longer =
        new Budget(Duration.ofSeconds(20), 1, Duration.ofMillis(1), Budget.QueuePairs.FRESH, 1);
    try (ExecProbe probe = open("")) {
      Measurement measured = probe.run(tiles(64, List.of(64L)), longer);

      assertThat(measured.outcome()).isEqualTo(new Outcome.Completed());
      assertThat(measured.sojourns().getFirst().count()).isEqualTo(4 * 64);
    }
  }

  @Test
  void whatPerftestSaysIsQuoted() throws IOException {
    try (ExecProbe probe = open("dies")) {
      Outcome.Failed failed = (Outcome.Failed) probe.run(tiles(4, List.of(64L)), BUDGET).outcome();
      assertThat(failed.detail()).contains("Couldn't connect to 127.0.0.1");
    }
  }
}
