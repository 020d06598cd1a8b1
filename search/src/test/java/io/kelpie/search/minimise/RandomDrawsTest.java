package io.kelpie.search.minimise;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.PEERS;
import static io.kelpie.workload.Catalogue.TILES;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** A drain serialises where at least 32 tiles wait. */
final class RandomDrawsTest {
  private static final Space SPACE =
      Space.within(new Limits(Map.of(), 1L << 32, Duration.ofSeconds(10)));
  private static final Workload PLAINEST =
      Workload.initial().with(ORDERING, Ordering.DRAIN).with(TILES, 32L);
  private static final Condition DRAIN = new Condition("ordering", Values.Members.of("drain"));
  private static final Condition MANY = new Condition("tiles", new Values.Range(32, 1024));
  private static final Neighbour UNORDERED =
      new Neighbour(DRAIN, PLAINEST.with(ORDERING, Ordering.NONE));
  private static final Neighbour FEW = new Neighbour(MANY, PLAINEST.with(TILES, 24L));

  @Test
  void whatIsSufficientAndNecessaryShowsWithinAndNotOutside() {
    Draws draws = draws(List.of(DRAIN, MANY), List.of(UNORDERED, FEW), RandomDrawsTest::ask);

    assertThat(draws.inside()).isEqualTo(new Draws.Share(20, 20));
    assertThat(draws.outside().shown()).isZero();
    assertThat(draws.outside().of()).isBetween(10, 20);
  }

  @Test
  void aConditionThatIsMissingIsFoundByWhatIsHealthyWithin() {
    RandomDraws.Held held = held(List.of(DRAIN), List.of(UNORDERED), RandomDrawsTest::ask);

    assertThat(held.draws().inside()).isEqualTo(new Draws.Share(20, 20));
    assertThat(held.minimised().conditions()).contains(DRAIN).hasSize(2);
    assertThat(tiles(held).low()).isBetween(32L, 40L);
    assertThat(held.minimised().notes()).singleElement().asString().startsWith("tiles narrowed");
  }

  @Test
  void whatOnlyTwoNumbersTogetherCureIsNarrowedOnBoth() {
    Question question =
        (_, workload) ->
            workload.get(TILES) * Catalogue.TILE_BYTES.largest().value(workload) <= 1 << 22
                ? Answer.YES
                : Answer.NO;

    RandomDraws.Held held = held(List.of(), List.of(), question);

    assertThat(held.draws().inside()).isEqualTo(new Draws.Share(20, 20));
    assertThat(held.minimised().conditions())
        .extracting(Condition::dimension)
        .containsExactlyInAnyOrder("tiles", "tile_bytes.largest");
  }

  @Test
  void aFewHealthyOnesAreNoiseAndNarrowNothing() {
    AtomicInteger asked = new AtomicInteger();
    Question question =
        (_, _) -> asked.incrementAndGet() <= RandomDraws.TOLERATED ? Answer.NO : Answer.YES;

    RandomDraws.Held held = held(List.of(DRAIN), List.of(), question);

    assertThat(held.draws().inside()).isEqualTo(new Draws.Share(18, 20));
    assertThat(held.minimised().conditions()).containsExactly(DRAIN);
    assertThat(held.minimised().notes()).isEmpty();
  }

  @Test
  void aConditionThatIsNoneLeavesItThereOutside() {
    Condition few = new Condition("peers", new Values.Range(1, 1));
    Neighbour more = new Neighbour(few, PLAINEST.with(PEERS, 2L));
    Draws draws = draws(List.of(DRAIN, MANY, few), List.of(more), RandomDrawsTest::ask);

    assertThat(draws.outside().shown()).isEqualTo(draws.outside().of()).isPositive();
  }

  @Test
  void whatCannotBeToldCountsNowhere() {
    Draws draws = draws(List.of(DRAIN, MANY), List.of(UNORDERED), (_, _) -> Answer.UNKNOWN);

    assertThat(draws).isEqualTo(new Draws(new Draws.Share(0, 0), new Draws.Share(0, 0)));
  }

  private static Values.Range tiles(RandomDraws.Held held) {
    return held.minimised().conditions().stream()
        .filter(condition -> condition.dimension().equals("tiles"))
        .findFirst()
        .orElseThrow()
        .values()
        .hull();
  }

  private static Answer ask(String purpose, Workload workload) {
    return workload.get(ORDERING) == Ordering.DRAIN && workload.get(TILES) >= 32
        ? Answer.YES
        : Answer.NO;
  }

  private static Draws draws(
      List<Condition> conditions, List<Neighbour> neighbours, Question question) {
    return held(conditions, neighbours, question).draws();
  }

  private static RandomDraws.Held held(
      List<Condition> conditions, List<Neighbour> neighbours, Question question) {
    return new RandomDraws(SPACE, question, RandomSource.XO_RO_SHI_RO_128_PP.create(3))
        .of(PLAINEST, new Minimised(conditions, List.of(), neighbours, List.of()));
  }
}
