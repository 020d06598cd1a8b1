package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.Quirk;
import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Law;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class TruthTest {
  private static final Profile PROFILE = Profile.named("cx6-200g-f");
  private static final Truth TRUTH = new Truth(PROFILE);

  @AfterAll
  static void close() {
    TRUTH.close();
  }

  @Test
  void knowsWhatTheProfileHas() {
    long planted = PROFILE.quirks().stream().filter(quirk -> quirk.effect() != null).count();

    assertThat(TRUTH.count()).isEqualTo((int) planted + PROFILE.emergent().size());
  }

  @Test
  void namesEachEmergentAnomalyAtItsBase() {
    for (Profile.Emergent emergent : PROFILE.emergent()) {
      Symptom symptom = Symptom.valueOf(emergent.symptom().name());
      Truth.Claim claim = TRUTH.of(finding(symptom, emergent.base()));

      assertThat(claim.kind()).as(emergent.id()).isEqualTo(Truth.Kind.NAMED);
    }
  }

  @Test
  void namesAQuirkWhereItsTriggerHoldsAndNotByAnotherSymptom() {
    Quirk quirk = quirk("collie-3");
    Workload example = quirk.trigger().example(plain().with(Catalogue.TILES, 512L), limits());

    Truth.Claim claim = TRUTH.of(finding(Symptom.PAUSE, example));

    assertThat(claim.kind()).isEqualTo(Truth.Kind.NAMED);
    assertThat(claim.anomaly()).isNotNull().extracting(Truth.Anomaly::id).isEqualTo("collie-3");
    assertThat(TRUTH.of(finding(Symptom.HANG, example)).kind()).isEqualTo(Truth.Kind.FALSE);
  }

  /** Both pause the device: no run can tell whose pause it is. */
  @Test
  void oneAnomalyIsNotSeenWhereAnotherShowsTheSameSymptom() {
    Truth.Anomaly loopback = anomaly("collie-13");
    Workload base =
        PROFILE.emergent().stream()
            .filter(emergent -> emergent.id().equals(loopback.id()))
            .map(Profile.Emergent::base)
            .findFirst()
            .orElseThrow();
    Quirk quirk = quirk("collie-5");
    Workload both = quirk.trigger().example(base, limits());
    Extent.Ground ground = TRUTH.ground(anomaly(quirk.id()));

    assertThat(loopback.shows(both)).isTrue();
    assertThat(quirk.trigger().strength(both)).isPositive();
    assertThat(ground.seen())
        .accepts(quirk.trigger().example(plain().with(Catalogue.TILES, 512L), limits()))
        .rejects(both);
  }

  private static Truth.Anomaly anomaly(String id) {
    return TRUTH.anomalies().stream().filter(a -> a.id().equals(id)).findFirst().orElseThrow();
  }

  private static Quirk quirk(String id) {
    return PROFILE.quirks().stream().filter(q -> q.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void aDrainBehindEachTileIsTheWorkloadsOwn() {
    Workload coupled = plain().with(Catalogue.TILES, 256L).with(Catalogue.ORDERING, Ordering.DRAIN);

    assertThat(TRUTH.of(finding(Symptom.SERIALISED, coupled)).kind()).isEqualTo(Truth.Kind.OWN);
  }

  /** Datagrams of these few bytes overtake each other in one run of six. */
  @Test
  void anEventThatIsRareIsThere() {
    Workload rare =
        Law.repair(
                plain()
                    .with(Catalogue.TILE_BYTES, List.of(135L, 220L))
                    .with(Catalogue.TILES, 679L)
                    .with(Catalogue.QP_TYPE, Catalogue.QpType.UD)
                    .with(Catalogue.OPCODE, Catalogue.Opcode.SEND)
                    .with(Catalogue.QPS_PER_PEER, 4L)
                    .with(Catalogue.SEND_DEPTH, 32L)
                    .with(Catalogue.RECEIVE_DEPTH, 8L)
                    .with(Catalogue.RECEIVES_POSTED, 8L)
                    .with(Catalogue.POST_LIST, 5L)
                    .with(Catalogue.INLINE_THRESHOLD, 10L)
                    .with(Catalogue.CQ_DEPTH, 256L)
                    .with(Catalogue.CQ_MODERATION, 12L)
                    .with(Catalogue.SIGNAL, Catalogue.Signal.SEND)
                    .with(Catalogue.SIGNAL_QP, Catalogue.SignalQp.ROUND_ROBIN)
                    .with(Catalogue.ORDERING, Ordering.NONE)
                    .with(Catalogue.REGIONS, 12L),
                limits())
            .workload();

    try (Truth clean = new Truth(Profile.of(Profile.CLEAN))) {
      assertThat(clean.of(finding(Symptom.DISORDER, rare)).kind()).isEqualTo(Truth.Kind.OWN);
    }
  }

  @Test
  void aClaimOfAHealthyWorkloadIsFalse() {
    assertThat(TRUTH.of(finding(Symptom.SERIALISED, plain())).kind()).isEqualTo(Truth.Kind.FALSE);
    assertThat(TRUTH.of(finding(Symptom.PAUSE, plain())).kind()).isEqualTo(Truth.Kind.FALSE);
  }

  private static Limits limits() {
    try (ModelProbe probe = new ModelProbe()) {
      return probe.description().limits();
    }
  }

  private static Workload plain() {
    return Law.repair(Space.within(limits()).initial(), limits()).workload();
  }

  static Finding finding(Symptom symptom, Workload workload) {
    return new Finding(
        "00000000",
        "a claim",
        symptom,
        Doing.UNKNOWN,
        true,
        2,
        new Interval(1.5, 3),
        12,
        12,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        Signature.NONE,
        List.of(),
        workload,
        1,
        Thresholds.DEFAULTS);
  }
}
