package io.kelpie.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.workload.Values.Members;
import io.kelpie.workload.Values.Range;
import io.kelpie.workload.Values.Ranges;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FacetTest {

  @Test
  void readsValuesAsACommandLineWritesThem() {
    assertThat(Catalogue.TILES.parse("64")).isEqualTo(new Range(64, 64));
    assertThat(Catalogue.TILES.parse("8..64")).isEqualTo(new Range(8, 64));
    assertThat(Catalogue.TILES.parse("32,8..16"))
        .isEqualTo(new Ranges(List.of(new Range(8, 16), new Range(32, 32))));
    assertThat(Catalogue.ORDERING.parse("drain,none")).isEqualTo(Members.of("drain", "none"));
  }

  @Test
  void aConditionHasItsUnitOnce() {
    assertThat(new Condition("tile_bytes.smallest", new Range(32, 4096)).inWords())
        .isEqualTo("tile_bytes.smallest = 32 to 4096 B");
    assertThat(new Condition("rnr_retries", new Range(1, 1)).inWords())
        .isEqualTo("rnr_retries = 1");
    assertThat(new Condition("ordering", Members.of("drain")).inWords())
        .isEqualTo("ordering = drain");
  }

  @ParameterizedTest
  @CsvSource({
    "tiles,x",
    "tiles,''",
    "tiles,64..8",
    "tiles,'8..16,16'",
    "tiles,0",
    "tiles,99999999999999999999",
    "ordering,DRAIN",
    "ordering,'drain,'"
  })
  void refusesWhatIsNone(String name, String written) {
    assertThatThrownBy(() -> Catalogue.facet(name).orElseThrow().parse(written))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(name + "=");
  }

  /** Of every facet but a vector's: its elements are drawn together. */
  @Test
  void aShareIsThatOfItsDraws() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);
    Space space = Space.within(Workloads.EVERYTHING);
    for (Facet facet : Catalogue.facets()) {
      Values some =
          switch (facet) {
            case Facet.Numeric numeric -> lowerHalf(numeric);
            case Facet.Choice choice -> Members.of(choice.words().getFirst());
          };
      if (facet.dimension() instanceof Dimension.VectorDimension
          || facet.usual().intersect(some).isEmpty()) {
        continue;
      }
      int inside = 0;
      for (int draw = 0; draw < 4000; draw++) {
        Workload drawn = drawn(facet.dimension(), space, random);
        inside += facet.holds(drawn, some) ? 1 : 0;
      }
      assertThat(facet.share(some)).as(facet.name()).isCloseTo(inside / 4000.0, within(0.06));
    }
  }

  private static Values lowerHalf(Facet.Numeric facet) {
    Range usual = (Range) facet.usual();
    return new Range(usual.low(), facet.scale().middle(usual.low(), usual.high()));
  }

  private static <T> Workload drawn(
      Dimension<T> dimension, Space space, UniformRandomProvider random) {
    return Workload.initial().with(dimension, dimension.draw(space, random));
  }

  @Test
  void whatIsNotUsualIsAShareOfAllThatIsLawful() {
    assertThat(Catalogue.ORDERING.share(Catalogue.ORDERING.full())).isEqualTo(1);
    Range full = Catalogue.QPS_PER_PEER.full();
    Range usual = Catalogue.QPS_PER_PEER.usual();
    assertThat(Catalogue.QPS_PER_PEER.share(new Range(usual.high() + 1, full.high())))
        .isBetween(0.05, 0.95);
  }
}
