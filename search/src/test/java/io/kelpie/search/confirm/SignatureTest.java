package io.kelpie.search.confirm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SignatureTest {
  private static final List<String> COUNTERS = List.of("hw/a", "hw/b", "hw/c", "net/a");

  private static Signature signature(Map<String, Double> perPacket) {
    return new Signature(new TreeMap<>(perPacket));
  }

  @Test
  void itIsOfEachCounterTheMedianOfTheRunsThatKnowIt() {
    Signature median =
        Signature.median(
            List.of(
                signature(Map.of("hw/a", 1.0, "hw/b", 0.5)),
                signature(Map.of("hw/a", 9.0)),
                signature(Map.of("hw/a", 2.0, "hw/b", 0.7))));
    assertThat(median).isEqualTo(signature(Map.of("hw/a", 2.0, "hw/b", 0.6)));
    assertThat(Signature.median(List.of())).isEqualTo(Signature.NONE);
  }

  @Test
  void similarityIsSymmetricBoundedAndOneWithItself() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Signature one = random(random);
      Signature other = random(random);
      assertThat(one.similarity(one)).isEqualTo(1);
      assertThat(one.similarity(other)).isEqualTo(other.similarity(one)).isBetween(0.0, 1.0);
      assertThat(one.telling(other)).isEqualTo(other.telling(one)).isBetween(0.0, 1.0);
    }
  }

  private static Signature random(Random random) {
    TreeMap<String, Double> perPacket = new TreeMap<>(Map.of("hw/a", Math.exp(-random.nextInt(9))));
    COUNTERS.stream()
        .filter(_ -> random.nextBoolean())
        .forEach(counter -> perPacket.put(counter, random.nextInt(3) * random.nextDouble()));
    return new Signature(perPacket);
  }

  @Test
  void whatCountsElsewhereIsLessAlikeThanWhatCountsMoreOften() {
    Signature one = signature(Map.of("hw/a", 0.5, "hw/b", 0.0));
    double more = one.similarity(signature(Map.of("hw/a", 0.8, "hw/b", 0.0)));
    double elsewhere = one.similarity(signature(Map.of("hw/a", 0.0, "hw/b", 0.5)));
    assertThat(more).isEqualTo(1.5 / 1.8, offset(1e-12));
    assertThat(elsewhere).isEqualTo(1 / 2.25, offset(1e-12));
  }

  @Test
  void silentCountersChangeNothing() {
    Signature one = signature(Map.of("hw/a", 0.5));
    Signature other = signature(Map.of("hw/a", 0.1));
    TreeMap<String, Double> silent = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      silent.put("ethtool/rx" + i, 0.0);
    }
    assertThat(with(one, silent).similarity(with(other, silent))).isEqualTo(one.similarity(other));
    assertThat(with(one, silent).telling(with(other, silent))).isEqualTo(one.telling(other));
    assertThat(new Signature(silent).telling(new Signature(silent))).isZero();
  }

  private static Signature with(Signature signature, Map<String, Double> more) {
    TreeMap<String, Double> all = new TreeMap<>(signature.perPacket());
    all.putAll(more);
    return new Signature(all);
  }

  @Test
  void whatOnlyOneKnowsTellsNothing() {
    Signature one = signature(Map.of("hw/a", 0.5, "hw/b", 3.0));
    assertThat(one.similarity(signature(Map.of("hw/a", 0.5, "hw/c", 9.0)))).isEqualTo(1);
    assertThat(one.telling(signature(Map.of("hw/c", 9.0)))).isZero();
    assertThat(Signature.NONE.telling(one)).isZero();
  }
}
