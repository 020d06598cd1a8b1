package io.kelpie.probes.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.preset.Preset;
import io.kelpie.workload.preset.Presets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/**
 * What each preset gives on its profile, in six digits. Whoever moves one says so; {@code
 * -Dkelpie.golden=FILE} writes the list anew.
 */
class PresetGoldenTest {
  private static final String FILE = "presets.golden";

  private static String line(Preset preset) {
    try (ModelProbe probe = ModelProbe.on(Objects.requireNonNull(preset.seenOn()))) {
      Measurement measured = probe.run(preset.workload(), Budget.search(1).fresh());
      String flows =
          measured.flows().stream()
              .map(flow -> "%.5e".formatted(flow.medianPass()))
              .distinct()
              .sorted()
              .collect(Collectors.joining(" "));
      return String.format(
          Locale.ROOT,
          "%s %.5e %08x",
          preset.name(),
          measured.tileTime(),
          (flows + measured.integrity()).hashCode());
    }
  }

  @Test
  void everyPresetGivesWhatItGave() throws IOException {
    String now =
        Presets.all().stream()
            .filter(preset -> preset.seenOn() != null)
            .map(preset -> line(preset) + "\n")
            .collect(Collectors.joining());
    String target = System.getProperty("kelpie.golden");
    if (target != null) {
      Files.writeString(Path.of(target), now);
    }
    try (InputStream in = PresetGoldenTest.class.getResourceAsStream(FILE)) {
      String before =
          new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(now.lines()).containsExactlyElementsOf(before.lines().toList());
    }
  }

  /** A hunt can begin at each: its workload moves, and what it becomes is lawful. */
  @Test
  void everyPresetCanBeMutated() {
    Limits limits = ModelProbe.LIMITS;
    Space space = Space.within(limits);
    for (Preset preset : Presets.all()) {
      if (preset.seenOn() != null) {
        var random = RandomSource.XO_RO_SHI_RO_128_PP.create(9);
        assertThat(Space.objections(preset.workload(), limits)).as(preset.name()).isEmpty();
        for (int step = 0; step < 8; step++) {
          assertThat(Space.objections(space.mutate(preset.workload(), random), limits))
              .as(preset.name())
              .isEmpty();
        }
      }
    }
  }
}
