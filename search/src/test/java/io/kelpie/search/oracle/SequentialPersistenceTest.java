package io.kelpie.search.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.oracle.Persistence.Verdict;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded, if nothing else is said: 16 times, whose square root is 4; threshold 1.5. */
final class SequentialPersistenceTest {
  private static final int MOST = 60;

  private static SequentialPersistence ratio(double recorded) {
    return new SequentialPersistence(
        true, recorded, new Interval(recorded * 0.95, recorded * 1.05), 12, 12, 1.5);
  }

  private static SequentialPersistence event(int reproduced, int runs) {
    return new SequentialPersistence(
        false, (double) reproduced / runs, Sample.share(reproduced, runs), reproduced, runs, 0);
  }

  private static Persistence asked(SequentialPersistence question, DoubleSupplier pairs) {
    while (question.verdict().isEmpty() && question.runs() < MOST) {
      question.add(pairs.getAsDouble());
    }
    return question.result("enough");
  }

  @ParameterizedTest
  @CsvSource({
    "16, 15.0, STILL_THERE",
    "16, 4.1, STILL_THERE",
    "16, 3.9, WEAKER",
    "16, 1.6, WEAKER",
    "16, 1.4, GONE",
    "16, 1.0, GONE",
    // A recorded 1.8 has its root, 1.34, below the threshold: both lines count.
    "1.8, 1.7, STILL_THERE",
    "1.8, 1.4, CANNOT_TELL",
    "1.8, 1.3, GONE"
  })
  void steadyPairsAreJudgedByBothLines(double recorded, double now, Verdict verdict) {
    Persistence persistence = asked(ratio(recorded), () -> now);
    assertThat(persistence.verdict()).isEqualTo(verdict);
    assertThat(persistence.effect()).isEqualTo(now);
    if (verdict != Verdict.CANNOT_TELL) {
      assertThat(persistence.runs()).isEqualTo(10);
      assertThat(persistence.reason()).contains("the median lies");
    }
  }

  @Test
  void nineUnanimousPairsDoNotDecide() {
    SequentialPersistence question = ratio(16);
    for (int i = 0; i < 9; i++) {
      question.add(16);
    }
    assertThat(question.verdict()).isEmpty();
    assertThat(question.result("stopped"))
        .satisfies(now -> assertThat(now.verdict()).isEqualTo(Verdict.CANNOT_TELL))
        .satisfies(now -> assertThat(now.reason()).isEqualTo("stopped"));
  }

  /**
   * The error that is stated: a median that lies on a line is put on either side of it in at most 1
   * in 200, however often it is looked at. Noise is symmetric here, which is the worst case.
   */
  @Test
  void looksAsOftenAsItLikesAndStillErrsAsSeldomAsStated() {
    Random random = new Random(11);
    int asked = 4000;
    int over = 0;
    int under = 0;
    for (int i = 0; i < asked; i++) {
      SequentialMedian median = new SequentialMedian(2);
      for (int pair = 0; pair < 200 && !median.isOver() && !median.isUnder(); pair++) {
        median.add(2 * Math.exp(random.nextGaussian()));
      }
      over += median.isOver() ? 1 : 0;
      under += median.isUnder() ? 1 : 0;
    }
    // The mean is 20 each at the stated bound; 35 is beyond it by over three deviations.
    assertThat(over).isLessThan(35);
    assertThat(under).isLessThan(35);
  }

  /** One pair in seven is disturbed beyond recognition, the others by a fifth. */
  @Test
  void noiseOfASharedClusterMisleadsInLessThanAHundredth() {
    Random random = new Random(12);
    int wrong = 0;
    int undecided = 0;
    for (int i = 0; i < 1000; i++) {
      boolean there = i % 2 == 0;
      Persistence persistence =
          asked(
              ratio(6),
              () ->
                  (there ? 6 : 1)
                      * Math.exp(0.2 * random.nextGaussian())
                      * (random.nextInt(7) == 0 ? Math.exp(2 * random.nextGaussian()) : 1));
      wrong += persistence.verdict() == (there ? Verdict.GONE : Verdict.STILL_THERE) ? 1 : 0;
      undecided += persistence.verdict() == Verdict.CANNOT_TELL ? 1 : 0;
    }
    assertThat(wrong).isZero();
    assertThat(undecided).isLessThan(50);
  }

  @Test
  void anEventThatAlwaysShowedIsGoneAfterFiveMisses() {
    Persistence persistence = asked(event(12, 12), () -> 0);
    assertThat(persistence.verdict()).isEqualTo(Verdict.GONE);
    assertThat(persistence.runs()).isEqualTo(5);
    assertThat(asked(event(12, 12), () -> 1).verdict()).isEqualTo(Verdict.STILL_THERE);
  }

  /** 4 of 12 may have been one in ten: that hides from five runs in six of ten cases. */
  @Test
  void aRareEventNeedsManyMisses() {
    Persistence persistence = asked(event(4, 12), () -> 0);
    assertThat(persistence.verdict()).isEqualTo(Verdict.GONE);
    assertThat(persistence.runs()).isGreaterThan(40);
    assertThat(asked(event(1, 12), () -> 0).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void anEventThatHasBecomeRarerIsWeaker() {
    int[] run = {0};
    Persistence persistence = asked(event(12, 12), () -> run[0]++ % 3 == 0 ? 1 : 0);
    assertThat(persistence.verdict()).isEqualTo(Verdict.WEAKER);
  }

  /** Four of twelve pairs at ten times: the median says nothing, the share does. */
  @Test
  void anIntermittentRatioIsJudgedByItsShare() {
    int[] pair = {0};
    SequentialPersistence now =
        new SequentialPersistence(true, 1.1, new Interval(1.0, 10), 4, 12, 1.5);
    Persistence persistence = asked(now, () -> pair[0]++ % 3 == 0 ? 10 : 1.0);
    assertThat(now.isIntermittent()).isTrue();
    assertThat(persistence.verdict()).isEqualTo(Verdict.STILL_THERE);
    assertThat(persistence.reason()).contains("intermittent");
    SequentialPersistence mended =
        new SequentialPersistence(true, 1.1, new Interval(1.0, 10), 4, 12, 1.5);
    assertThat(asked(mended, () -> 1.0).verdict()).isEqualTo(Verdict.GONE);
  }

  @Test
  void nothingTellsNothing() {
    assertThat(ratio(16).result("all runs were invalid"))
        .isEqualTo(
            new Persistence(
                Verdict.CANNOT_TELL,
                0,
                new Interval(0, Double.MAX_VALUE),
                0,
                0,
                "all runs were invalid",
                1));
  }
}
