package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.bench.noise.Noise;
import io.kelpie.search.oracle.Symptom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CleanNightsTest {
  @Test
  void countsNightsNotClaims() {
    List<Cell> nights = new ArrayList<>();
    nights.add(night(1, claim(Truth.Kind.FALSE, "device"), claim(Truth.Kind.FALSE, "both")));
    nights.add(night(2, claim(Truth.Kind.OWN, "unknown"), claim(Truth.Kind.OWN, "workload")));
    nights.add(night(3, claim(Truth.Kind.FALSE, "path")));
    for (int seed = 4; seed <= 300; seed++) {
      nights.add(night(seed));
    }
    CleanNights.Result result = new CleanNights("kelpie", 300, 2000, Noise.BUSY).result(nights);

    assertThat(result.nights()).isEqualTo(300);
    assertThat(result.accusing()).isEqualTo(1);
    assertThat(result.wrong()).isEqualTo(2);
    assertThat(result.claims()).isEqualTo(5);
    assertThat(result.wrongClaims()).isEqualTo(3);
    assertThat(result.ownMisjudged()).isEqualTo(1);
    // Clopper and Pearson's interval of 1 in 300: 1 - 0.975^(1/300) below.
    assertThat(result.accusingShare().low())
        .isCloseTo(1 - Math.pow(0.975, 1.0 / 300), within(1e-9));
    assertThat(result.accusingShare().high()).isCloseTo(0.0184, within(1e-4));
  }

  @Test
  void goesOnFromItsFile(@TempDir Path folder) {
    Path file = folder.resolve("nights.jsonl");
    List<String> told = new ArrayList<>();
    CleanNights.Result first = new CleanNights("random", 1, 2, Noise.BUSY).run(file, told::add);
    CleanNights.Result again = new CleanNights("random", 1, 2, Noise.BUSY).run(file, told::add);

    assertThat(told).hasSize(1);
    assertThat(again).isEqualTo(first);
    assertThat(first.nights()).isEqualTo(1);
    assertThat(first.accusing()).isZero();
  }

  private static Cell.Claimed claim(Truth.Kind kind, String doing) {
    return new Cell.Claimed("0a0b0c0d", Symptom.LOW_GOODPUT, kind, null, doing, null, null, 12);
  }

  private static Cell night(long seed, Cell.Claimed... claims) {
    return new Cell(
        "kelpie",
        "clean",
        seed,
        "busy-fabric",
        2000,
        0,
        List.of(),
        List.of(claims),
        new Cell.Cost(2000, 4000, 10, 40),
        0.1,
        2,
        3);
  }
}
