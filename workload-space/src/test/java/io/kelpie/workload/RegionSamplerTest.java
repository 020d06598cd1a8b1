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
