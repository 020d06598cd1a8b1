package io.kelpie.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.model.ModelProbe;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabBenchTest {
  /** A slow network: a millisecond each way, 20 us a packet, 50 MB a second. */
  private static final LabFit SLOW = new LabFit(1_000_000, 20_000, 50_000_000);

  /** Put-only runs tell one way, packet and rate; the orderings follow. */
  @Test
  void putOnlyRunsTellWhatOrderingsCost() {
    try (ModelProbe probe = new ModelProbe(SLOW.profile(0.03))) {
      LabBench.Result result = new LabBench(probe, null).run(_ -> {});

      assertThat(result.fit().oneWayNanos()).isCloseTo(SLOW.oneWayNanos(), within(50_000));
      assertThat(result.fit().packetNanos()).isCloseTo(SLOW.packetNanos(), within(4_000));
      assertThat(result.fit().bytesPerSecond()).isCloseTo(50_000_000L, within(2_500_000L));
      assertThat(result.worst()).isBetween(1e-6, 0.1);
      assertThat(result.rows())
          .filteredOn(row -> row.measured().cell() == LabCell.DRAIN)
          .allMatch(row -> row.measured().seconds() > 2e-3)
          .isNotEmpty();
    }
  }

  /** What disturbs the orderings alone moves no parameter, and shows as an error. */
  @Test
  void orderingsCalibrateNothing() {
    try (ModelProbe probe = new ModelProbe(SLOW.profile(0))) {
      List<LabRow> rows = new ArrayList<>(new LabMeasurement(probe).rows(_ -> {}));
      LabFit before = LabFit.to(rows);
      rows.replaceAll(row ->
          row.calibrates()
              ? row
              : new LabRow(row.cell(), row.delay(), row.bytes(), row.depth(), 3 * row.seconds()));

      assertThat(LabFit.to(rows)).isEqualTo(before);
    }
  }

  @Test
  void aFileGathersDelaysAndMeasuresNoneTwice(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("lab.jsonl");
    List<String> told = new ArrayList<>();
    try (ModelProbe probe = new ModelProbe(SLOW.profile(0))) {
      LabBench.Result first = new LabBench(probe, file).run(told::add);
      int rounds = told.size();
      LabBench.Result again = new LabBench(probe, file).run(told::add);

      assertThat(rounds).isPositive();
      assertThat(told).hasSize(rounds);
      assertThat(again).isEqualTo(first);
      Files.writeString(file, "{}\n");
      assertThatThrownBy(() -> new LabBench(probe, file).run(told::add))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(file.toString());
    }
  }
}
