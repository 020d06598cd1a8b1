package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChoiceCoverageTest {
  private static final Workload DRAIN = Workload.initial().with(Catalogue.ORDERING, Ordering.DRAIN);

  @Test
  void aPairAddsLessEachTimeThatItIsMet() {
    ChoiceCoverage coverage = new ChoiceCoverage(open("ordering", "signal"));
    assertThat(coverage.novelty(DRAIN)).isEqualTo(1);
    coverage.add(DRAIN);
    assertThat(coverage.novelty(DRAIN)).isEqualTo(1.0 / 2);
    coverage.add(DRAIN);
    assertThat(coverage.novelty(DRAIN)).isEqualTo(1.0 / 3);
    assertThat(coverage.novelty(DRAIN.with(Catalogue.ORDERING, Ordering.SAME_QP))).isEqualTo(1);
  }

  /** So that a choice which nothing takes cannot move a hunt. */
  @Test
  void aHeldChoiceAddsNothing() {
    assertThat(new ChoiceCoverage(open("ordering")).novelty(DRAIN)).isZero();
  }

  /** Every choice but these held to the initial workload's. */
  private static Space open(String... names) {
    Space space = Space.within(new Limits(Map.of(), 1L << 30, Duration.ofSeconds(10)));
    for (Facet facet : Catalogue.facets()) {
      if (facet instanceof Facet.Choice choice && !List.of(names).contains(facet.name())) {
        space = space.pin(choice.name(), Values.Members.of(choice.word(Workload.initial())));
      }
    }
    return space;
  }
}
