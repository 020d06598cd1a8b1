package io.kelpie.search.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NeighbourTest {
  @ParameterizedTest
  @CsvSource({
    "tile_bytes.largest, neighbour-tile_bytes.largest",
    "qps_per_peer*send_depth, neighbour-qps_per_peer-by-send_depth",
    "tile_bytes.largest%path_mtu, neighbour-tile_bytes.largest-mod-path_mtu"
  })
  void itsNameIsOneForFilesOfAnySystem(String dimension, String name) {
    Condition condition = new Condition(dimension, new Values.Range(1, 1));

    assertThat(new Neighbour(condition, Workload.initial()).name())
        .isEqualTo(name)
        .matches("[a-z_.-]+");
  }
}
