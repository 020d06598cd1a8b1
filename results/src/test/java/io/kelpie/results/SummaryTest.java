package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Stage;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SummaryTest {
  private static final HuntResult RESULT =
      new HuntResult(
          List.of(Findings.serialised()),
          Map.of(
              Ledger.SEARCH, new LedgerTotals(300, 30),
              Ledger.CONFIRMATION, new LedgerTotals(24, 3),
              Ledger.MINIMISING, new LedgerTotals(60, 6)),
          7,
          180,
          "budget",
          Map.of("rxe0/1/hw/x", "never moves"),
          List.of("run 40 met anomaly 0badcafe again"));

  private static JsonNode json(Object value) {
    return StrictJson.read(StrictJson.page(value), "result", JsonNode.class);
  }

  @Test
  void huntKeysAreThoseThatOthersRelyOn(@TempDir Path temporary) {
    Path path = temporary.resolve("hunt");
    try (HuntFolder folder = HuntFolder.create(path, Hunts.file())) {
      JsonNode json = json(Summary.of(folder, RESULT, Map.of()));
      assertThat(json.propertyNames())
          .contains(
              "hunt",
              "probe",
              "strategy",
              "seed",
              "probes",
              "invalid",
              "seconds",
              "probes_per_hour",
              "anomalies",
              "ledger");
      assertThat(json.get("hunt").stringValue()).isEqualTo(path.toString());
      assertThat(json.get("probes").longValue()).isEqualTo(384);
      assertThat(json.get("probes_per_hour").doubleValue()).isEqualTo(7680);
      assertThat(json.at("/ledger/confirmation/probes").longValue()).isEqualTo(24);
      assertThat(json.at("/ledger/minimising/seconds").doubleValue()).isEqualTo(6);
      JsonNode anomaly = json.at("/anomalies/0");
      assertThat(anomaly.propertyNames())
          .contains(
              "id",
              "title",
              "symptom",
              "doing",
              "simulated",
              "effect",
              "interval",
              "runs",
              "reproduced",
              "conditions",
              "pinned",
              "remedy",
              "family",
              "first_probe");
      assertThat(anomaly.get("symptom").stringValue()).isEqualTo("SERIALISED");
      assertThat(anomaly.get("doing").stringValue()).isEqualTo("workload");
      assertThat(anomaly.get("interval").toString()).isEqualTo("[11.9,13.25]");
      assertThat(anomaly.at("/conditions/0").toString())
          .isEqualTo("{\"dimension\":\"ordering\",\"set\":[\"nic_fence\"]}");
      assertThat(anomaly.at("/conditions/2").toString())
          .isEqualTo("{\"dimension\":\"tiles\",\"range\":[8,1024]}");
      assertThat(anomaly.at("/pinned/1/dimension").stringValue()).isEqualTo("delay");
      assertThat(anomaly.at("/remedy/restoration").doubleValue()).isEqualTo(0.94);
    }
  }

  @Test
  void probeKeysAreThoseThatOthersRelyOn() {
    Evidence evidence =
        new Evidence(Symptom.SERIALISED, 2, Stage.SIGNAL, null, "blocked in signal");
    ProbeResult result =
        ProbeResult.of(
            new Verdict.Anomalous(List.of(evidence)),
            true,
            Workload.initial(),
            Runs.measurement(2),
            ProbeResult.Twin.of(Workload.initial(), Runs.measurement(1), Runs.measurement(2)));
    JsonNode json = json(result);
    assertThat(json.propertyNames())
        .contains("verdict", "symptoms", "workload", "measurement", "twin", "reason");
    assertThat(json.get("verdict").stringValue()).isEqualTo("ANOMALOUS");
    assertThat(json.at("/symptoms/0/symptom").stringValue()).isEqualTo("SERIALISED");
    assertThat(json.get("measurement").propertyNames())
        .contains("goodput", "tiles_per_second", "latency", "stages", "integrity", "counters");
    double pass = 3e-6;
    assertThat(json.at("/measurement/goodput").doubleValue()).isEqualTo((1 << 20) / pass);
    assertThat(json.at("/measurement/tiles_per_second").doubleValue()).isEqualTo(64 / pass);
    assertThat(json.at("/measurement/latency/0/p99").doubleValue()).isEqualTo(pass);
    assertThat(json.at("/twin/faster").doubleValue()).isEqualTo(1.5);
    assertThat(json.get("reason").isNull()).isTrue();
  }

  @Test
  void anInvalidProbeSaysWhy() {
    ProbeResult result =
        ProbeResult.of(
            new Verdict.Invalid("no memory"), false, Workload.initial(), Runs.measurement(5), null);
    assertThat(json(result).get("verdict").stringValue()).isEqualTo("INVALID");
    assertThat(json(result).get("reason").stringValue()).isEqualTo("no memory");
    assertThat(json(result).at("/measurement/goodput").isNull()).isTrue();
  }

  @Test
  void theNarrativeTellsWhatWasFoundAndWhy() {
    String told = Narrative.of(Path.of("DIR"), RESULT, false, List.of(), Map.of());
    assertThat(told.replaceAll("\\s+", " "))
        .contains("12.5 times the unordered twin's time a tile (95 %: 11.9 to 13.3)")
        .contains("12 of 12 pairs, first met in run 17")
        .contains("ordering = nic_fence")
        .contains("tiles = 8 to 1024 pinned")
        .contains("pinned delay = 2000 us 1 dimension at what is plain")
        .contains("doing workload")
        .contains("remedy write instead of atomic: brings back 94 % of what was lost")
        .contains("a NIC fence waits for READs and atomics only")
        .contains("not driven never moves: rxe0/1/hw/x")
        .doesNotContain("SIMULATED");
    assertThat(told.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void whatIsKnownAndMutedIsSaid(@TempDir Path temporary) {
    Recognised known =
        new Recognised(
            "0badcafe",
            "fence-storm",
            "2026-11-20T20:00:00Z",
            3,
            new Recognised.Muted("vendor case 4711", "2026-11-21", null));
    Map<String, Recognised> byId = Map.of(RESULT.findings().getFirst().id(), known);
    assertThat(Narrative.of(Path.of("DIR"), RESULT, false, List.of(), byId))
        .contains(
            "anomalies    1, of these 1 muted",
            "known        as fence-storm (0badcafe), met by 3 hunts, first 2026-11-20T20:00:00Z",
            "muted        since 2026-11-21: vendor case 4711");
    try (HuntFolder folder = HuntFolder.create(temporary.resolve("hunt"), Hunts.file())) {
      assertThat(json(Summary.of(folder, RESULT, byId)).at("/anomalies/0/known").toString())
          .isEqualTo(
              "{\"id\":\"0badcafe\",\"name\":\"fence-storm\",\"first_seen\":\"2026-11-20T20:00:00Z\","
                  + "\"hunts\":3,\"muted\":{\"reason\":\"vendor case 4711\",\"since\":\"2026-11-21\",\"until\":null}}");
      assertThat(json(Summary.of(folder, RESULT, Map.of())).at("/anomalies/0/known").isNull())
          .isTrue();
    }
  }

  @Test
  void whatAModelSaidIsMarked() {
    assertThat(Narrative.of(Path.of("DIR"), RESULT, true, List.of(), Map.of()))
        .startsWith("SIMULATED hunt");
  }
}
