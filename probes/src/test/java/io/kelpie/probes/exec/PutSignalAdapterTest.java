package io.kelpie.probes.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.UsageException;
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

/**
 * The adapter around NVSHMEM's put-signals, with a double in the place of GPUs that prints what its
 * program printed on two.
 */
class PutSignalAdapterTest {
  private static final Path ADAPTER = Path.of("../docs/adapters/nvshmem/adapter").toAbsolutePath();
  private static final Budget BUDGET =
      new Budget(Duration.ofSeconds(20), 2, Duration.ZERO, Budget.QueuePairs.FRESH, 1);

  @TempDir private Path folder = Path.of("");

  private ExecProbe open(String way) throws IOException {
    for (String name : List.of("put_signal", "put_signal-1.txt", "put_signal-4.txt")) {
      try (InputStream in = PutSignalAdapterTest.class.getResourceAsStream(name)) {
        Files.write(folder.resolve(name), Objects.requireNonNull(in).readAllBytes());
      }
    }
    Path program = folder.resolve("put_signal");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return command(program, way);
  }

  private ExecProbe command(Path program, String way) throws IOException {
    Path command = folder.resolve("adapter");
    Files.writeString(
        command,
        "#!/bin/sh\nKELPIE_PUT_SIGNAL=%s KELPIE_DOUBLE=%s exec sh %s \"$@\"\n"
            .formatted(program, way, ADAPTER));
    assertThat(command.toFile().setExecutable(true)).isTrue();
    return new ExecProbe(List.of(command.toString()));
  }

  private static Workload tiles(long group) {
    return Workload.initial()
        .with(Catalogue.ORDERING, Ordering.DRAIN)
        .with(Catalogue.TILES, 8L)
        .with(Catalogue.TILE_BYTES, List.of(1000L, 20_000L))
        .with(Catalogue.SIGNALS_PER_FENCE, group);
  }

  /** Means over the first two passes of the recordings, worked out apart. */
  @Test
  void stampsBecomeStages() throws IOException {
    try (ExecProbe probe = open("")) {
      Measurement coupled = probe.run(tiles(1), BUDGET);
      Measurement decoupled = probe.run(tiles(4), BUDGET);

      assertThat(coupled.outcome()).isEqualTo(new Outcome.Completed());
      assertThat(coupled.stage(Stage.FENCE).mean()).isZero();
      assertThat(coupled.stage(Stage.SIGNAL).mean()).isCloseTo(1.745e-6, within(1e-9));
      assertThat(coupled.stage(Stage.POST).mean()).isCloseTo(1.786e-6, within(1e-9));
      assertThat(decoupled.stage(Stage.FENCE).mean()).isCloseTo(3.282e-6, within(1e-9));
      assertThat(decoupled.stage(Stage.SIGNAL).mean()).isCloseTo(2.598e-6, within(1e-9));
      assertThat(decoupled.integrity().checked()).isEqualTo(2 * 8);
      assertThat(decoupled.integrity().whole()).isTrue();
      assertThat(coupled.idleRoundTrip()).isCloseTo(2.976e-6, within(1e-9));
      assertThat(probe.objections(tiles(1).with(Catalogue.ORDERING, Ordering.SAME_QP)))
          .isNotEmpty();
    }
  }

  @Test
  void aTileThatWasNotThereIsDisorder() throws IOException {
    try (ExecProbe probe = open("disorders")) {
      Measurement measured = probe.run(tiles(1), BUDGET);

      assertThat(measured.integrity().disordered()).isEqualTo(2);
      assertThat(measured.integrity().example())
          .isEqualTo("2 tiles were not there when their signal was seen");
    }
  }

  @Test
  void whatItSaysWhenItFailsIsQuoted() throws IOException {
    try (ExecProbe probe = open("dies")) {
      assertThat(probe.run(tiles(1), BUDGET).outcome())
          .isEqualTo(
              new Outcome.Failed("the command ended with status 1", "nvshmem_init: no transport"));
    }
    assertThatThrownBy(() -> command(folder.resolve("nothing"), ""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("compile put_signal.cu");
  }
}
