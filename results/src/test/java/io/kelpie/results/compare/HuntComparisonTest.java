package io.kelpie.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.results.Findings;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Place;
import io.kelpie.results.Recollection;
import io.kelpie.results.StoredHunt;
import io.kelpie.results.compare.Difference.Kind;
import io.kelpie.results.report.CaseFile;
import io.kelpie.results.report.Chronicle;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuntComparisonTest {
  private static final Finding STALL = Findings.serialised();

  @TempDir private Path folder;

  private Comparison compare(ComparedHunt first, ComparedHunt second) {
    return HuntComparison.of(
        first.in(folder.resolve("first"), "6.1"), second.in(folder.resolve("second"), "6.12"));
  }

  private Difference only(ComparedHunt first, ComparedHunt second) {
    Comparison comparison = compare(first, second);
    assertThat(comparison.differences()).hasSize(1);
    return comparison.differences().getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "10, 14, WORSE, grew beyond chance",
    "14, 10, BETTER, shrank beyond chance",
    "10, 10, STILL_THERE, no difference beyond chance",
    "10, 10.5, STILL_THERE, less than a tenth"
  })
  void tellsWhatAnEffectBecame(double was, double is, Kind kind, String why) {
    Difference difference =
        only(new ComparedHunt().found(STALL, was), new ComparedHunt().found(STALL, is));
    assertThat(difference.kind()).isEqualTo(kind);
    assertThat(difference.why()).contains(why);
    assertThat(difference.pValue()).isNotNull();
  }

  /** A workload in the region of the stall, and not its own. */
  private static Workload within(long tiles) {
    Workload workload = STALL.workload().with(Catalogue.TILES, tiles);
    assertThat(STALL.region().contains(workload)).isTrue();
    return workload;
  }

  @ParameterizedTest
  @CsvSource({
    "3, clean, GONE, each time clean",
    "2, clean, CANNOT_TELL, only 2 times",
    "0, clean, CANNOT_TELL, never searched",
    "3, anomalous, CANNOT_TELL, something suspicious",
  })
  void isGoneOnlyWhereItWasLookedFor(int probes, String verdict, Kind kind, String why) {
    ComparedHunt second = new ComparedHunt();
    second.searched(within(8).with(Catalogue.ORDERING, Catalogue.Ordering.NONE), "clean");
    for (int probe = 0; probe < probes; probe++) {
      second.searched(within(8 + probe), verdict);
    }
    Comparison comparison = compare(new ComparedHunt().found(STALL, 10), second);
    assertThat(comparison.differences()).hasSize(1);
    assertThat(comparison.differences().getFirst().kind()).isEqualTo(kind);
    assertThat(comparison.differences().getFirst().why()).contains(why);
    assertThat(comparison.isWorse()).isFalse();
    assertThat(comparison.isOpen()).isEqualTo(kind == Kind.CANNOT_TELL);
  }

  @Test
  void hasAppearedWhereTheFirstLookedInVain() {
    ComparedHunt first = new ComparedHunt();
    for (int probe = 0; probe < 5; probe++) {
      first.searched(within(8 + probe), "clean");
    }
    Comparison comparison = compare(first, new ComparedHunt().found(STALL, 10));
    assertThat(comparison.differences().getFirst().kind()).isEqualTo(Kind.APPEARED);
    assertThat(comparison.isWorse()).isTrue();
    assertThat(comparison.differs()).contains(new Place.Change("kernel", "6.1", "6.12"));
  }

  @Test
  void sizesOfOtherWorkloadsAreNotCompared() {
    Finding elsewhere = Findings.reduced(STALL, STALL.symptom(), within(512), STALL.conditions());
    Difference difference =
        only(new ComparedHunt().found(STALL, 10), new ComparedHunt().found(elsewhere, 20));
    assertThat(difference.kind()).isEqualTo(Kind.STILL_THERE);
    assertThat(difference.pValue()).isNull();
    assertThat(difference.why()).contains("replay one of them");
  }

  @Test
  void aHuntIsLikeItself() {
    Path hunt = new ComparedHunt().found(STALL, 10).in(folder.resolve("hunt"), "6.1");
    Comparison comparison = HuntComparison.of(hunt, hunt);
    assertThat(comparison.counts()).containsOnlyKeys(Kind.STILL_THERE);
    assertThat(comparison.differs()).isEmpty();
    assertThat(CompareText.of(comparison)).startsWith("1 still there\n").contains("STILL THERE");
  }

  /** Of a model's hunt: what it found is compared by its own runs, whatever the symptom. */
  @Test
  void everySymptomIsTested() {
    Path hunt = folder.resolve("hunt");
    StoredHunt.listened(hunt, 40, StoredHunt.SHORT_OF_RECEIVES, Chronicle::new);
    Comparison comparison = HuntComparison.of(hunt, hunt);
    assertThat(comparison.differences())
        .extracting(Difference::symptom)
        .contains("SERIALISED", "STALLED", "LOW_GOODPUT", "ERROR");
    assertThat(comparison.differences())
        .allSatisfy(each -> {
          assertThat(each.kind()).isEqualTo(Kind.STILL_THERE);
          assertThat(each.pValue()).isCloseTo(1, Offset.offset(1e-6));
        });
  }

  /** A hunt may pursue what it met long ago, and several anomalies one after another. */
  @Test
  void pairsAreThoseOfTheAnomalysOwnPursuit() {
    Finding drain =
        Findings.reduced(
            STALL,
            STALL.symptom(),
            STALL.workload().with(Catalogue.ORDERING, Catalogue.Ordering.DRAIN),
            List.of(new Condition("ordering", Values.Members.of("drain"))));
    Path hunt =
        new ComparedHunt()
            .met(drain)
            .met(STALL)
            .searched(within(8).with(Catalogue.ORDERING, Catalogue.Ordering.NONE), "clean")
            .pursued(STALL, 10)
            .pursued(drain, 20)
            .in(folder.resolve("hunt"), "6.1");
    Chronicle chronicle = new Chronicle(HuntFolder.read(hunt));
    HuntResult result = Recollection.tell(hunt, chronicle);
    chronicle.close();
    for (Finding finding : result.findings()) {
      List<CaseFile.Pair> pairs = chronicle.caseFile(finding).orElseThrow().pairs();
      assertThat(pairs).hasSize(12);
      assertThat(pairs.getFirst().over(pairs.getFirst().reference()).orElseThrow())
          .isCloseTo(finding.effect(), Offset.offset(1e-6));
    }
  }
}
