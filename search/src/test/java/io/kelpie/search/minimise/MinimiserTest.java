package io.kelpie.search.minimise;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Region;
import io.kelpie.workload.Remainder;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MinimiserTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10)));
  private static final Workload DRAIN =
      Workload.initial().with(ORDERING, Ordering.DRAIN).with(TILES, 512L).with(SEND_DEPTH, 1024L);

  private static Question exactly(Predicate<Workload> truth) {
    return (purpose, workload) -> truth.test(workload) ? Answer.YES : Answer.NO;
  }

  private static Minimised minimise(Predicate<Workload> truth, Workload workload) {
    assertThat(truth.test(workload)).as("starts from an anomaly").isTrue();
    return new Minimiser(SPACE, exactly(truth), SPACE.settle(workload).orElseThrow()).minimise();
  }

  private static Values of(Minimised minimised, String dimension) {
    return minimised.conditions().stream()
        .filter(condition -> condition.dimension().equals(dimension))
        .map(Condition::values)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void conjunctionOfChoiceAndThreshold() {
    Predicate<Workload> truth = w -> w.get(ORDERING) == Ordering.DRAIN && w.get(TILES) >= 100;
    Minimised minimised = minimise(truth, DRAIN);

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactlyInAnyOrder("ordering", "tiles");
    assertThat(of(minimised, "ordering")).isEqualTo(Values.Members.of("drain"));
    assertRange(of(minimised, "tiles"), 100, 125, 1024, 1024);
    assertNecessary(minimised, truth);
  }

  @Test
  void anIntervalHasTwoBorders() {
    Predicate<Workload> truth = w -> w.get(TILES) >= 100 && w.get(TILES) <= 600;
    Minimised minimised = minimise(truth, DRAIN);

    assertThat(minimised.conditions()).hasSize(1);
    assertRange(of(minimised, "tiles"), 100, 125, 480, 600);
    assertNecessary(minimised, truth);
  }

  @Test
  void whatCannotBeHadByItselfIsOneSentence() {
    Predicate<Workload> truth = w -> w.get(QP_TYPE) == QpType.RC && w.get(OPCODE) == Opcode.READ;
    Minimised minimised = minimise(truth, DRAIN.with(OPCODE, Opcode.READ));

    assertThat(minimised.notes().stream().filter(note -> note.contains("cannot be had")).toList())
        .hasSize(1)
        .first()
        .asString()
        .contains("qp_type = uc or ud")
        .contains(", ");
  }

  @Test
  void aUnionOfWordsIsASet() {
    Predicate<Workload> truth =
        w -> w.get(SIGNAL) == Signal.FETCH_ADD || w.get(SIGNAL) == Signal.COMPARE_SWAP;
    Minimised minimised = minimise(truth, DRAIN.with(SIGNAL, Signal.FETCH_ADD));

    assertThat(of(minimised, "signal")).isEqualTo(Values.Members.of("compare_swap", "fetch_add"));
    assertNecessary(minimised, truth);
  }

  @Test
  void aResponseThatIsNotMonotoneIsAUnionOfRanges() {
    Predicate<Workload> truth = w -> w.get(TILES) <= 40 || w.get(TILES) >= 300;
    Minimised minimised = minimise(truth, DRAIN);

    assertThat(of(minimised, "tiles")).isInstanceOf(Values.Ranges.class);
    Values.Ranges ranges = (Values.Ranges) of(minimised, "tiles");
    assertThat(ranges.parts()).hasSize(2);
    assertRange(ranges.parts().getFirst(), 16, 16, 32, 40);
    assertRange(ranges.parts().getLast(), 300, 375, 1024, 1024);
    assertNecessary(minimised, truth);
  }

  @Test
  void whatOneNumberMakesUpForAnotherIsAProduct() {
    Predicate<Workload> truth = w -> w.get(QPS_PER_PEER) * w.get(SEND_DEPTH) >= 4_000;
    Minimised minimised = minimise(truth, DRAIN.with(QPS_PER_PEER, 12L).with(SEND_DEPTH, 512L));

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactly("qps_per_peer*send_depth");
    assertRange(of(minimised, "qps_per_peer*send_depth"), 4_000, 5_000, 1 << 14, 1 << 14);
    assertThat(minimised.neighbours()).hasSize(2);
    assertNecessary(minimised, truth);
  }

  @Test
  void bordersThatLieAtOneProductByChanceAreTwo() {
    Predicate<Workload> truth = w -> w.get(QPS_PER_PEER) >= 6 && w.get(SEND_DEPTH) >= 256;
    Minimised minimised = minimise(truth, DRAIN.with(QPS_PER_PEER, 12L).with(SEND_DEPTH, 512L));

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactlyInAnyOrder("qps_per_peer", "send_depth");
    assertNecessary(minimised, truth);
  }

  @ParameterizedTest
  @ValueSource(longs = {4_097, 16_385, 40_959})
  void aByteBeyondOrShortOfAPacketIsARemainder(long size) {
    Remainder remainder = new Remainder(TILE_BYTES.largest(), PATH_MTU);
    Predicate<Workload> truth =
        w -> Math.abs(remainder.value(w)) == 1 && TILE_BYTES.largest().value(w) > 1_000;
    Minimised minimised = minimise(truth, DRAIN.with(TILE_BYTES, List.of(size)));

    assertThat(minimised.conditions())
        .containsExactly(
            new Condition(
                "tile_bytes.largest%path_mtu",
                new Values.Ranges(List.of(new Values.Range(-1, -1), new Values.Range(1, 1)))));
  }

  @Test
  void fewBytesBeyondAPacketOfTheSmallestTileAreARemainderOfIt() {
    Remainder remainder = new Remainder(TILE_BYTES.smallest(), PATH_MTU);
    Predicate<Workload> truth =
        w ->
            remainder.value(w) >= 1
                && remainder.value(w) <= 30
                && TILE_BYTES.smallest().value(w) > 1_000;
    Minimised minimised = minimise(truth, DRAIN.with(TILE_BYTES, List.of(8_200L)));

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactly("tile_bytes.smallest%path_mtu");
    assertRange(of(minimised, "tile_bytes.smallest%path_mtu"), 1, 1, 24, 30);
  }

  @Test
  void aRemainderOfLargeTilesAloneIsOne() {
    Remainder remainder = new Remainder(TILE_BYTES.largest(), PATH_MTU);
    Predicate<Workload> truth =
        w -> Math.abs(remainder.value(w)) == 1 && TILE_BYTES.largest().value(w) > 16_000;
    Minimised minimised = minimise(truth, DRAIN.with(TILE_BYTES, List.of(20_481L)));

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .contains("tile_bytes.largest%path_mtu");
  }

  @Test
  void aSizeThatEndsJustBeyondAPacketByChanceIsASize() {
    Predicate<Workload> truth = w -> TILE_BYTES.largest().value(w) <= 20_000;
    Minimised minimised = minimise(truth, DRAIN.with(TILE_BYTES, List.of(8_193L)));

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactly("tile_bytes.largest");
    assertNecessary(minimised, truth);
  }

  @Test
  void sizesBecomeAlikeWhereOneEndsJustOffAPacket() {
    Remainder remainder = new Remainder(TILE_BYTES.largest(), PATH_MTU);
    Predicate<Workload> truth = w -> remainder.value(w) == 1;
    Simplifier simplifier = new Simplifier(SPACE, exactly(truth));

    assertThat(simplifier.alike(DRAIN.with(TILE_BYTES, List.of(8_193L, 77L))).get(TILE_BYTES))
        .containsExactly(8_193L);
    Predicate<Workload> few = truth.and(w -> TILE_BYTES.largest().value(w) < 20_000);
    assertThat(
            new Simplifier(SPACE, exactly(few))
                .alike(DRAIN.with(TILE_BYTES, List.of(65_537L, 77L)))
                .get(TILE_BYTES))
        .containsExactly(16_385L);
    Workload mixed = DRAIN.with(TILE_BYTES, List.of(65_536L, 77L));
    assertThat(simplifier.alike(mixed)).isEqualTo(mixed);
  }

  @Test
  void fixedTileSizesAreBoundedByTheirEdges() {
    Predicate<Workload> truth = w -> TILE_BYTES.largest().value(w) <= 20_000;
    Minimised minimised = minimise(truth, DRAIN);

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactly("tile_bytes.largest");
    assertRange(of(minimised, "tile_bytes.largest"), 32, 32, 16_384, 20_000);
  }

  @Test
  void aMixTellsWhichEdgeOfFixedSizesMatters() {
    Predicate<Workload> anyLarge = w -> TILE_BYTES.largest().value(w) >= 1000;
    Predicate<Workload> allLarge = w -> TILE_BYTES.smallest().value(w) >= 1000;
    Predicate<Workload> anySmall = w -> TILE_BYTES.smallest().value(w) <= 20_000;

    assertThat(minimise(anyLarge, DRAIN).conditions())
        .extracting(Condition::dimension)
        .containsExactly("tile_bytes.largest");
    assertThat(minimise(allLarge, DRAIN).conditions())
        .extracting(Condition::dimension)
        .containsExactly("tile_bytes.smallest");
    assertThat(minimise(anySmall, DRAIN).conditions())
        .extracting(Condition::dimension)
        .containsExactly("tile_bytes.smallest");
  }

  @Test
  void whatTheLawsTieTogetherIsMovedTogether() {
    Predicate<Workload> truth = w -> w.get(OPCODE) == Opcode.READ;
    Workload read =
        SPACE
            .settle(Workload.initial().with(OPCODE, Opcode.READ).with(SIGNAL, Signal.COMPLETION))
            .orElseThrow();
    Minimised minimised = minimise(truth, read);
    Region region = new Region(minimised.conditions());
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);

    assertThat(of(minimised, "opcode")).isEqualTo(Values.Members.of("read"));
    for (int draw = 0; draw < 2000; draw++) {
      Workload drawn = SPACE.draw(random);
      assertThat(region.contains(drawn)).as("%s", drawn).isEqualTo(truth.test(drawn));
    }
  }

  /** With a send the symptom needs no tiles: that is another anomaly, so it is no union. */
  @Test
  void aWordThatNeedsNoOtherConditionIsAnotherAnomaly() {
    Predicate<Workload> truth =
        w ->
            (w.get(SIGNAL) == Signal.FETCH_ADD && w.get(TILES) >= 100)
                || (w.get(SIGNAL) == Signal.COMPARE_SWAP && w.get(TILES) >= 200)
                || w.get(SIGNAL) == Signal.SEND;
    Minimised minimised = minimise(truth, DRAIN.with(SIGNAL, Signal.FETCH_ADD));

    assertThat(of(minimised, "signal")).isEqualTo(Values.Members.of("compare_swap", "fetch_add"));
    assertRange(of(minimised, "tiles"), 100, 125, 1024, 1024);
    assertThat(minimised.notes()).anyMatch(note -> note.startsWith("signal = send shows it"));
    assertNecessary(minimised, truth);
  }

  @Test
  void aPartBeyondAGapThatNeedsNoOtherConditionIsAnotherAnomaly() {
    Predicate<Workload> truth =
        w -> (w.get(SIGNAL) == Signal.FETCH_ADD && w.get(TILES) >= 300) || w.get(TILES) <= 40;
    Minimised minimised = minimise(truth, DRAIN.with(SIGNAL, Signal.FETCH_ADD));

    assertThat(of(minimised, "signal")).isEqualTo(Values.Members.of("fetch_add"));
    assertRange(of(minimised, "tiles"), 300, 375, 1024, 1024);
    assertNecessary(minimised, truth);
  }

  /** A sibling over another transport shares all but one condition. */
  @Test
  void aTransportThatLacksOneConditionHasAnotherAnomaly() {
    Predicate<Workload> shared =
        w -> w.get(OPCODE) == Opcode.SEND && w.get(TILES) >= 100 && w.get(QPS_PER_PEER) >= 8;
    Predicate<Workload> truth =
        shared.and(
            w -> w.get(QP_TYPE) == QpType.UD || (w.get(QP_TYPE) == QpType.RC && w.get(SGES) >= 2));
    Minimised minimised =
        minimise(
            truth,
            DRAIN
                .with(ORDERING, Ordering.NONE)
                .with(OPCODE, Opcode.SEND)
                .with(TILE_BYTES, List.of(512L))
                .with(QPS_PER_PEER, 16L)
                .with(SGES, 4L));

    assertThat(of(minimised, "qp_type")).isEqualTo(Values.Members.of("rc"));
    assertNecessary(minimised, truth);
  }

  /** Many regions show it by themselves, so that nothing is learnt by moving them beside others. */
  @Test
  void whatBringsAnotherAnomalyInTellsNothingOfWhatMovesWithIt() {
    Predicate<Workload> truth =
        w ->
            (w.get(ORDERING) == Ordering.DRAIN && w.get(POST_LIST) <= 16) || w.get(REGIONS) >= 4096;
    Minimised minimised = minimise(truth, DRAIN);

    assertThat(of(minimised, "ordering")).isEqualTo(Values.Members.of("drain"));
    assertRange(of(minimised, "post_list"), 1, 1, 16, 16);
  }

  @Test
  void whatOnlyHidesItIsNoCondition() {
    Question question =
        (_, w) ->
            w.get(SIGNAL) == Signal.FETCH_ADD || w.get(SEND_DEPTH) < 64
                ? Answer.HIDDEN
                : w.get(TILES) >= 128 ? Answer.YES : Answer.NO;
    Minimised minimised = new Minimiser(SPACE, question, DRAIN).minimise();

    assertThat(minimised.conditions())
        .containsExactly(new Condition("tiles", new Values.Range(128, 1024)));
    assertThat(minimised.notes())
        .anyMatch(note -> note.startsWith("signal = fetch_add may hide it"))
        .anyMatch(note -> note.startsWith("send_depth = 16 may hide it"));
  }

  /** A drain for each signal is slower than what it hides; a drain for all tiles is not. */
  @Test
  void whatADrainHidesIsSeenBesideFewDrains() {
    Question question =
        (_, w) ->
            switch (w.get(ORDERING)) {
              case SAME_QP -> Answer.YES;
              case DRAIN -> w.get(SIGNALS_PER_FENCE) >= 32 ? Answer.YES : Answer.HIDDEN;
              default -> Answer.NO;
            };
    Minimised minimised =
        new Minimiser(SPACE, question, DRAIN.with(ORDERING, Ordering.SAME_QP)).minimise();

    assertThat(minimised.conditions())
        .containsExactly(new Condition("ordering", Values.Members.of("drain", "same_qp")));
    assertThat(minimised.notes()).noneMatch(note -> note.contains("drain may hide it"));
  }

  @Test
  void whatIsPlainHidesNothing() {
    Question question =
        (_, w) ->
            w.get(DIRECTION) == Direction.BOTH_WAYS && w.get(TILES) >= 128
                ? Answer.YES
                : Answer.HIDDEN;
    Minimised minimised =
        new Minimiser(SPACE, question, DRAIN.with(DIRECTION, Direction.BOTH_WAYS)).minimise();

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactly("direction", "tiles");
    assertThat(minimised.neighbours()).hasSize(2);
  }

  /** What hides it beyond what cures it belongs to no range. */
  @Test
  void aRangeEndsWhereItIsCured() {
    Question question =
        (_, w) -> w.get(TILES) >= 256 ? Answer.YES : w.get(TILES) >= 64 ? Answer.NO : Answer.HIDDEN;
    Minimised minimised = new Minimiser(SPACE, question, DRAIN).minimise();

    assertThat(of(minimised, "tiles")).isEqualTo(new Values.Range(256, 1024));
  }

  @Test
  void bordersAtPowersOfTwoAreExact() {
    Predicate<Workload> truth = w -> w.get(TILES) >= 128 && TILE_BYTES.largest().value(w) <= 65_536;
    Minimised minimised =
        minimise(truth, DRAIN.with(TILE_BYTES, List.of(3_000L)).with(TILES, 300L));

    assertThat(of(minimised, "tiles")).isEqualTo(new Values.Range(128, 1024));
    assertThat(of(minimised, "tile_bytes.largest")).isEqualTo(new Values.Range(32, 65_536));
  }

  @Test
  void aWorkloadOfTwoAnomaliesHasAPartWithEach() {
    Predicate<Workload> drains = w -> w.get(ORDERING) == Ordering.DRAIN && w.get(TILES) >= 100;
    Predicate<Workload> regions = w -> w.get(REGIONS) >= 4096;
    Workload both = SPACE.settle(DRAIN.with(REGIONS, 8192L)).orElseThrow();

    List<Workload> parts = new Simplifier(SPACE, exactly(drains.or(regions))).parts(both);

    assertThat(parts).anyMatch(drains.negate()).anyMatch(regions.negate());
    assertThat(new Simplifier(SPACE, exactly(drains)).parts(both)).isEmpty();
  }

  @Test
  void whatHoldsEverywhereHasNoCondition() {
    assertThat(minimise(w -> true, DRAIN).conditions()).isEmpty();
  }

  @Test
  void pinnedFacetsAreListedApart() {
    Space pinned = SPACE.pin("tiles", new Values.Range(512, 512));
    Minimised minimised =
        new Minimiser(pinned, exactly(w -> w.get(TILES) >= 100), DRAIN).minimise();

    assertThat(minimised.conditions()).isEmpty();
    assertThat(minimised.pinned()).contains(new Condition("tiles", new Values.Range(512, 512)));
  }

  @Test
  void claimsNothingBeyondWhatWasTestedWhenTheRunsAreSpent() {
    int[] left = {12};
    Question spent = (purpose, workload) -> left[0]-- > 0 ? Answer.YES : Answer.UNKNOWN;
    Minimised minimised = new Minimiser(SPACE, spent, DRAIN).minimise();

    assertThat(minimised.notes()).anyMatch(note -> note.contains("runs were spent"));
    assertThat(new Region(minimised.conditions()).contains(DRAIN)).isTrue();
    assertThat(minimised.conditions()).isNotEmpty();
  }

  /** 5 % of single answers are wrong; a question asks up to five times, the majority decides. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noiseDoesNotAddOrLoseConditions(long seed) {
    Predicate<Workload> truth = w -> w.get(ORDERING) == Ordering.DRAIN && w.get(TILES) >= 100;
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    Question noisy =
        (purpose, workload) -> {
          int yes = 0;
          for (int run = 0; run < 5; run++) {
            yes += truth.test(workload) ^ random.nextDouble() < 0.05 ? 1 : 0;
          }
          return yes >= 3 ? Answer.YES : Answer.NO;
        };
    Minimised minimised = new Minimiser(SPACE, noisy, DRAIN).minimise();

    assertThat(minimised.conditions())
        .extracting(Condition::dimension)
        .containsExactlyInAnyOrder("ordering", "tiles");
  }

  /** More tiles need larger regions, or smaller tiles: one of them may stay beside the need. */
  @Test
  void simplifierKeepsWhatTheAnomalyNeedsAndNoMore() {
    Predicate<Workload> truth = w -> w.get(ORDERING) == Ordering.DRAIN && w.get(TILES) >= 100;
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(3);
    Workload drawn = SPACE.draw(random);
    while (!truth.test(drawn)) {
      drawn = SPACE.draw(random);
    }
    int[] asked = {0};
    Question counting =
        (purpose, workload) -> {
          asked[0]++;
          return truth.test(workload) ? Answer.YES : Answer.NO;
        };
    Workload simplest = new Simplifier(SPACE, counting).simplify(drawn);

    assertThat(truth.test(simplest)).isTrue();
    assertThat(Catalogue.DIMENSIONS)
        .filteredOn(d -> !simplest.get(d).equals(Workload.initial().get(d)))
        .contains(ORDERING, TILES)
        .hasSizeLessThanOrEqualTo(3);
    assertThat(asked[0]).isLessThan(40);
  }

  private static void assertRange(
      Values values, long lowFrom, long lowTo, long highFrom, long highTo) {
    assertThat(values).isInstanceOf(Values.Range.class);
    Values.Range range = (Values.Range) values;
    assertThat(range.low()).isBetween(lowFrom, lowTo);
    assertThat(range.high()).isBetween(highFrom, highTo);
  }

  /** Each condition has a healthy neighbour that breaks it and no other. */
  private static void assertNecessary(Minimised minimised, Predicate<Workload> truth) {
    for (Condition condition : minimised.conditions()) {
      Optional<Workload> witness =
          minimised.neighbours().stream()
              .filter(neighbour -> neighbour.condition().equals(condition))
              .map(Neighbour::workload)
              .findFirst();
      assertThat(witness).as("witness of %s", condition).isPresent();
      assertThat(truth.test(witness.orElseThrow())).isFalse();
      assertThat(minimised.conditions())
          .filteredOn(other -> !other.holds(witness.orElseThrow()))
          .containsExactly(condition);
    }
  }
}
