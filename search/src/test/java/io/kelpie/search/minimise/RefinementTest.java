package io.kelpie.search.minimise;

import static io.kelpie.workload.Catalogue.MEMORY;
import static io.kelpie.workload.Catalogue.NUMA;
import static io.kelpie.workload.Catalogue.PEERS;
import static io.kelpie.workload.Catalogue.REGION_BYTES;
import static io.kelpie.workload.Catalogue.SIGNAL;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue.Memory;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Counterexamples around the initial workload: 64 tiles of 16 KiB to one peer in host memory. */
final class RefinementTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10)));
  private static final Workload PLAINEST = Workload.initial();
  private static final Region ANYWHERE = new Region(List.of());

  /** Differs from the plainest in much that does not matter, too. */
  private static final Workload HEALTHY =
      PLAINEST
          .with(TILES, 1000L)
          .with(TILE_BYTES, List.of(300L, 100_000L))
          .with(MEMORY, Memory.GPU)
          .with(NUMA, Numa.REMOTE)
          .with(SIGNAL, Signal.SEND)
          .with(PEERS, 2L);

  @Test
  void oneNumberIsBoundedWhereItCures() {
    assertThat(narrowed(workload -> workload.get(TILES) > 300))
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.dimension()).isEqualTo("tiles");
          assertThat(condition.values().hull().low()).isEqualTo(16);
          assertThat(condition.values().hull().high()).isBetween(240L, 300L);
        });
  }

  @Test
  void twoNumbersThatCureTogetherAreBothBounded() {
    List<Condition> conditions =
        narrowed(workload -> workload.get(TILES) * TILE_BYTES.largest().value(workload) > 1L << 25);

    assertThat(conditions)
        .extracting(Condition::dimension)
        .containsExactlyInAnyOrder("tiles", "tile_bytes.largest");
    assertThat(high(conditions, "tiles") * high(conditions, "tile_bytes.largest"))
        .isBetween(1L << 24, 1L << 25);
  }

  @Test
  void aNumberIsBoundedWhereAWordIsNeededToo() {
    List<Condition> conditions =
        narrowed(workload -> workload.get(MEMORY) == Memory.GPU && workload.get(TILES) > 300);

    assertThat(conditions).singleElement().extracting(Condition::dimension).isEqualTo("tiles");
  }

  @Test
  void ofWordsAloneOneIsLeftOut() {
    Predicate<Workload> cured =
        workload -> workload.get(SIGNAL) == Signal.SEND && workload.get(MEMORY) == Memory.GPU;

    assertThat(narrowed(cured))
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.dimension()).isEqualTo("signal");
          assertThat(condition.holds(HEALTHY)).isFalse();
          assertThat(condition.holds(PLAINEST)).isTrue();
        });
  }

  @Test
  void whatARepairTookBeyondTheUsualValuesIsBoundedThere() {
    Workload large =
        SPACE.settle(PLAINEST.with(TILES, 1024L).with(TILE_BYTES, List.of(75_198L))).orElseThrow();
    Workload small =
        SPACE
            .settle(large.with(TILE_BYTES, List.of(32L)).with(REGION_BYTES, 512L << 10))
            .orElseThrow();

    Region region =
        new Refinement(SPACE, ask(workload -> workload.get(REGION_BYTES) <= 8 << 20), large)
            .without(small, ANYWHERE)
            .orElseThrow();

    assertThat(large.get(REGION_BYTES)).isGreaterThan(REGION_BYTES.usual().hull().high());
    assertThat(region.contains(large)).isTrue();
    assertThat(region.contains(small)).isFalse();
  }

  @Test
  void whatIsClaimedAlreadyStaysAndIsNarrowed() {
    Condition most = new Condition("tiles", new Values.Range(10, 1010));
    Condition host = new Condition("peers", new Values.Range(1, 2));

    Region region = refine(workload -> workload.get(TILES) > 300, new Region(List.of(most, host)));

    assertThat(region.conditions()).contains(host).hasSize(2);
    assertThat(high(region.conditions(), "tiles")).isBetween(240L, 300L);
    assertThat(region.contains(PLAINEST)).isTrue();
    assertThat(region.contains(HEALTHY)).isFalse();
  }

  @Test
  void whatMoreThanThreeCureTogetherIsLeftAsItWas() {
    Question question =
        ask(workload ->
            workload.get(TILES) > 300
                && workload.get(MEMORY) == Memory.GPU
                && workload.get(NUMA) == Numa.REMOTE
                && workload.get(PEERS) == 2);

    assertThat(new Refinement(SPACE, question, PLAINEST).without(HEALTHY, ANYWHERE)).isEmpty();
  }

  @Test
  void whereNothingCanBeSaidNothingIsNarrowed() {
    Refinement refinement = new Refinement(SPACE, (_, _) -> Answer.UNKNOWN, PLAINEST);

    assertThat(refinement.without(HEALTHY, ANYWHERE)).isEmpty();
  }

  private static long high(List<Condition> conditions, String dimension) {
    return conditions.stream()
        .filter(condition -> condition.dimension().equals(dimension))
        .findFirst()
        .orElseThrow()
        .values()
        .hull()
        .high();
  }

  private static List<Condition> narrowed(Predicate<Workload> cured) {
    return refine(cured, ANYWHERE).conditions();
  }

  private static Region refine(Predicate<Workload> cured, Region region) {
    return new Refinement(SPACE, ask(cured), PLAINEST).without(HEALTHY, region).orElseThrow();
  }

  private static Question ask(Predicate<Workload> cured) {
    return (_, workload) -> cured.test(workload) ? Answer.NO : Answer.YES;
  }
}
