package io.kelpie.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegionSamplerTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10)));
  private static final int DRAWS = 300;

  private final UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(5);

  @Test
  void everyDrawLiesWithinAndAllElseVaries() {
    Region region =
        new Region(
            List.of(
                new Condition("ordering", Values.Members.of("drain")),
                new Condition("tiles", new Values.Range(60, 70)),
                new Condition("qps_per_peer*send_depth", new Values.Range(512, 16384)),
                new Condition("tile_bytes.largest%path_mtu", new Values.Range(1, 1))));
    RegionSampler sampler = new RegionSampler(SPACE, region);
    Set<Long> tiles = new HashSet<>();
    Set<Long> mtus = new HashSet<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      Workload workload = sampler.draw(random).orElseThrow();
      assertThat(region.contains(workload)).isTrue();
      assertThat(SPACE.contains(workload)).isTrue();
      assertThat(Space.objections(workload, SPACE.limits())).isEmpty();
      tiles.add(workload.get(Catalogue.TILES));
      mtus.add(workload.get(Catalogue.PATH_MTU));
    }
    assertThat(tiles).hasSize(11);
    assertThat(mtus).hasSizeGreaterThan(2);
  }

  /**
   * On the logarithm's scale half of the fixed sizes lie above the geometric mean of the ends.
   * Datagrams are cut to a packet, so that some mixes lie at the lower one.
   */
  @ParameterizedTest
  @ValueSource(strings = {"tile_bytes.smallest", "tile_bytes.largest"})
  void drawsOfAnEdgeDoNotGatherAtItsEnds(String edge) {
    Values.Range range = new Values.Range(edge.endsWith("smallest") ? 32 : 4096, 16384);
    RegionSampler sampler =
        new RegionSampler(SPACE, new Region(List.of(new Condition(edge, range))));
    Facet.Numeric facet = (Facet.Numeric) Catalogue.feature(edge).orElseThrow();
    int fixed = 0;
    int upper = 0;
    int mixes = 0;
    int atEnds = 0;
    for (int draw = 0; draw < 10 * DRAWS; draw++) {
      Workload workload = sampler.draw(random).orElseThrow();
      long value = facet.value(workload);
      assertThat(range.contains(value)).isTrue();
      if (workload.get(Catalogue.TILE_BYTES).size() > 1) {
        mixes++;
        atEnds += value == range.low() || value == range.high() ? 1 : 0;
      } else {
        fixed++;
        upper += value > Math.sqrt((double) range.low() * range.high()) ? 1 : 0;
      }
    }

    assertThat(mixes).isBetween(1300, 1700);
    assertThat(atEnds).isLessThan(mixes / 10);
    assertThat((double) upper / fixed).isBetween(0.45, 0.55);
  }

  @Test
  void edgesThatNoFixedSizeHasAreDrawnAsMixes() {
    RegionSampler sampler =
        new RegionSampler(
            SPACE,
            new Region(
                List.of(
                    new Condition("tile_bytes.smallest", new Values.Range(64, 128)),
                    new Condition("tile_bytes.largest", new Values.Range(65536, 131072)))));

    for (int draw = 0; draw < DRAWS; draw++) {
      assertThat(sampler.draw(random)).isPresent();
    }
  }

  @Test
  void aRegionOutsideTheSpaceGivesNothing() {
    Region few = new Region(List.of(new Condition("tiles", new Values.Range(1, 8))));
    Space many = SPACE.pin("tiles", new Values.Range(16, 1024));

    assertThat(new RegionSampler(many, few).draw(random)).isEqualTo(Optional.empty());
  }

  @Test
  void conditionsThatExcludeEachOtherByLawGiveNothing() {
    Region unlawful =
        new Region(
            List.of(
                new Condition("qp_type", Values.Members.of("uc")),
                new Condition("opcode", Values.Members.of("read"))));

    assertThat(new RegionSampler(SPACE, unlawful).draw(random)).isEmpty();
  }
}
