package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.confirm.Change;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.oracle.Symptom;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FamilyTest {
  private static final Finding PLAIN = Findings.serialised();

  private static Finding finding(String id, Symptom symptom, Doing doing, Counterfactual... ran) {
    return FindingBuilder.like(PLAIN)
        .id(id)
        .symptom(symptom)
        .doing(doing)
        .changes(null, List.of(ran))
        .build();
  }

  private static Counterfactual brings(Change change, double restoration) {
    return new Counterfactual(change.toString(), PLAIN.workload(), restoration, 3);
  }

  @Test
  void oneCauseIsToldByTheChangeThatNamesWhatRanOut() {
    Finding stalls =
        finding(
            "00000001",
            Symptom.STALLED,
            Doing.WORKLOAD,
            brings(Change.IMMEDIATE, 1),
            brings(Change.MORE_RECEIVES, 0.6));
    Finding drains =
        finding(
            "00000002",
            Symptom.SERIALISED,
            Doing.WORKLOAD,
            brings(Change.MORE_RECEIVES, 0.4),
            brings(Change.IMMEDIATE, 1),
            brings(Change.NIC_FENCE, 0.9));
    Finding fails =
        finding("00000003", Symptom.ERROR, Doing.WORKLOAD, brings(Change.MORE_RECEIVES, 1));

    assertThat(Family.of(List.of(stalls, drains, fails)))
        .containsExactly(
            new Family(Change.MORE_RECEIVES, List.of(stalls, fails)),
            new Family(Change.NIC_FENCE, List.of(drains)));
  }

  /** A vendor has to see each by itself, and so has who reads of what nothing ends. */
  @Test
  void onlyTheWorkloadsOwnDoingIsPutTogether() {
    List<Finding> apart =
        Stream.of(Doing.DEVICE, Doing.BOTH, Doing.PATH, Doing.UNKNOWN)
            .flatMap(doing ->
                Stream.of("1", "2")
                    .map(end ->
                        finding(
                            doing.ordinal() + "000000" + end,
                            Symptom.PAUSE,
                            doing,
                            brings(Change.FEWER_QUEUE_PAIRS, 1))))
            .toList();
    assertThat(Family.of(apart)).hasSize(8).allMatch(family -> family.cure() == null);
    Finding one = finding("00000001", Symptom.SERIALISED, Doing.WORKLOAD);
    Finding other =
        finding(
            "00000002",
            Symptom.SERIALISED,
            Doing.WORKLOAD,
            new Counterfactual("what nobody knows any more", PLAIN.workload(), 1, 3));
    assertThat(Family.of(List.of(one, other))).hasSize(2);
  }

  @Test
  void thePlainestOfTheGravestSymptomLeads() {
    Finding bent = finding("00000001", Symptom.ERROR, Doing.WORKLOAD, brings(Change.IMMEDIATE, 1));
    Finding plain =
        FindingBuilder.like(bent)
            .id("00000002")
            .conditions(bent.conditions().subList(0, 1))
            .build();
    Finding milder =
        FindingBuilder.like(bent)
            .id("00000003")
            .symptom(Symptom.STALLED)
            .conditions(List.of())
            .build();
    Family family = Family.of(List.of(bent, milder, plain)).getFirst();

    assertThat(family.lead()).isEqualTo(plain);
    assertThat(family.others()).containsExactly(bent, milder);
  }

  @Test
  void aHuntTellsTheFirstOfAFamilyInFullAndCountsTheRest() {
    List<Finding> findings =
        Stream.of(1, 2, 3, 4, 5, 6, 7)
            .map(number ->
                finding(
                    "0000000" + number,
                    number < 6 ? Symptom.STALLED : Symptom.ERROR,
                    Doing.WORKLOAD,
                    brings(Change.MORE_RECEIVES, 1)))
            .toList();
    HuntResult result =
        new HuntResult(findings, new EnumMap<>(Ledger.class), 0, 1, "budget", Map.of(), List.of());

    String told = Narrative.of(Path.of("DIR"), result, false, List.of(), Map.of());
    assertThat(told.replaceAll("\\s+", " "))
        .contains("anomalies 7, of 1 cause")
        .contains("alike 6 more that end by more receives posted STALLED 00000002: ordering = ")
        .contains("STALLED 00000005: ")
        .contains(" and 2 of ERROR")
        .doesNotContain("00000006");
    assertThat(told.lines().filter(line -> line.startsWith("STALLED"))).hasSize(1);
  }
}
