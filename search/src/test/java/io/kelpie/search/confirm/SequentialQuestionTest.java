package io.kelpie.search.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Integrity;
import io.kelpie.probes.Stage;
import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SequentialQuestionTest {
  @Test
  void oneGoodRunClearsAGoodput() {
    assertAnswer(Answer.NO, Goodputs.GOOD);
  }

  @Test
  void aLowGoodputHasToComeBack() {
    assertAnswer(Answer.NO, Goodputs.LOW, Goodputs.GOOD);
    assertAnswer(Answer.YES, Goodputs.LOW, Goodputs.LOW);
  }

  @Test
  void aGoodputIsNotLowWhereThePlaceBecameSlower() {
    assertThat(paced(Goodputs.LOW, 2, 2)).isEqualTo(Answer.NO);
    assertThat(paced(2 * Goodputs.LOW, 2, 2)).isEqualTo(Answer.YES);
  }

  @Test
  void aBurstIsNotThePlacesPace() {
    assertThat(paced(Goodputs.LOW, 3, 1)).isEqualTo(Answer.YES);
  }

  @Test
  void oneLookAtThePlaceServesManyWorkloads() {
    int[] looks = {0};
    SequentialQuestion question =
        new SequentialQuestion(
            Goodputs.tribunal((purpose, workload, _) -> {
              looks[0] += Goodputs.isPace(purpose) ? 1 : 0;
              return Goodputs.isPace(purpose)
                  ? Goodputs.calibrated(workload)
                  : Goodputs.measured(workload, Goodputs.LOW);
            }),
            Goodputs.LOW_GOODPUT,
            () -> false);

    for (long tiles = 64; tiles < 80; tiles++) {
      question.ask("a test", Goodputs.WORKLOAD.with(Catalogue.TILES, tiles));
    }

    assertThat(looks[0]).isEqualTo(2);
  }

  /** The answer on a low goodput where looks at the place say that it is so many times slower. */
  private static Answer paced(double tileTime, double... looks) {
    Deque<Double> left = new ArrayDeque<>(DoubleStream.of(looks).boxed().toList());
    Tribunal tribunal =
        Goodputs.tribunal((purpose, workload, _) ->
            Goodputs.measured(
                workload,
                Goodputs.isPace(purpose)
                    ? Goodputs.calibrated(workload).tileTime() * left.removeFirst()
                    : tileTime));
    Answer answer =
        new SequentialQuestion(tribunal, Goodputs.LOW_GOODPUT, () -> false)
            .ask("a test", Goodputs.WORKLOAD);
    assertThat(left).isEmpty();
    return answer;
  }

  /** By the binomial distribution: 95 % of events that come as often were seen in so many runs. */
  @ParameterizedTest
  @CsvSource({"12, 2", "11, 3", "9, 5", "7, 8"})
  void anEventIsAbsentAfterAsManyRunsAsItsFrequencyAsksFor(int reproduced, int runs) {
    Evidence error = new Evidence(Symptom.ERROR, 1, null, "retries", "retries: exceeded");
    int[] ran = {0};
    Tribunal tribunal =
        Goodputs.tribunal((_, workload, _) -> {
          ran[0]++;
          return Goodputs.measured(workload, Goodputs.GOOD);
        });
    List<Trial> trials =
        IntStream.range(0, 12)
            .mapToObj(trial ->
                new Trial(
                    true,
                    trial < reproduced ? 1 : 0,
                    Optional.of(error).filter(_ -> trial < reproduced),
                    false,
                    1,
                    0,
                    Signature.NONE))
            .toList();

    Answer answer =
        new SequentialQuestion(tribunal, error, () -> false)
            .knowing(
                new Confirmed(false, 1, trials.subList(0, 6), trials.subList(6, 12)),
                Goodputs.WORKLOAD)
            .ask("a test", Goodputs.WORKLOAD);

    assertThat(answer).isEqualTo(Answer.NO);
    assertThat(ran[0]).isEqualTo(runs);
  }

  @Test
  void anEventThatIsSeenOnceIsThere() {
    Evidence corrupt = new Evidence(Symptom.ERROR, 1, null, "corrupt data", "");
    Deque<Integrity> left =
        new ArrayDeque<>(List.of(Integrity.UNCHECKED, new Integrity(64, 0, 0, 1, "tile 7")));
    Tribunal tribunal =
        Goodputs.tribunal(
            (_, workload, _) -> Goodputs.measured(workload, Goodputs.GOOD, left.removeFirst()));

    assertThat(
            new SequentialQuestion(tribunal, corrupt, () -> false).ask("a test", Goodputs.WORKLOAD))
        .isEqualTo(Answer.YES);
    assertThat(left).isEmpty();
  }

  @Test
  void aPauseThatIsNotSeenMayBeHiddenBehindALowGoodput() {
    double ill = 2 * Goodputs.LOW;
    assertThat(pause(ill, Goodputs.GOOD, Goodputs.WORKLOAD)).isEqualTo(Answer.NO);
    assertThat(pause(ill, Goodputs.LOW, Goodputs.WORKLOAD)).isEqualTo(Answer.HIDDEN);
  }

  @Test
  void whatWasAskedIsNotAskedAgain() {
    int[] ran = {0};
    SequentialQuestion question =
        new SequentialQuestion(
            Goodputs.tribunal(
                Goodputs.steady((_, workload, _) -> {
                  ran[0]++;
                  return Goodputs.measured(workload, Goodputs.LOW);
                })),
            Goodputs.LOW_GOODPUT,
            () -> false);
    double effect = Goodputs.LOW / Goodputs.GOOD;

    assertThat(question.keeping(0, 100).ask("large", Goodputs.WORKLOAD)).isEqualTo(Answer.NO);
    assertThat(question.ask("a test", Goodputs.WORKLOAD)).isEqualTo(Answer.YES);
    int once = ran[0];
    assertThat(question.keeping(0, effect).ask("kept", Goodputs.WORKLOAD)).isEqualTo(Answer.YES);
    assertThat(question.effect(Goodputs.WORKLOAD)).isGreaterThan(2);
    assertThat(ran[0]).isEqualTo(once);
  }

  /** A place may slow one run; without the pause a good one says that it is not there. */
  @Test
  void oneRunInTimeWithoutThePauseIsEnough() {
    Deque<Double> left =
        new ArrayDeque<>(List.of(Goodputs.LOW, Goodputs.LOW, Goodputs.GOOD, Goodputs.GOOD));
    SequentialQuestion question =
        new SequentialQuestion(
            Goodputs.tribunal((_, workload, _) -> Goodputs.measured(workload, left.removeFirst())),
            PAUSE,
            () -> false);

    assertThat(confirmed(2 * Goodputs.LOW, question).ask("a test", Goodputs.WORKLOAD))
        .isEqualTo(Answer.NO);
    assertThat(left).hasSize(1);
  }

  @Test
  void aPauseWithoutWhichTheSameTilesTakeLongerMayBeHidden() {
    assertThat(pause(Goodputs.GOOD, Goodputs.GOOD, Goodputs.WORKLOAD)).isEqualTo(Answer.NO);
    assertThat(pause(Goodputs.GOOD / 1.2, Goodputs.GOOD, Goodputs.WORKLOAD))
        .isEqualTo(Answer.HIDDEN);
    assertThat(
            pause(
                Goodputs.GOOD / 4,
                Goodputs.GOOD / 2,
                Goodputs.WORKLOAD.with(Catalogue.TILE_BYTES, List.of(8192L))))
        .isEqualTo(Answer.NO);
  }

  /** What serialises as much elsewhere is another stall: it neither shows this one nor its cure. */
  @ParameterizedTest
  @CsvSource({"FENCE, YES", "RING, HIDDEN"})
  void aStallAtAnotherStageHidesOneAtThisStage(Stage blocked, Answer answer) {
    Workload fenced =
        Goodputs.WORKLOAD
            .with(Catalogue.ORDERING, Ordering.NIC_FENCE)
            .with(Catalogue.SIGNAL, Signal.FETCH_ADD);
    Evidence stall = new Evidence(Symptom.SERIALISED, 3, Stage.FENCE, null, "blocked in fence");
    Trial confirmed =
        new Trial(
            true, 3, Optional.of(stall), false, 3 * Goodputs.GOOD, Goodputs.GOOD, Signature.NONE);
    SequentialQuestion question =
        new SequentialQuestion(
                Goodputs.tribunal((_, workload, _) ->
                    workload.equals(fenced)
                        ? Goodputs.blocked(workload, 3 * Goodputs.GOOD, blocked)
                        : Goodputs.measured(workload, Goodputs.GOOD)),
                stall,
                () -> false)
            .knowing(new Confirmed(true, 1, List.of(confirmed), List.of()), fenced);

    assertThat(question.ask("a test", fenced)).isEqualTo(answer);
  }

  private static final Evidence PAUSE = new Evidence(Symptom.PAUSE, 10, null, null, "paused");

  /** The answer to a pause that does not come, confirmed at so many seconds a tile. */
  private static Answer pause(double ill, double tileTime, Workload workload) {
    return confirmed(ill, asking(tileTime)).ask("a test", workload);
  }

  private static SequentialQuestion confirmed(double ill, SequentialQuestion question) {
    Trial paused = new Trial(true, 10, Optional.of(PAUSE), false, ill, 0, Signature.NONE);
    return question.knowing(new Confirmed(true, 1, List.of(paused), List.of()), Goodputs.WORKLOAD);
  }

  private static SequentialQuestion asking(double tileTime) {
    return new SequentialQuestion(
        Goodputs.tribunal((_, workload, _) -> Goodputs.measured(workload, tileTime)),
        PAUSE,
        () -> false);
  }

  /** An answer that takes just these runs, by their time a tile in seconds. */
  private static void assertAnswer(Answer answer, Double... tileTimes) {
    Deque<Double> left = new ArrayDeque<>(List.of(tileTimes));
    Tribunal tribunal =
        Goodputs.tribunal(
            Goodputs.steady((_, workload, _) -> Goodputs.measured(workload, left.removeFirst())));

    assertThat(
            new SequentialQuestion(tribunal, Goodputs.LOW_GOODPUT, () -> false)
                .ask("a test", Goodputs.WORKLOAD))
        .isEqualTo(answer);
    assertThat(left).isEmpty();
  }
}
