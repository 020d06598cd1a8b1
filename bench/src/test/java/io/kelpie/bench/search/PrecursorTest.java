package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.Quirk;
import io.kelpie.probes.model.Trigger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PrecursorTest {
  private static final Profile PROFILE = Profile.named("cx6-200g-f");

  @Test
  void aQuirkIsToldByWhatItDeclares() {
    Quirk product = quirk("f-product");
    Trigger.Product growing = new Trigger.Product(List.of("peers", "tiles"), 64, 256);
    Trigger.Product sudden = new Trigger.Product(List.of("peers", "tiles"), 64, 64);

    assertThat(Precursor.of(product)).isEqualTo(Precursor.DEVICE);
    assertThat(Precursor.of(silent(product, new Trigger.All(List.of(growing)))))
        .isEqualTo(Precursor.OWN);
    assertThat(Precursor.of(silent(product, sudden))).isEqualTo(Precursor.NONE);
    assertThat(Precursor.of(quirk("f-multiple"))).isEqualTo(Precursor.NONE);
  }

  @Test
  void theHardwaresAreToldByWhatItCounts() {
    Map<String, Precursor> precursors = Truth.precursors(PROFILE);

    assertThat(precursors).hasSize(15).containsEntry("collie-7", Precursor.DEVICE);
    assertThat(precursors).containsEntry("f-multiple", Precursor.NONE).doesNotContainKey("f-decoy");
    assertThat(Truth.precursors(Profile.named("cx5-25g")).keySet())
        .containsExactly("collie-7", "collie-8");
  }

  private static Quirk quirk(String id) {
    return PROFILE.quirks().stream()
        .filter(quirk -> quirk.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Quirk silent(Quirk quirk, Trigger trigger) {
    return new Quirk(quirk.id(), quirk.title(), quirk.source(), trigger, quirk.effect(), List.of());
  }
}
