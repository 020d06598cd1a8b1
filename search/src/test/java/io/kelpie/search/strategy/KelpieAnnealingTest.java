package io.kelpie.search.strategy;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.PEERS;
import static io.kelpie.workload.Catalogue.QP_TYPE;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Region;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class KelpieAnnealingTest extends StrategyContract {
  private static final Region DRAINS =
      new Region(List.of(new Condition("ordering", Values.Members.of("drain"))));

  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("kelpie", context);
  }

  @Test
  void theTrafficOfAnAnomalyIsProbedWithOtherSignalling() {
    Strategy strategy = create(4);
    Workload stalled =
        Stream.generate(() -> propose(strategy))
            .filter(workload -> workload.get(ORDERING) == Ordering.DRAIN)
            .findFirst()
            .orElseThrow();
    strategy.observe(
        stalled,
        measure(stalled),
        new Verdict.Anomalous(List.of(new Evidence(Symptom.SERIALISED, 3, null, null, ""))));
    strategy.close(DRAINS, stalled);

    List<Workload> crossed =
        Stream.generate(() -> propose(strategy))
            .limit(60)
            .filter(workload -> hasTrafficOf(stalled, workload))
            .toList();

    assertThat(crossed).hasSizeBetween(8, 10);
    assertThat(crossed)
        .extracting(workload -> workload.get(ORDERING))
        .contains(Ordering.NIC_FENCE, Ordering.SAME_QP)
        .doesNotContain(Ordering.DRAIN);
  }

  @Test
  void whereAnAnomalyComesAndGoesItsRegionStaysOpen() {
    Strategy strategy = create(4);
    strategy.leaveOpen(DRAINS, Workload.initial().with(ORDERING, Ordering.DRAIN));

    assertThat(Stream.generate(() -> propose(strategy)).limit(40))
        .anyMatch(workload -> workload.get(ORDERING) == Ordering.DRAIN);
  }

  @Test
  void theHealthyNeighboursOfAnEventAreProbedOnceAndOnlyWhereItIsOpen() {
    Strategy strategy = create(4);
    Workload beside = Workload.initial().with(TILES, 48L);
    Workload closed = Workload.initial().with(TILES, 47L).with(ORDERING, Ordering.DRAIN);
    strategy.close(DRAINS, Workload.initial().with(ORDERING, Ordering.DRAIN));
    strategy.beside(List.of(closed, beside, beside));

    assertThat(Stream.generate(() -> propose(strategy)).limit(12).toList())
        .containsOnlyOnce(beside)
        .doesNotContain(closed);
  }

  @Test
  void whereNothingIsOpenAroundAnAnomalyTheSearchGoesOn() {
    Strategy strategy = create(4);
    Workload stalled = propose(strategy);
    strategy.observe(
        stalled,
        measure(stalled),
        new Verdict.Anomalous(List.of(new Evidence(Symptom.SERIALISED, 3, null, null, ""))));
    strategy.close(
        new Region(
            List.of(
                new Condition("tiles", new Values.Range(stalled.get(TILES), stalled.get(TILES))))),
        stalled);

    assertThat(Stream.generate(() -> propose(strategy)).limit(20))
        .noneMatch(workload -> workload.get(TILES).equals(stalled.get(TILES)));
  }

  private static Workload propose(Strategy strategy) {
    Workload workload = strategy.next().orElseThrow();
    strategy.observe(workload, measure(workload), new Verdict.Clean());
    return workload;
  }

  private static boolean hasTrafficOf(Workload one, Workload other) {
    return one.get(TILES).equals(other.get(TILES))
        && one.get(TILE_BYTES).equals(other.get(TILE_BYTES))
        && one.get(PEERS).equals(other.get(PEERS))
        && one.get(QP_TYPE) == other.get(QP_TYPE);
  }
}
