package io.kelpie.probes.traffic;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Workload;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TileLayoutTest {
  private static final Workload WIDE =
      Workload.initial().with(TILES, 12L).with(PEERS, 2L).with(QPS_PER_PEER, 3L);

  private static List<Integer> queues(Workload workload) {
    TileLayout layout = new TileLayout(workload, 12);
    return IntStream.range(0, 12).map(layout::queue).boxed().toList();
  }

  @Test
  void mappingsDealTiles() {
    assertThat(queues(WIDE)).isEqualTo(List.of(0, 3, 0, 3, 0, 3, 0, 3, 0, 3, 0, 3));
    assertThat(queues(WIDE.with(TILE_MAPPING, TileMapping.ROUND_ROBIN)))
        .isEqualTo(List.of(0, 3, 1, 4, 2, 5, 0, 3, 1, 4, 2, 5));
    assertThat(queues(WIDE.with(TILE_MAPPING, TileMapping.BY_EXPERT)))
        .isEqualTo(List.of(0, 3, 0, 3, 1, 4, 1, 4, 2, 5, 2, 5));
  }

  @Test
  void controlQueuesStandBehindTheData() {
    TileLayout layout = new TileLayout(WIDE.with(SIGNAL_QP, SignalQp.CONTROL), 12);

    assertThat(layout.queues()).isEqualTo(8);
    assertThat(layout.signalQueue(4)).isEqualTo(6);
    assertThat(layout.signalQueue(5)).isEqualTo(7);
    assertThat(layout.queuesOf(1)).containsExactly(3, 4, 5, 7);
  }

  @Test
  void roundRobinPartsSignalFromTile() {
    TileLayout layout =
        new TileLayout(
            WIDE.with(TILE_MAPPING, TileMapping.ROUND_ROBIN).with(SIGNAL_QP, SignalQp.ROUND_ROBIN),
            12);

    for (int tile = 0; tile < 12; tile++) {
      assertThat(layout.signalQueue(tile)).isNotEqualTo(layout.queue(tile));
      assertThat(layout.signalQueue(tile) / 3).isEqualTo(layout.peer(tile));
    }
  }

  @Test
  void placesDoNotOverlapAndStayInTheirRegion() {
    Workload workload =
        WIDE.with(TILE_BYTES, List.of(100L, 5000L, 64L))
            .with(REGIONS, 5L)
            .with(REGION_BYTES, 65536L)
            .with(REGION_STRIDE, 131072L);
    TileLayout layout = new TileLayout(workload, 12);
    Set<Long> taken = new HashSet<>();
    for (int tile = 0; tile < 12; tile++) {
      long within = layout.offset(tile) - layout.region(tile) * 131072L;
      assertThat(within).isBetween(0L, 65536L - layout.bytes(tile));
      for (long at = layout.offset(tile); at < layout.offset(tile) + layout.bytes(tile); at++) {
        assertThat(taken.add(at)).isTrue();
      }
    }
    assertThat(layout.allBytes()).startsWith(100, 5000, 64, 100);
  }
}
