package io.kelpie.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.Values.Members;
import io.kelpie.workload.Values.Range;
import io.kelpie.workload.Values.Ranges;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class ValuesTest {

  /** Against membership number by number. */
  @Test
  void intersectionAndDifferenceAgreeWithMembership() {
    UniformRandomProvider random = Workloads.generator(3);
    for (int i = 0; i < 5_000; i++) {
      Values one = ranges(random);
      Values other = ranges(random);
      for (long value = 0; value < 40; value++) {
        boolean inOne = contains(one, value);
        boolean inOther = contains(other, value);
        long at = value;
        assertThat(one.intersect(other).map(both -> contains(both, at)).orElse(false))
            .isEqualTo(inOne && inOther);
        assertThat(one.without(other).map(rest -> contains(rest, at)).orElse(false))
            .isEqualTo(inOne && !inOther);
      }
    }
  }

  @Test
  void wordsAreSets() {
    Members all = Members.of("drain", "none", "same_qp");
    assertThat(all.without(Members.of("drain"))).contains(Members.of("none", "same_qp"));
    assertThat(all.intersect(Members.of("drain", "other"))).contains(Members.of("drain"));
    assertThat(Members.of("drain").without(all)).isEmpty();
  }

  @Test
  void emptyAndOverlappingSetsAreRefused() {
    assertThatThrownBy(() -> new Range(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Ranges(List.of(new Range(1, 5), new Range(5, 6))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Members(new java.util.TreeSet<>()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Values ranges(UniformRandomProvider random) {
    long first = random.nextLong(0, 20);
    Range low = new Range(first, first + random.nextLong(0, 8));
    if (random.nextBoolean()) {
      return low;
    }
    long second = low.high() + 1 + random.nextLong(0, 5);
    return new Ranges(List.of(low, new Range(second, second + random.nextLong(0, 8))));
  }

  private static boolean contains(Values values, long value) {
    return switch (values) {
      case Range range -> range.contains(value);
      case Ranges ranges -> ranges.contains(value);
      case Members members -> false;
    };
  }
}
