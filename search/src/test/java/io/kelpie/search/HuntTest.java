package io.kelpie.search;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.PATH_MTU;
import static io.kelpie.workload.Catalogue.POST_LIST;
import static io.kelpie.workload.Catalogue.RECEIVES_POSTED;
import static io.kelpie.workload.Catalogue.SEND_DEPTH;
import static io.kelpie.workload.Catalogue.SGES;
import static io.kelpie.workload.Catalogue.SIGNALS_PER_FENCE;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.search.confirm.Change;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HuntTest {
  /** The truth: a drain for each of few signals stalls once enough tiles wait. */
  private static boolean stalls(Workload workload) {
    return workload.get(ORDERING) == Ordering.DRAIN
        && workload.get(SIGNALS_PER_FENCE) <= 8
        && workload.get(TILES) >= 32;
  }

  private static FakeProbe stalling(double noise) {
    return new FakeProbe(workload -> stalls(workload) ? 20 : 1, noise);
  }

  private static HuntSettings settings(FakeProbe probe, long seed, long probes, String strategy) {
    return new HuntSettings(
        seed,
        new HuntBudget.Probes(probes),
        Space.within(probe.description().limits()),
        strategy,
        Thresholds.DEFAULTS,
        HuntSettings.MINIMISING_RUNS);
  }

  private static HuntResult hunt(FakeProbe probe, long seed, long probes, Journal journal) {
    return new Hunt(settings(probe, seed, probes, "random"), probe, journal, new HuntListener() {})
        .run();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsConfirmsAndReducesWhatIsThere(long seed) {
    HuntResult result = hunt(stalling(0.03), seed, 400, Journal.none());

    assertThat(result.findings()).hasSize(1);
    Finding finding = result.findings().getFirst();
    assertThat(finding.symptom()).isEqualTo(Symptom.SERIALISED);
    assertThat(finding.blockedStage()).isEqualTo(Stage.FENCE);
    assertThat(finding.doing()).isEqualTo(Doing.WORKLOAD);
    assertThat(finding.effect()).isBetween(18.0, 22.0);
    assertThat(finding.interval().low()).isBetween(15.0, finding.effect());
    assertThat(finding.interval().high()).isBetween(finding.effect(), 25.0);
    assertThat(finding.runs()).isEqualTo(12);
    assertThat(finding.reproduced()).isEqualTo(12);
    assertThat(finding.simulated()).isTrue();
    assertThat(finding.id()).matches("[0-9a-f]{8}");
    assertThat(finding.remedy())
        .matches(remedy -> remedy != null && remedy.restoration() > 0.8, "restores the rate");

    assertThat(finding.conditions())
        .extracting(Condition::dimension)
        .containsExactlyInAnyOrder("ordering", "signals_per_fence", "tiles");
    assertThat(finding.conditions())
        .contains(new Condition("ordering", Values.Members.of("drain")));
    assertThat(finding.neighbours())
        .extracting(neighbour -> neighbour.condition().dimension())
        .containsExactlyInAnyOrder("ordering", "signals_per_fence", "tiles");
    assertThat(finding.neighbours()).noneMatch(neighbour -> stalls(neighbour.workload()));
  }

  /** Sixty runs reduce little of it, and what refutes that takes half of as many. */
  @Test
  void theDrawsThatAreToldHaveRunsOfTheirOwn() {
    FakeProbe probe = stalling(0.03).real();
    HuntSettings settings =
        new HuntSettings(
            1,
            new HuntBudget.Probes(60),
            Space.within(probe.description().limits()),
            "random",
            Thresholds.DEFAULTS,
            60);

    HuntResult result = new Hunt(settings, probe, Journal.none(), new HuntListener() {}).run();

    assertThat(result.findings())
        .singleElement()
        .extracting(Finding::draws)
        .isEqualTo(new Draws(new Draws.Share(20, 20), new Draws.Share(0, 20)));
  }

  @Test
  void doesNotProbeAKnownRegionAgain() {
    ListJournal journal = new ListJournal();
    HuntResult result = hunt(stalling(0.03), 1, 400, journal);

    long found =
        journal.records.stream()
            .filter(record -> record.ledger() == Ledger.MINIMISING)
            .mapToLong(ProbeRecord::number)
            .max()
            .orElseThrow();
    Finding finding = result.findings().getFirst();
    assertThat(journal.records)
        .filteredOn(record -> record.number() > found && record.purpose().equals("search"))
        .hasSizeGreaterThan(20)
        .noneMatch(record -> finding.region().contains(record.workload()));
  }

  @Test
  void probesWhereItStartsFirstAndPursuesWhatIsThere() {
    FakeProbe probe = stalling(0.03);
    Workload start =
        Workload.initial()
            .with(ORDERING, Ordering.DRAIN)
            .with(SIGNALS_PER_FENCE, 1L)
            .with(TILES, 64L);
    HuntSettings started = settings(probe, 1, 1, "kelpie").from(start);
    ListJournal journal = new ListJournal();
    List<String> reasons = new ArrayList<>();
    HuntResult result =
        new Hunt(
                started,
                probe,
                journal,
                new HuntListener() {
                  @Override
                  public void chosen(String why) {
                    reasons.add(why);
                  }
                })
            .run();

    started.requirePossible(List.of());
    assertThat(journal.records)
        .filteredOn(record -> record.purpose().equals("search"))
        .first()
        .satisfies(record -> assertThat(record.workload()).isEqualTo(start));
    assertThat(reasons).first().isEqualTo("the workload that the hunt was given to start from");
    assertThat(result.findings()).isNotEmpty().allMatch(f -> f.symptom() == Symptom.SERIALISED);
  }

  /**
   * A slow goodput says nothing of its cause, so one cause has to be taken out to see the other.
   */
  @Test
  void ofTwoCausesInOneWorkloadBothAreFound() {
    FakeProbe probe =
        new FakeProbe(w -> w.get(SGES) >= 3 ? 8 : w.get(POST_LIST) >= 32 ? 4 : 1, 0.01);
    Space space = Space.within(probe.description().limits());
    Workload both =
        space
            .settle(
                Workload.initial()
                    .with(ORDERING, Ordering.SAME_QP)
                    .with(SEND_DEPTH, 1024L)
                    .with(TILES, 512L)
                    .with(SGES, 4L)
                    .with(POST_LIST, 64L))
            .orElseThrow();
    HuntSettings settings = new HuntSettings(1, new HuntBudget.Probes(1), space).from(both);

    HuntResult result = new Hunt(settings, probe, Journal.none(), new HuntListener() {}).run();

    assertThat(result.findings())
        .extracting(Finding::symptom)
        .containsExactly(Symptom.LOW_GOODPUT, Symptom.LOW_GOODPUT);
    assertThat(result.findings())
        .extracting(finding ->
            finding.conditions().stream()
                .map(Condition::dimension)
                .filter(List.of("sges", "post_list")::contains)
                .toList())
        .containsExactlyInAnyOrder(List.of("sges"), List.of("post_list"));
  }

  @Test
  void countsTheSearchLedgerAgainstTheBudget() {
    HuntResult result = hunt(stalling(0.03), 1, 300, Journal.none());

    assertThat(result.ended()).isEqualTo("budget");
    assertThat(result.ledger(Ledger.SEARCH).probes()).isBetween(300L, 302L);
    assertThat(result.ledger(Ledger.CONFIRMATION).probes()).isGreaterThanOrEqualTo(24);
    assertThat(result.ledger(Ledger.MINIMISING).probes())
        .isBetween(10L, HuntSettings.MINIMISING_RUNS + 10L);
    assertThat(result.probes())
        .isEqualTo(result.ledgers().values().stream().mapToLong(LedgerTotals::probes).sum());
  }

  @Test
  void sameSeedSameJournal() {
    ListJournal one = new ListJournal();
    ListJournal other = new ListJournal();
    hunt(stalling(0.03), 7, 40, one);
    hunt(stalling(0.03), 7, 40, other);

    assertThat(timeless(other)).isEqualTo(timeless(one));
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "collie-paper"})
  void resumesFromAnyPrefixAsIfNothingHadHappened(String strategy) {
    ListJournal whole = new ListJournal();
    HuntResult uninterrupted = resume(strategy, stalling(0.03), whole);
    int step = 41;
    for (int kept = 0; kept <= whole.records.size(); kept += step) {
      ListJournal resumed = new ListJournal(whole.records.subList(0, kept));
      FakeProbe probe = stalling(0.03);
      HuntResult result = resume(strategy, probe, resumed);

      assertThat(timeless(resumed)).as("resumed at %d", kept).isEqualTo(timeless(whole));
      assertThat(result.findings()).isEqualTo(uninterrupted.findings());
      assertThat(result.ledgers()).isEqualTo(uninterrupted.ledgers());
      assertThat(probe.runs()).isLessThanOrEqualTo(whole.records.size() - Math.max(3, kept) + 1);
    }
  }

  private static HuntResult resume(String strategy, FakeProbe probe, Journal journal) {
    return new Hunt(settings(probe, 1, 200, strategy), probe, journal, new HuntListener() {}).run();
  }

  @Test
  void refusesTheJournalOfAnotherHunt() {
    ListJournal journal = new ListJournal();
    hunt(stalling(0.03), 2, 20, journal);

    assertThatThrownBy(() -> hunt(stalling(0.03), 3, 20, new ListJournal(journal.records)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("start a new hunt");
  }

  @Test
  void anInvalidMeasurementIsNoAnomaly() {
    FakeProbe probe = stalling(0.03).invalidWhere(HuntTest::stalls);
    HuntResult result = hunt(probe, 1, 300, Journal.none());

    assertThat(result.findings()).isEmpty();
    assertThat(result.invalid()).isPositive();
  }

  @Test
  void anExceptionOutOfAProbeIsAnInvalidMeasurement() {
    ListJournal journal = new ListJournal();
    FakeProbe probe =
        stalling(0.03)
            .throwingWhere(
                workload -> workload.get(TILES) >= 256, new ArrayIndexOutOfBoundsException(-1));
    HuntResult result = hunt(probe, 1, 40, journal);

    assertThat(result.ended()).isEqualTo("budget");
    assertThat(result.invalid()).isPositive();
    assertThat(journal.records)
        .filteredOn(record -> record.workload().get(TILES) >= 256)
        .hasSize((int) result.invalid())
        .allSatisfy(record ->
            assertThat(record.measurement().outcome())
                .isEqualTo(
                    new Outcome.Invalid(
                        "the probe threw java.lang.ArrayIndexOutOfBoundsException: Array index out"
                            + " of range: -1")));
  }

  @Test
  void aProbesRefusalEndsTheHunt() {
    UsageException refusal = new UsageException("loss is 10, but this probe can do 0");
    FakeProbe probe = stalling(0.03).throwingWhere(_ -> true, refusal);

    assertThatThrownBy(() -> hunt(probe, 1, 40, Journal.none())).isSameAs(refusal);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aCleanDeviceIsFoundClean(long seed) {
    assertThat(hunt(new FakeProbe(_ -> 1, 0.1), seed, 200, Journal.none()).findings()).isEmpty();
  }

  @Test
  void disorderIsTheWorkloadsOwnWhereNothingIsPromised() {
    FakeProbe probe =
        new FakeProbe(_ -> 1, 0.02)
            .disorderedWhere(workload ->
                workload.get(ORDERING) == Ordering.NONE
                    && workload.get(Catalogue.SIGNAL_QP) == SignalQp.CONTROL);
    HuntResult result = hunt(probe, 1, 100, Journal.none());

    assertThat(result.findings()).isNotEmpty();
    assertThat(result.findings())
        .allSatisfy(finding -> {
          assertThat(finding.symptom()).isEqualTo(Symptom.DISORDER);
          assertThat(finding.doing()).isEqualTo(Doing.WORKLOAD);
          assertThat(finding.conditions()).extracting(Condition::dimension).contains("signal_qp");
        });
  }

  @Test
  void whatComesAndGoesByItselfIsOneFindingAndIsNotMinimised() {
    AtomicInteger runs = new AtomicInteger();
    FakeProbe probe =
        new FakeProbe(_ -> 1, 0).disorderedWhere(_ -> runs.incrementAndGet() % 3 == 0);
    HuntResult result = hunt(probe, 1, 60, Journal.none());

    assertThat(result.findings()).hasSize(1);
    Finding finding = result.findings().getFirst();
    assertThat(finding.intermittent()).isTrue();
    assertThat(finding.runs()).isEqualTo(12);
    assertThat(finding.reproduced()).isBetween(3, 5);
    assertThat(finding.effect()).isEqualTo(finding.reproduced() / 12.0);
    assertThat(finding.notes()).anyMatch(note -> note.contains("comes and goes"));
    assertThat(result.ledgers()).containsEntry(Ledger.MINIMISING, LedgerTotals.NONE);
    assertThat(result.notes()).anyMatch(note -> note.contains("again"));
  }

  @Test
  void aHangIsAFindingAndTheHuntGoesOn() {
    FakeProbe probe =
        new FakeProbe(_ -> 1, 0.02)
            .hangingWhere(workload -> workload.get(Catalogue.QPS_PER_PEER) >= 8);
    HuntResult result = hunt(probe, 1, 60, Journal.none());

    assertThat(result.ended()).isEqualTo("budget");
    assertThat(result.findings()).extracting(Finding::symptom).contains(Symptom.HANG);
    assertThat(result.findings().getFirst().conditions())
        .extracting(Condition::dimension)
        .contains("qps_per_peer");
  }

  @Test
  void whatIsShownIsPlainButNotMuchWeakerThanWhatWasMet() {
    Workload met =
        Workload.initial()
            .with(Catalogue.ORDERING, Catalogue.Ordering.DRAIN)
            .with(Catalogue.TILES, 16L)
            .with(Catalogue.PEERS, 2L);
    FakeProbe probe =
        new FakeProbe(
            workload ->
                workload.get(Catalogue.ORDERING) != Catalogue.Ordering.DRAIN
                    ? 1
                    : workload.get(Catalogue.TILES) < 32 ? 20 : 2,
            0.02);
    HuntSettings settings = settings(probe, 1, 1, "random").from(met);
    Finding finding =
        new Hunt(settings, probe, Journal.none(), new HuntListener() {})
            .run()
            .findings()
            .getFirst();

    assertThat(finding.effect()).isGreaterThan(15);
    assertThat(finding.workload())
        .isEqualTo(met.with(Catalogue.PEERS, Workload.initial().get(Catalogue.PEERS)));
    assertThat(finding.conditions()).extracting(Condition::dimension).containsExactly("ordering");
  }

  /** A drain's stall that tiles of half the plain size make five times as bad. */
  private static FakeProbe worseWithSmallTiles() {
    return new FakeProbe(
        workload ->
            workload.get(ORDERING) != Ordering.DRAIN || workload.get(TILES) < 32
                ? 1
                : isSmall(workload) ? 20 : 4,
        0.02);
  }

  private static boolean isSmall(Workload workload) {
    return workload.get(TILE_BYTES).getLast() <= 8192;
  }

  @Test
  void whatIsShownIsTheStrongestThatReducingMet() {
    Finding finding = drained(worseWithSmallTiles());

    assertThat(finding.effect()).isGreaterThan(15);
    assertThat(finding.interval().low()).isGreaterThan(10);
    assertThat(isSmall(finding.workload())).isTrue();
    assertThat(finding.workload())
        .as("plain in all that the strength does not need")
        .isEqualTo(
            Workload.initial()
                .with(ORDERING, Ordering.DRAIN)
                .with(TILE_BYTES, finding.workload().get(TILE_BYTES)));
    assertThat(finding.conditions())
        .extracting(Condition::dimension)
        .contains("ordering")
        .doesNotContain("tile_bytes.largest");
  }

  @Test
  void aStrengthThatAnotherSymptomMayHaveMadeIsNotShown() {
    Finding finding = drained(worseWithSmallTiles().disorderedWhere(HuntTest::isSmall));

    assertThat(finding.effect()).isBetween(3.5, 4.5);
    assertThat(isSmall(finding.workload())).isFalse();
  }

  /** The stall that a hunt finds which begins at a drain of large tiles. */
  private static Finding drained(FakeProbe probe) {
    HuntSettings settings =
        settings(probe, 1, 1, "random").from(Workload.initial().with(ORDERING, Ordering.DRAIN));
    return new Hunt(settings, probe, Journal.none(), new HuntListener() {})
        .run().findings().stream()
            .filter(found -> found.symptom() == Symptom.SERIALISED)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void beyondTheBorderOfAHangTheStallThatItHidIsMet() {
    FakeProbe probe =
        new FakeProbe(
                workload -> workload.get(Catalogue.TILES) <= 64 && isFenced(workload) ? 20 : 1,
                0.02)
            .hangingWhere(workload -> workload.get(Catalogue.TILES) > 64 && isFenced(workload));
    HuntResult result =
        new Hunt(settings(probe, 1, 60, "kelpie"), probe, Journal.none(), new HuntListener() {})
            .run();

    assertThat(result.findings())
        .extracting(Finding::symptom)
        .contains(Symptom.HANG, Symptom.SERIALISED);
  }

  private static boolean isFenced(Workload workload) {
    return workload.get(Catalogue.ORDERING) == Catalogue.Ordering.NIC_FENCE
        && workload.get(Catalogue.SIGNAL) == Catalogue.Signal.FETCH_ADD;
  }

  @Test
  void aRunThatTookTheMachineIsNeverRepeated() {
    ListJournal whole = new ListJournal();
    hunt(new FakeProbe(_ -> 1, 0.02), 4, 12, whole);
    List<ProbeRecord> killed =
        new ArrayList<>(
            whole.records.stream()
                .takeWhile(record -> !record.purpose().equals("search"))
                .toList());
    ProbeRecord first = whole.records.get(killed.size());
    killed.add(
        new ProbeRecord(
            first.number(),
            first.ledger(),
            first.purpose(),
            first.workload(),
            first.budget(),
            Measurement.without(
                new Outcome.Hang(Outcome.Scope.KERNEL, Stage.TRANSFER, "the guest died"), 0),
            null,
            first.elapsed()));
    ListJournal resumed = new ListJournal(killed);
    FakeProbe probe = new FakeProbe(_ -> 1, 0.02);
    HuntResult result = hunt(probe, 4, 12, resumed);

    assertThat(probe.runs()).isEqualTo(resumed.records.size() - killed.size());
    assertThat(result.findings()).hasSize(1);
    assertThat(result.findings().getFirst().runs()).isEqualTo(1);
    assertThat(resumed.records)
        .filteredOn(record -> record.workload().equals(first.workload()))
        .hasSize(1);
  }

  @Test
  void stopEndsAfterTheCurrentRun() {
    FakeProbe probe = stalling(0.03);
    ListJournal journal = new ListJournal();
    List<Hunt> hunts = new ArrayList<>();
    Hunt hunt =
        new Hunt(
            settings(probe, 1, 100, "random"),
            probe,
            journal,
            new HuntListener() {
              @Override
              public void probed(ProbeRecord record, boolean live) {
                if (record.number() == 30) {
                  hunts.getFirst().stop();
                }
              }
            });
    hunts.add(hunt);

    assertThat(hunt.run().ended()).isEqualTo("stopped");
    assertThat(journal.records).hasSize(30);
  }

  @Test
  void aBudgetOfTimeCountsTheJournalsTime() {
    FakeProbe probe = new FakeProbe(_ -> 1, 0.02);
    AtomicLong clock = new AtomicLong();
    HuntSettings settings =
        new HuntSettings(1, HuntBudget.parse("60s"), Space.within(probe.description().limits()));
    ListJournal journal = new ListJournal();
    new Hunt(settings, probe, journal, new HuntListener() {}, () -> clock.addAndGet(500_000_000L))
        .run();

    assertThat(journal.records.getLast().elapsed()).isBetween(60.0, 63.0);
  }

  @Test
  void aPlaceThatBecameSlowerIsNoLowGoodput() {
    AtomicLong runs = new AtomicLong();
    int calibration = Calibration.plan(new FakeProbe(_ -> 1, 0).description().limits()).size();
    FakeProbe probe = new FakeProbe(_ -> runs.incrementAndGet() <= calibration ? 1 : 1.7, 0.02);

    ListJournal journal = new ListJournal();

    HuntResult result = hunt(probe, 1, 20, journal);

    assertThat(result.findings()).extracting(Finding::symptom).doesNotContain(Symptom.LOW_GOODPUT);
    assertThat(journal.records)
        .extracting(ProbeRecord::purpose)
        .anyMatch(purpose -> purpose.matches("repeat of \\d+, pace"))
        .doesNotContain("simplify");
  }

  /** Two arms of an event take as many runs as a search of minutes. */
  @Test
  void whatIsKnownIsNotConfirmed() {
    FakeProbe probe = new FakeProbe(_ -> 1, 0.02).disorderedWhere(w -> w.get(TILES) % 3 != 0);
    ListJournal journal = new ListJournal();
    hunt(probe, 1, 60, journal);
    List<String> purposes = journal.records.stream().map(ProbeRecord::purpose).toList();

    assertThat(purposes).contains("known already", "fresh queue pairs");
    boolean confirmed = false;
    for (String purpose : purposes) {
      assertThat(confirmed && purpose.equals("known already")).isFalse();
      confirmed =
          !purpose.startsWith("repeat of ") && (confirmed || purpose.endsWith("queue pairs"));
    }
  }

  /** Few receives fail beside many signals, or beside long lists; more of them end both. */
  private static boolean lacksReceives(Workload workload) {
    return workload.get(RECEIVES_POSTED) < 8
        && (workload.get(SIGNALS_PER_FENCE) >= 32 || workload.get(POST_LIST) >= 16);
  }

  private static HuntResult failing(Predicate<Workload> where) {
    return hunt(new FakeProbe(_ -> 1, 0.02).failingWhere(where), 1, 400, Journal.none());
  }

  private static List<Finding> failures(HuntResult result) {
    return result.findings().stream()
        .filter(finding -> finding.symptom() == Symptom.ERROR)
        .toList();
  }

  @Test
  void whatOneChangeEndsIsFoundOnceAndToldToBeElsewhere() {
    HuntResult result = failing(HuntTest::lacksReceives);

    assertThat(failures(result))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.cure()).hasValue(Change.MORE_RECEIVES);
          assertThat(result.notes())
              .anyMatch(note ->
                  note.matches(
                      "anomaly "
                          + finding.id()
                          + " was met in \\d+ more workloads beyond its conditions, where more receives posted ended it as well"));
        });
  }

  @Test
  void anotherCauseOfTheSameEventIsFoundBesideIt() {
    assertThat(failures(failing(w -> lacksReceives(w) || w.get(PATH_MTU) == 1024)))
        .extracting(Finding::cure)
        .containsExactlyInAnyOrder(
            Optional.of(Change.MORE_RECEIVES), Optional.of(Change.LARGEST_MTU));
  }

  @Test
  void howBusyTheMachineIsDoesNotDecideWhatIsFound() {
    assertThat(timeless(steppingBy(10_000_000_000L))).isEqualTo(timeless(steppingBy(1)));
  }

  /** The journal of a hunt between any two of whose runs the clock moves so far. */
  private static ListJournal steppingBy(long nanos) {
    FakeProbe probe = stalling(0.03);
    ListJournal journal = new ListJournal();
    AtomicLong clock = new AtomicLong();
    new Hunt(
            settings(probe, 1, 50, "random"),
            probe,
            journal,
            new HuntListener() {},
            () -> clock.addAndGet(nanos))
        .run();
    return journal;
  }

  private static List<ProbeRecord> timeless(ListJournal journal) {
    return journal.records.stream()
        .map(record ->
            new ProbeRecord(
                record.number(),
                record.ledger(),
                record.purpose(),
                record.workload(),
                record.budget(),
                record.measurement(),
                record.verdict(),
                0))
        .toList();
  }
}
