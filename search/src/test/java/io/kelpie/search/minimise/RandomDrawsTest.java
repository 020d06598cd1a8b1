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
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
    RandomDraws.Told told = told(List.of(DRAIN), List.of(UNORDERED), RandomDrawsTest::ask);

    assertThat(told.draws().inside()).isEqualTo(new Draws.Share(20, 20));
    assertThat(told.minimised().conditions()).contains(DRAIN).hasSize(2);
    assertThat(tiles(told).low()).isBetween(32L, 40L);
    assertThat(told.minimised().notes()).singleElement().asString().startsWith("tiles narrowed");
  }

  @Test
  void whatOnlyTwoNumbersTogetherCureIsNarrowedOnBoth() {
    Question question =
        (_, workload) ->
            workload.get(TILES) * Catalogue.TILE_BYTES.largest().value(workload) <= 1 << 22
                ? Answer.YES
                : Answer.NO;

    RandomDraws.Told told = told(List.of(), List.of(), question);

    assertThat(told.draws().inside()).isEqualTo(new Draws.Share(20, 20));
    assertThat(told.minimised().conditions())
        .extracting(Condition::dimension)
        .containsExactlyInAnyOrder("tiles", "tile_bytes.largest");
  }

  @Test
  void aFewHealthyOnesAreNoiseAndNarrowNothing() {
    AtomicInteger asked = new AtomicInteger();
    Question question = (_, _) -> asked.incrementAndGet() <= 2 ? Answer.NO : Answer.YES;

    RandomDraws.Told told = told(List.of(DRAIN), List.of(), question);

    assertThat(told.draws().inside()).isEqualTo(new Draws.Share(18, 20));
    assertThat(told.minimised().conditions()).containsExactly(DRAIN);
    assertThat(told.minimised().notes()).isEmpty();
  }

  @Test
  void whatTheHuntHasSeenRefutesAnMfsBeforeAnyDraw() {
    List<Workload> seen =
        List.of(20L, 24L, 28L).stream().map(tiles -> PLAINEST.with(TILES, tiles)).toList();
    List<Workload> asked = new ArrayList<>();
    Question question =
        (purpose, workload) -> {
          asked.add(workload);
          return ask(purpose, workload);
        };

    Minimised refined =
        draws(question)
            .refined(
                PLAINEST, new Minimised(List.of(DRAIN), List.of(), List.of(), List.of()), seen);

    assertThat(refined.conditions()).extracting(Condition::dimension).contains("tiles");
    assertThat(asked).startsWith(seen.getFirst());
  }

  @Test
  void aFewDrawsRefuteWhatWouldHoldEverywhere() {
    Minimised everything = new Minimised(List.of(), List.of(), List.of(), List.of());

    Minimised refined = draws(RandomDrawsTest::ask).refined(PLAINEST, everything, List.of());

    assertThat(refined.conditions()).extracting(Condition::dimension).contains("ordering");
    assertThat(new Region(refined.conditions()).contains(PLAINEST)).isTrue();
  }

  @Test
  void anMfsThatHoldsStaysAsItIs() {
    Minimised holds =
        new Minimised(List.of(DRAIN, MANY), List.of(), List.of(UNORDERED, FEW), List.of());

    assertThat(draws(RandomDrawsTest::ask).refined(PLAINEST, holds, List.of(FEW.workload())))
        .isEqualTo(holds);
  }

  @Test
  void aConditionThatIsNoneLeavesItThereOutside() {
    Condition few = new Condition("peers", new Values.Range(1, 1));
    Neighbour more = new Neighbour(few, PLAINEST.with(PEERS, 2L));
    Draws draws = draws(List.of(DRAIN, MANY, few), List.of(more), RandomDrawsTest::ask);

    assertThat(draws.outside().shown()).isEqualTo(draws.outside().of()).isPositive();
  }

  @Test
  void whatRefutesLeavesNoFewerRunsToWhatIsTold() {
    Supplier<Question> twentyRuns =
        () -> {
          AtomicInteger asked = new AtomicInteger();
          return (purpose, workload) ->
              asked.incrementAndGet() <= RandomDraws.EACH ? ask(purpose, workload) : Answer.UNKNOWN;
        };

    Draws draws =
        draws(twentyRuns)
            .told(PLAINEST, new Minimised(List.of(DRAIN), List.of(), List.of(UNORDERED), List.of()))
            .draws();

    assertThat(draws.inside()).isEqualTo(new Draws.Share(20, 20));
    assertThat(draws.outside().of()).isBetween(10, 20);
  }

  @Test
  void whatCannotBeToldCountsNowhere() {
    Draws draws = draws(List.of(DRAIN, MANY), List.of(UNORDERED), (_, _) -> Answer.UNKNOWN);

    assertThat(draws).isEqualTo(new Draws(new Draws.Share(0, 0), new Draws.Share(0, 0)));
  }

  private static Values.Range tiles(RandomDraws.Told told) {
    return told.minimised().conditions().stream()
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

  private static RandomDraws draws(Question question) {
    return draws(() -> question);
  }

  private static RandomDraws draws(Supplier<Question> questions) {
    return new RandomDraws(SPACE, questions, RandomSource.XO_RO_SHI_RO_128_PP.create(3));
  }

  private static Draws draws(
      List<Condition> conditions, List<Neighbour> neighbours, Question question) {
    return told(conditions, neighbours, question).draws();
  }

  private static RandomDraws.Told told(
      List<Condition> conditions, List<Neighbour> neighbours, Question question) {
    return draws(question)
        .told(PLAINEST, new Minimised(conditions, List.of(), neighbours, List.of()));
  }
}
