package io.kelpie.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.workload.Values.Range;
import io.kelpie.workload.json.StrictJson;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FeatureTest {
  private static final Condition PRODUCT =
      new Condition("qps_per_peer*send_depth", new Range(1_000, 2_000));

  @Test
  void aProductIsOfTwoNumbers() {
    Workload workload =
        Workload.initial().with(Catalogue.QPS_PER_PEER, 8L).with(Catalogue.SEND_DEPTH, 128L);

    assertThat(PRODUCT.holds(workload)).isTrue();
    assertThat(PRODUCT.holds(workload.with(Catalogue.QPS_PER_PEER, 7L))).isFalse();
    assertThat(PRODUCT.feature().text(workload)).isEqualTo("1024");
  }

  @ParameterizedTest
  @CsvSource({"4096,0", "4097,1", "4095,-1", "6144,2048", "6145,-2047", "32,32"})
  void aRemainderIsCountedFromTheNearestMultiple(long bytes, long beyond) {
    Workload workload =
        Workload.initial()
            .with(Catalogue.PATH_MTU, 4096L)
            .with(Catalogue.TILE_BYTES, List.of(bytes));

    assertThat(new Remainder(Catalogue.TILE_BYTES.largest(), Catalogue.PATH_MTU).value(workload))
        .isEqualTo(beyond);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"qps_per_peer*", "*send_depth", "qps_per_peer*ordering", "tiles+peers", "a%b"})
  void othersAreNone(String name) {
    assertThat(Catalogue.feature(name)).isEmpty();
    assertThatThrownBy(() -> new Condition(name, new Range(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void whatIsMadeOfSeveralCannotBeSet() {
    assertThatThrownBy(PRODUCT::facet)
        .isInstanceOf(UsageException.class)
        .hasMessage("qps_per_peer*send_depth cannot be set by itself; name a dimension");
  }

  @Test
  void conditionsAreReadAsTheyWereWritten() {
    Condition remainder =
        new Condition(
            "tile_bytes.largest%path_mtu", Values.of(List.of(new Range(-1, -1), new Range(1, 1))));

    for (Condition condition : List.of(PRODUCT, remainder)) {
      assertThat(StrictJson.read(StrictJson.line(condition), "text", Condition.class))
          .isEqualTo(condition);
    }
    assertThat(remainder.inWords()).isEqualTo("tile_bytes.largest%path_mtu = -1 or 1 B");
  }

  @Test
  void theShareOfAProductIsThatOfItsDraws() {
    Product product = new Product(Catalogue.QPS_PER_PEER, Catalogue.REGIONS);
    Values some = new Range(1_000, Long.MAX_VALUE);
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(3);
    int draws = 20_000;
    int inside = 0;
    for (int draw = 0; draw < draws; draw++) {
      long queuePairs =
          Catalogue.QPS_PER_PEER.scale().draw(Catalogue.QPS_PER_PEER.usual().hull(), random);
      long regions = Catalogue.REGIONS.scale().draw(Catalogue.REGIONS.usual().hull(), random);
      inside += some.contains(queuePairs * regions) ? 1 : 0;
    }

    assertThat(product.share(some)).isCloseTo((double) inside / draws, within(0.02));
  }
}
