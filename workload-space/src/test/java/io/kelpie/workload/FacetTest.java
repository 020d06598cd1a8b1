package io.kelpie.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.Values.Members;
import io.kelpie.workload.Values.Range;
import io.kelpie.workload.Values.Ranges;
import java.util.List;
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
}
